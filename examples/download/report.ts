// Says what became of the pages: a table for people, or one JSON object for programs.
import type { Report } from "troupe/actors";

/** A report, or what there is to say when the run itself failed. */
export type Outcome = Report & { error?: string };

/** The outcome of a run that crashed, for instance because its downloaders could not be kept alive. */
export function withoutPages(error: unknown): Outcome {
  return { saved: [], failed: [], error: `Cannot go on downloading: ${reasons(error).join(": ")}` };
}

export function printReport(outcome: Outcome, json: boolean): void {
  const { saved, failed, error } = outcome;
  if (json) console.log(JSON.stringify(outcome, null, 2));
  else if (error === undefined) console.log(table(outcome));
  for (const { name, reason } of failed) console.error(`${name}: ${reason}`);
  if (error !== undefined) console.error(error);
  if (saved.length + failed.length === 0 && error === undefined) console.error("There was nothing to download");
}

function table({ saved, failed }: Report): string {
  const rows = [
    ["name", "status", "bytes", "time", "file"],
    ...saved.map(({ name, status, bytes, ms, file }) => [name, `${status}`, `${bytes}`, `${ms} ms`, file]),
    ...failed.map(({ name, status }) => [name, `${status ?? "failed"}`, "-", "-", "-"]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** An error and what caused it; each says something of its own. */
function reasons(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return error.cause === undefined ? [error.message] : [error.message, ...reasons(error.cause)];
}
