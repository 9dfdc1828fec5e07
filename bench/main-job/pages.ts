import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "troupe";
import { downloads } from "troupe/actors";
import { Agent, request } from "undici";
import type { Comparison } from "../comparison.ts";

const COUNT = 4_000;
const IN_FLIGHT = 16;

interface Page {
  name: string;
  url: string;
}

export const pagesOnThreads: Comparison = pagesOn("thread");
export const pagesInline: Comparison = pagesOn("inline");

/** The main job. The first run is cold, as it is for whoever starts the program, so each process makes but one. */
function pagesOn(on: "thread" | "inline"): Comparison {
  return {
    title: `pages of 10 kB saved, 16 at a time, ${on}`,
    unit: "per second",
    floor: "a bare undici loop, each page to a file",
    goal: { timesFloor: 0.6 },

    measure() {
      return savedPerSecond(async (pages, dir) => {
        await run(downloads, { args: { pages, dir, workers: IN_FLIGHT, on } });
      });
    },

    measureFloor() {
      return savedPerSecond(async (pages, dir) => {
        const dispatcher = new Agent();
        const waiting = pages.values();
        const caller = async (): Promise<void> => {
          for (const { name, url } of waiting) {
            const { body } = await request(url, { dispatcher });
            await writeFile(join(dir, `${name}.html`), new Uint8Array(await body.arrayBuffer()));
          }
        };
        await Promise.all(Array.from({ length: IN_FLIGHT }, caller));
        await dispatcher.close();
      });
    },
  };
}

async function savedPerSecond(save: (pages: Page[], dir: string) => Promise<void>): Promise<number> {
  const site = fork(fileURLToPath(new URL("site.js", import.meta.url)));
  const [port] = (await once(site, "message")) as [number];
  const dir = await mkdtemp(join(tmpdir(), "troupe-bench-"));
  const pages = Array.from({ length: COUNT }, (_, index) => {
    return { name: `page-${index}`, url: `http://127.0.0.1:${port}/${index}` };
  });
  const start = performance.now();
  await save(pages, dir);
  const seconds = (performance.now() - start) / 1000;
  const saved = await readdir(dir);
  await rm(dir, { recursive: true });
  site.disconnect();
  if (saved.length !== COUNT) throw new Error(`Cannot count the pages: ${saved.length} of ${COUNT} were saved`);
  return COUNT / seconds;
}
