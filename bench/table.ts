import type { Goal, Unit } from "./comparison.ts";
import type { Figure } from "./figures.ts";
import type { Result } from "./rounds.ts";

const HEAD = ["measured", "figure", "Troupe / this", "goal", ""];

/** Some rows each: the figure, below it its floor, and those of the others. */
export function formatResults(results: readonly Result[]): string {
  return formatRows(HEAD, results.flatMap(rowsOf));
}

function rowsOf(result: Result): string[][] {
  const { comparison, figure, floor, ratio, peers } = result;
  const { title, unit, goal } = comparison;
  const rows = [[named(title, result.with.troupe), formatFigure(figure, unit), ""]];
  if (floor !== undefined && ratio !== undefined) {
    rows.push([
      `  floor: ${named(comparison.floor ?? "the same without Troupe", result.with.floor)}`,
      formatFigure(floor, unit),
      formatRatio(ratio),
    ]);
  }
  for (const peer of peers) {
    if ("missing" in peer) rows.push([`  ${peer.name}`, `left out: ${peer.missing}`, ""]);
    else rows.push([`  ${named(peer.name, peer.with)}`, formatFigure(peer.figure, unit), formatRatio(peer.ratio)]);
  }
  const goals = [goal ?? []].flat();
  for (const [at, one] of goals.entries()) {
    rows[at] ??= ["", "", ""];
    rows[at].push(formatGoal(one, unit), judge(one, result));
  }
  return rows;
}

function named(name: string, measuredWith: string): string {
  return measuredWith === "" ? name : `${name}, ${measuredWith}`;
}

function formatGoal(goal: Goal, unit: Unit): string {
  if ("figure" in goal) return formatNumber(goal.figure, unit);
  if ("atMost" in goal) return `at most ${formatNumber(goal.atMost, unit)}`;
  if ("timesFloor" in goal) return `${goal.timesFloor} x floor`;
  if ("timesPeer" in goal) return `${goal.timesPeer} x ${formatPeers(goal.peers)}`;
  return `at most ${goal.atMostTimesFloor} x floor`;
}

function formatPeers(names: readonly string[] = []): string {
  if (names.length <= 1) return names[0] ?? "best peer";
  return `best of ${names[0]} to ${names.at(-1)}`;
}

/** Noise only ever makes a figure worse, so a round that reached the goal says that this machine can. */
function judge(goal: Goal, result: Result): string {
  const { measured, least, most } = judgedBy(goal, result);
  if (measured === undefined) return "not judged: nothing to compare with";
  if (measured.median >= least && measured.median <= most) return "reached";
  return measured.most >= least && measured.least <= most ? "reached at best" : "missed";
}

/** What a goal looks at, and between what it is to be. */
function judgedBy(goal: Goal, result: Result): { measured: Figure | undefined; least: number; most: number } {
  const { figure, ratio } = result;
  if ("figure" in goal) return { measured: figure, least: goal.figure, most: Infinity };
  if ("atMost" in goal) return { measured: figure, least: -Infinity, most: goal.atMost };
  if ("timesFloor" in goal) return { measured: ratio, least: goal.timesFloor, most: Infinity };
  if ("timesPeer" in goal) return { measured: ratioToPeer(result, goal.peers), least: goal.timesPeer, most: Infinity };
  return { measured: ratio, least: -Infinity, most: goal.atMostTimesFloor };
}

/** To the one that comes closest: of those named, or of all. */
function ratioToPeer({ peers }: Result, names: readonly string[] | undefined): Figure | undefined {
  const ratios = peers.flatMap((peer) => ("ratio" in peer && names?.includes(peer.name) !== false ? [peer.ratio] : []));
  return ratios.toSorted((one, other) => one.median - other.median)[0];
}

function formatFigure({ median, least, most }: Figure, unit: Unit): string {
  return `${formatNumber(median, unit)} (${formatNumber(least)} to ${formatNumber(most)})`;
}

function formatRatio({ median, least, most }: Figure): string {
  return `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
}

/** Three digits, with the unit or without: `14.2 M/s`, `31.5 µs`. */
export function formatNumber(number: number, unit?: Unit): string {
  const after = unit === undefined ? "" : suffixes[unit];
  if (number >= 1e6) return `${digits(number / 1e6)} M${after}`;
  if (number >= 1e4) return `${digits(number / 1e3)} k${after}`;
  return `${digits(number)}${after}`;
}

const suffixes: Readonly<Record<Unit, string>> = {
  "per second": "/s",
  ms: " ms",
  µs: " µs",
  ns: " ns",
  bytes: " bytes",
  times: " x",
};

function digits(number: number): string {
  return number < 1_000 ? String(Number(number.toPrecision(3))) : number.toFixed(0);
}

/** Columns as wide as their widest cell. */
export function formatRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [head, head.map((title) => "-".repeat(title.length)), ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
