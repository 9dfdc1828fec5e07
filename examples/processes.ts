// The same as threads.ts, with one word changed: npx tsx examples/processes.ts [URL ...]
import { run } from "troupe";
import { pages } from "./download/one-each.ts";

await run(pages, { args: { on: "process", urls: process.argv.slice(2) } });
