// One actor for each page, on threads, and a status line meanwhile: npx tsx examples/threads.ts [URL ...]
import { run } from "troupe";
import { pages } from "./download/one-each.ts";

await run(pages, { args: { on: "thread", urls: process.argv.slice(2) } });
