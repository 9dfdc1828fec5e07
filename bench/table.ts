import type { Goal, Unit } from "./comparison.ts";
import type { Figure } from "./figures.ts";
import type { Result } from "./rounds.ts";

const HEAD = ["measured", "figure", "Troupe / floor", "goal", ""];

/** Two rows each: the figure, and below it its floor. */
export function formatResults(results: readonly Result[]): string {
  return formatRows(HEAD, results.flatMap(rowsOf));
}

function rowsOf({ comparison, figure, floor, ratio }: Result): string[][] {
  const { title, unit, goal } = comparison;
  const row = [
    title,
    formatFigure(figure, unit),
    ratio === undefined ? "" : formatRatio(ratio),
    goal === undefined ? "" : formatGoal(goal, unit),
    goal === undefined ? "" : judge(goal, figure, ratio),
  ];
  if (floor === undefined) return [row];
  return [row, [`  floor: ${comparison.floor ?? "the same without Troupe"}`, formatFigure(floor, unit)]];
}

function formatGoal(goal: Goal, unit: Unit): string {
  if ("figure" in goal) return formatNumber(goal.figure, unit);
  if ("atMost" in goal) return `at most ${formatNumber(goal.atMost, unit)}`;
  if ("timesFloor" in goal) return `${goal.timesFloor} x floor`;
  return `at most ${goal.atMostTimesFloor} x floor`;
}

/** Noise only ever makes a figure worse, so a round that reached the goal says that this machine can. */
function judge(goal: Goal, figure: Figure, ratio: Figure | undefined): string {
  if (isReached(goal, figure.median, ratio?.median)) return "reached";
  const best = "atMost" in goal || "atMostTimesFloor" in goal ? "least" : "most";
  return isReached(goal, figure[best], ratio?.[best]) ? "reached at best" : "missed";
}

function isReached(goal: Goal, figure: number, ratio = NaN): boolean {
  if ("figure" in goal) return figure >= goal.figure;
  if ("atMost" in goal) return figure <= goal.atMost;
  return "timesFloor" in goal ? ratio >= goal.timesFloor : ratio <= goal.atMostTimesFloor;
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
