// Every figure beside its floor and its peers, all measured in this run: node main.js [--rounds 5] [part of a name ...]
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { comparisons } from "./comparisons.ts";
import { machineRows } from "./machine.ts";
import { compare, type Result } from "./rounds.ts";
import { formatResults, formatRows } from "./table.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const isWanted = (name: string): boolean => positionals.length === 0 || positionals.some((part) => name.includes(part));
const wanted = [...comparisons].filter(([name]) => isWanted(name));

const results = new Map<string, Result>();
for (const [name, comparison] of wanted) {
  process.stderr.write(`measuring ${name} …\n`);
  results.set(name, await compare(name, comparison, Number(values.rounds)));
}

console.log(
  `\nTroupe beside its floors and its peers: Node ${process.version}, ${availableParallelism()} cores, ${values.rounds} rounds.`,
);
console.log(
  "Each figure is the median of the rounds (least to most); each side of each round is a process of its own.\n",
);
console.log(formatResults([...results].filter(([name]) => !name.startsWith("machine/")).map(([, result]) => result)));
console.log(
  "\nThis machine beside the one of the design's FACTS, by what is not Troupe's. Scale the inline goals by it.\n",
);
console.log(formatRows(["measured", "here", "FACTS", "here / FACTS"], machineRows(results)));
