import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Comparison } from "./comparison.ts";
import { figureOf, type Figure } from "./figures.ts";

/** What came out for one comparison. */
export interface Result {
  readonly comparison: Comparison;
  readonly figure: Figure;
  /** What they were best measured with; "" where nothing was tried out. */
  readonly with: { readonly troupe: string; readonly floor: string };
  readonly floor: Figure | undefined;
  /** Of the rounds' own ratios: both sides of one round had the same noise. */
  readonly ratio: Figure | undefined;
  readonly peers: readonly PeerResult[];
}

/** What came out for one of the others; or why nothing did. */
export type PeerResult = { readonly name: string } & (
  | { readonly figure: Figure; readonly ratio: Figure; readonly with: string }
  | { readonly missing: string }
);

/** What a child says. */
type Said = { readonly figure: number; readonly with?: string } | { readonly missing: string };

const child = fileURLToPath(new URL("child.js", import.meta.url));
const run = promisify(execFile);

/** Measures all sides in turn, round after round, each in a fresh process. */
export async function compare(name: string, comparison: Comparison, rounds: number): Promise<Result> {
  const hasFloor = comparison.measureFloor !== undefined;
  const peers = Object.keys(comparison.peers ?? {});
  const said = new Map<string, Said[]>();
  for (let round = 0; round < rounds; round++) {
    for (const side of ["troupe", ...(hasFloor ? ["floor"] : []), ...peers]) {
      said.set(side, [...(said.get(side) ?? []), await measureApart(name, side)]);
    }
  }
  const figuresOf = (side: string): number[] =>
    (said.get(side) ?? []).flatMap((one) => ("figure" in one ? [one.figure] : []));
  const figures = figuresOf("troupe");
  const ratioTo = (others: number[]): Figure =>
    figureOf(figures.map((figure, round) => figure / (others[round] ?? NaN)));
  const floors = figuresOf("floor");
  const withOf = (side: string): string => {
    const all = (said.get(side) ?? []).flatMap((one) => ("with" in one && one.with !== undefined ? [one.with] : []));
    return [...new Set(all)].join(" or ");
  };
  return {
    comparison,
    figure: figureOf(figures),
    with: { troupe: withOf("troupe"), floor: withOf("floor") },
    floor: hasFloor ? figureOf(floors) : undefined,
    ratio: hasFloor ? ratioTo(floors) : undefined,
    peers: peers.map((name) => {
      const missing = said.get(name)?.find((one) => "missing" in one);
      if (missing !== undefined) return { name, missing: missing.missing };
      const others = figuresOf(name);
      return { name, figure: figureOf(others), ratio: ratioTo(others), with: withOf(name) };
    }),
  };
}

async function measureApart(name: string, side: string): Promise<Said> {
  const { stdout } = await run(process.execPath, [child, name, side]);
  return JSON.parse(stdout) as Said;
}
