// Downloads pages with actors: npx tsx examples/download.ts [NAME=]URL ... (without words, a small site of its own)
import { run } from "troupe";
import { downloads } from "troupe/actors";
import { readCommandLine } from "./download/command-line.ts";
import { letReadersLeave, printReport, reportOfCrash } from "./download/report.ts";
import { serveSite } from "./download/site.ts";

letReadersLeave();
const { pages, json, ...settings } = await readCommandLine(process.argv.slice(2));
const args = { ...settings, pages: pages ?? (await serveSite()) };

// `downloads` starts the downloaders (on threads, if `on` says so) and a heartbeat, and finishes with a report.
const report = await run(downloads, { args }).catch(reportOfCrash);

printReport(report, json);
process.exitCode = report.failed.length > 0 ? 1 : 0;
