import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createSystem, wasRefused, type ActorRef } from "troupe";
import { downloader, type DownloaderProtocol } from "troupe/actors";
import { describe, expect, onTestFinished, test } from "vitest";
import { emptyFolder, hang, openWeb, page } from "./download/web.ts";

describe.each(["inline", "thread", "process"] as const)("downloader on %s", (on) => {
  async function start(dir: string): Promise<ActorRef<DownloaderProtocol>> {
    const system = createSystem({ log: false, threads: 1 });
    onTestFinished(() => system.stop());
    return await system.spawn(downloader, { args: { dir, retries: 0 }, on });
  }

  test("saves a page in a folder that it makes", async () => {
    const web = await openWeb({ "/a": page("hello") });
    const dir = join(await emptyFolder(), "new", "folder");
    const worker = await start(dir);
    const saved = await worker.ask("download", { name: "a", url: web.url("/a") });
    expect(saved).toMatchObject({ name: "a", status: 200, bytes: 5, file: join(dir, "a.html") });
  });

  test("refuses a page that it cannot have, and goes on", async () => {
    const web = await openWeb({ "/a": page("hello") });
    const dir = await emptyFolder();
    const worker = await start(dir);
    for (const name of ["gone", "../out"]) {
      const error: unknown = await worker
        .ask("download", { name, url: web.url("/gone") })
        .catch((error: unknown) => error);
      expect(wasRefused(error)).toBe(true);
      expect(error).toMatchObject({ name: "PageError", code: "PAGE_FAILED" });
    }
    await worker.ask("download", { name: "a", url: web.url("/a") });
    expect(await readdir(dir)).toEqual(["a.html"]);
  });

  test("gives up a page when the asker does, and goes on", async () => {
    const web = await openWeb({ "/hang": hang, "/a": page("hello") });
    const worker = await start(await emptyFolder());
    const controller = new AbortController();
    const visited = web.visited("/hang");
    const asked = worker.with({ signal: controller.signal }).ask("download", { name: "never", url: web.url("/hang") });
    await visited;
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: "ABORTED" });
    expect(await worker.ask("download", { name: "a", url: web.url("/a") })).toMatchObject({ bytes: 5 });
  });
});
