// A host that dies while a worker starts on it need not have died of that worker.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocker, opened } from "./actors/blocker.ts";
import { newborn, type Births } from "./actors/newborn.ts";
import { useWorkshop } from "./workshop.ts";

const shop = useWorkshop(1);

test.each<[on: "thread" | "process", by: Births["by"], deaths: number]>([
  ["thread", "exit", 2],
  ["process", "exit", 2],
  ["process", "SIGKILL", 4],
])("a pool on a %s whose worker dies by %s while it starts, %i times, tries again", async (on, by, deaths) => {
  const pool = await shop.system.pool(newborn, {
    size: 1,
    on,
    args: { path: join(shop.folder, "starts"), deaths, by },
  });
  expect(await Promise.all([1, 2, 3].map((n) => pool.submit("double", n)))).toEqual([2, 4, 6]);
});

test.each(["thread", "process"] as const)(
  "a worker on a %s that was killed for a job has one successor",
  async (on) => {
    const started: string[] = [];
    shop.system.addEventListener("start", ({ actor }) => started.push(actor));
    const pool = await shop.system.pool(blocker, { size: 1, on, stopTimeoutMs: 100 });
    const [runs, begun] = [join(shop.folder, "runs"), join(shop.folder, "begun")];
    const controller = new AbortController();
    const stuck = pool.submit("hang", { runs, n: 1, begun }, { signal: controller.signal });
    const next = pool.submit("pid");
    await opened(begun);
    controller.abort();
    await expect(stuck).rejects.toMatchObject({ code: "ABORTED" });
    await next;
    await expect(pool.submit("exit", { runs, n: 2 })).rejects.toMatchObject({ code: "HOST_LOST", exitCode: 7 });
    await pool.submit("pid");
    expect(started.filter((path) => path.startsWith(`${pool.path}/`))).toEqual(
      [1, 2, 3].map((n) => `${pool.path}/blocker-${n}`),
    );
  },
);

test.each<[on: "thread" | "process", by: Births["by"], details: object]>([
  ["thread", "exit", { exitCode: 7 }],
  ["process", "exit", { exitCode: 7 }],
  ["process", "SIGABRT", { exitSignal: "SIGABRT" }],
])("a pool on a %s whose worker always dies by %s while it starts is broken after three", async (on, by, details) => {
  const path = join(shop.folder, "starts");
  const pool = await shop.system.pool(newborn, { size: 1, on, args: { path, deaths: Infinity, by } });
  await expect(pool.submit("double", 1)).rejects.toMatchObject({
    code: "POOL_BROKEN",
    cause: { code: "HOST_LOST", ...details },
  });
  expect(readFileSync(path, "utf8")).toBe("start\n".repeat(3));
});
