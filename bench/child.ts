// One side of one comparison, in a process of its own: node child.js inline/tells measure
import { comparisons } from "./comparisons.ts";

const [name = "", side] = process.argv.slice(2);
const comparison = comparisons.get(name);
const measure = side === "floor" ? comparison?.measureFloor : comparison?.measure;
if (measure === undefined) throw new Error(`Cannot measure "${name}": there is no ${side} of that name`);
process.stdout.write(`${await measure()}\n`);
process.exit(0); // a floor's worker would stay
