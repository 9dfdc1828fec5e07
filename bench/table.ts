import type { Goal, Unit } from "./comparison.ts";
import type { Figure } from "./figures.ts";
import type { Result } from "./rounds.ts";

const HEAD = ["measured", "Troupe", "floor", "Troupe / floor", "goal", ""];

export function formatResults(results: readonly Result[]): string {
  return formatRows(HEAD, results.map(rowOf));
}

function rowOf({ comparison: { title, unit, goal, floor: what }, figure, floor, ratio }: Result): string[] {
  return [
    title,
    formatFigure(figure, unit),
    floor === undefined ? "" : `${formatFigure(floor, unit)} ${what}`,
    ratio === undefined ? "" : `${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)} to ${ratio.most.toFixed(2)})`,
    goal === undefined ? "" : formatGoal(goal, unit),
    goal === undefined ? "" : isReached(goal, figure, ratio) ? "reached" : "missed",
  ];
}

function formatGoal(goal: Goal, unit: Unit): string {
  if ("figure" in goal) return formatNumber(goal.figure, unit);
  if ("timesFloor" in goal) return `${goal.timesFloor} x floor`;
  return `at most ${goal.atMostTimesFloor} x floor`;
}

function isReached(goal: Goal, figure: Figure, ratio: Figure | undefined): boolean {
  if ("figure" in goal) return figure.median >= goal.figure;
  if (ratio === undefined) return false;
  return "timesFloor" in goal ? ratio.median >= goal.timesFloor : ratio.median <= goal.atMostTimesFloor;
}

function formatFigure({ median, least, most }: Figure, unit: Unit): string {
  return `${formatNumber(median, unit)} (${formatNumber(least)} to ${formatNumber(most)})`;
}

/** Three digits, with the unit or without: `14.2 M/s`, `31.5 µs`. */
export function formatNumber(number: number, unit?: Unit): string {
  const after = unit === undefined ? "" : unit === "per second" ? "/s" : ` ${unit}`;
  if (number >= 1e6) return `${digits(number / 1e6)} M${after}`;
  if (number >= 1e4) return `${digits(number / 1e3)} k${after}`;
  return `${digits(number)}${after}`;
}

function digits(number: number): string {
  return number < 1_000 ? String(Number(number.toPrecision(3))) : number.toFixed(0);
}

/** Columns as wide as their widest cell. */
export function formatRows(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [head, head.map((title) => "-".repeat(title.length)), ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
}
