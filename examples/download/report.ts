// Says what became of the pages: a table for people, or one JSON object for programs.
import type { DownloadsError, Report } from "troupe/actors";

/** What a run that crashed has to report, for instance because its downloaders could not be kept alive. */
export function reportOfCrash(error: Partial<DownloadsError>): Report {
  if (error.report === undefined) throw error;
  return error.report;
}

/** Lets whoever reads the output leave early, as `head` does: the pages are saved all the same. */
export function letReadersLeave(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Prints the table or the object on standard output, and each reason on standard error with the pages that it made fail. */
export function printReport(report: Report, json: boolean): void {
  const { saved, failed } = report;
  console.log(json ? JSON.stringify(report, null, 2) : table(report));
  for (const [reason, names] of namesByReason(failed)) console.error(`${names.join(", ")}: ${reason}`);
  if (saved.length + failed.length === 0) console.error("There was nothing to download");
}

function table({ saved, failed }: Report): string {
  const pages = [
    ...saved.map(({ index, name, status, bytes, ms, file }) => ({
      index,
      row: [name, `${status}`, `${bytes}`, `${ms} ms`, file],
    })),
    ...failed.map(({ index, name, status }) => ({ index, row: [name, `${status ?? "failed"}`, "-", "-", "-"] })),
  ];
  const inOrder = pages.toSorted((one, other) => one.index - other.index).map(({ row }) => row);
  const rows = [["name", "status", "bytes", "time", "file"], ...inOrder];
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

function namesByReason(failed: Report["failed"]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { name, reason } of failed) {
    const alike = names.get(reason);
    if (alike === undefined) names.set(reason, [name]);
    else alike.push(name);
  }
  return names;
}
