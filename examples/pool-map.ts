// Download pages with a pool of four downloaders: npx tsx examples/pool-map.ts [--on inline|thread|process]
//
// First as in Python's executor.submit and as_completed, then as in its map.
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { asCompleted, createSystem } from "troupe";
import { downloader, type Saved } from "troupe/actors";
import { serveSite } from "./download/site.ts";
import { placeOf } from "./on.ts";

const { values } = parseArgs({ options: { on: { type: "string", default: "thread" } } });
const on = placeOf(values.on);

const system = createSystem();
const pages = (await serveSite()).map(({ url, name = url }) => ({ url, name }));
const args = { dir: join(tmpdir(), `troupe-pool-map-${process.pid}`) };
const pool = await system.pool(downloader, { size: 4, on, args });

console.log("submit, as they come:");
const jobs = new Map(pages.map((page) => [pool.submit("download", page), page.name]));
for await (const { job, value, error } of asCompleted(jobs.keys())) {
  console.log(`  ${jobs.get(job)}: ${value === undefined ? error.message : sizeOf(value)}`);
}

console.log("map, in order:");
let next = 0;
for await (const saved of pool.map("download", pages)) console.log(`  ${pages[next++]?.name}: ${sizeOf(saved)}`);

const { done, runMs } = pool.stats();
console.log(`${done} pages; the slowest took ${Math.round(runMs.max)} ms`);
await pool.close();
await rm(args.dir, { recursive: true, force: true });

function sizeOf({ bytes }: Saved): string {
  return `${bytes} bytes`;
}
