import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Comparison } from "./comparison.ts";
import { figureOf, type Figure } from "./figures.ts";

/** What came out for one comparison. */
export interface Result {
  readonly comparison: Comparison;
  readonly figure: Figure;
  readonly floor: Figure | undefined;
  /** Of the rounds' own ratios: both sides of one round had the same noise. */
  readonly ratio: Figure | undefined;
}

const child = fileURLToPath(new URL("child.js", import.meta.url));
const run = promisify(execFile);

/** Measures both sides in turn, round after round, each in a fresh process. */
export async function compare(name: string, comparison: Comparison, rounds: number): Promise<Result> {
  const figures: number[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round++) {
    figures.push(await measureApart(name, "troupe"));
    if (comparison.measureFloor !== undefined) floors.push(await measureApart(name, "floor"));
  }
  const hasFloor = floors.length > 0;
  return {
    comparison,
    figure: figureOf(figures),
    floor: hasFloor ? figureOf(floors) : undefined,
    ratio: hasFloor ? figureOf(figures.map((figure, round) => figure / (floors[round] ?? NaN))) : undefined,
  };
}

async function measureApart(name: string, side: "troupe" | "floor"): Promise<number> {
  const { stdout } = await run(process.execPath, [child, name, side]);
  return Number(stdout);
}
