// Downloads pages with actors: npx tsx examples/download.ts [NAME=]URL ... (without words, a small site of its own)
import { run } from "troupe";
import { downloads } from "troupe/actors";
import { readCommandLine } from "./download/command-line.ts";
import { printReport, withoutPages, type Outcome } from "./download/report.ts";
import { serveSite } from "./download/site.ts";

const { pages, json, ...settings } = await readCommandLine(process.argv.slice(2));
const args = { ...settings, pages: pages ?? (await serveSite()) };

// `downloads` starts the downloaders (on threads, if `on` says so) and a heartbeat, and finishes with a report.
const report: Outcome = await run(downloads, { args }).catch(withoutPages);

printReport(report, json);
process.exitCode = report.failed.length > 0 || report.error !== undefined ? 1 : 0;
