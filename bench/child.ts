// One side of one comparison, in a process of its own: node child.js inline/tells troupe
import { comparisons } from "./comparisons.ts";

const [name = "", side = ""] = process.argv.slice(2);
const comparison = comparisons.get(name);
const measure = { troupe: comparison?.measure, floor: comparison?.measureFloor, ...comparison?.peers }[side];
if (measure === undefined) throw new Error(`Cannot measure "${name}": there is no ${side} of that name`);
const measured = await measure();
process.stdout.write(JSON.stringify(typeof measured === "number" ? { figure: measured } : measured));
process.exit(0); // a floor's worker would stay
