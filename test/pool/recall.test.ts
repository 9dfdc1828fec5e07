// Only a real thread or process can be blocked: what lies behind such a job is taken back, and done by others.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { transfer } from "troupe";
import { blocker, open, runsIn } from "./actors/blocker.ts";
import { useWorkshop } from "./workshop.ts";

const shop = useWorkshop(2);

describe.each(["thread", "process"] as const)("%s", (on) => {
  test("no job waits behind one that takes long, though such jobs were known to be quick", async () => {
    const pool = await shop.system.pool(blocker, { size: 2, on });
    const free = open(join(shop.folder, "free"));
    await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("pass", free)));
    const barred = join(shop.folder, "barred");
    const blocked = pool.submit("pass", barred);
    const others = Array.from({ length: 5_000 }, () => pool.submit("pass", free));
    const names = new Set(await Promise.all(others)); // which would wait for ever
    expect(blocked.status).toBe("running");
    open(barred);
    const name = await blocked;
    expect(names.size).toBeLessThanOrEqual(2);
    expect(name).toMatch(/^blocker-\d$/);
    const { done, failed } = pool.stats();
    expect([done, failed]).toEqual([7_001, 0]);
    // The one that was blocked is handed jobs again.
    const [one, two] = ["one", "two"].map((which) => join(shop.folder, which)) as [string, string];
    const after = [pool.submit("meet", { own: one, other: two }), pool.submit("meet", { own: two, other: one })];
    expect(new Set(await Promise.all(after))).toEqual(new Set(["blocker-1", "blocker-2"]));
  });

  test("large payloads take their time on the way, and are not taken back for that", async () => {
    const pool = await shop.system.pool(blocker, { size: 2, on });
    const jobs = Array.from({ length: 60 }, (_, n) => pool.submit("weigh", "x".repeat(1_000_000 + n)));
    expect(await Promise.all(jobs)).toEqual(jobs.map((_, n) => 1_000_000 + n));
  });

  test("what was transferred is left where it is, and does not lie behind others", async () => {
    const pool = await shop.system.pool(blocker, { size: 2, on });
    const free = open(join(shop.folder, "free"));
    await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("pass", free)));
    await Promise.all(Array.from({ length: 100 }, () => pool.submit("weigh", "small")));
    const barred = join(shop.folder, "barred");
    const blocked = pool.submit("pass", barred);
    const jobs = Array.from({ length: 50 }, () => {
      const bytes = new Uint8Array(1_000);
      return pool.submit("weigh", transfer(bytes, [bytes.buffer]));
    });
    const settled = Promise.allSettled(jobs).then((all) => all.filter(({ status }) => status === "fulfilled").length);
    // At most one of them may lie there before it is known that the job takes long.
    await Promise.any(jobs.map((_, n) => Promise.all(jobs.toSpliced(n, 1))));
    open(barred);
    await blocked;
    expect(await settled).toBe(50);
  });

  test("by key, only those of its own key wait behind one that takes long", async () => {
    const pool = await shop.system.pool(blocker, { size: 2, on, routing: "by-key" });
    const free = open(join(shop.folder, "free"));
    await Promise.all(Array.from({ length: 2_000 }, (_, key) => pool.submit("pass", free, { key })));
    const barred = join(shop.folder, "barred");
    const blocked = pool.submit("pass", barred, { key: 0 });
    const behind = Array.from({ length: 50 }, () => pool.submit("pass", free, { key: 0 }));
    await Promise.all(Array.from({ length: 5_000 }, () => pool.submit("pass", free))); // which would wait for ever
    await Promise.all(Array.from({ length: 5_000 }, () => pool.submit("pass", free, { key: 1 })));
    expect(blocked.status).toBe("running");
    open(barred);
    expect(new Set(await Promise.all([blocked, ...behind])).size).toBe(1);
  });

  test("each of many jobs is run once, whatever is taken back and from whom", async () => {
    const pool = await shop.system.pool(blocker, { size: 2, on });
    const runs = join(shop.folder, "runs");
    // Every hundredth takes longer than what may lie behind it.
    const jobs = Array.from({ length: 20_000 }, (_, n) =>
      pool.submit("count", { runs, n, ms: n % 100 === 50 ? 3 : 0 }),
    );
    await Promise.all(jobs);
    const counts = runsIn(runs);
    expect(counts.size).toBe(20_000);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(pool.stats().done).toBe(20_000);
  });

  test("a worker that dies while jobs are taken back from it loses none of them", async () => {
    const lost: number[] = [];
    shop.system.addEventListener("deadletter", ({ count }) => lost.push(count));
    const pool = await shop.system.pool(blocker, { size: 1, on });
    const runs = join(shop.folder, "runs");
    writeFileSync(runs, "");
    await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("pass", runs)));
    const doomed = pool.submit("blockAndExit", 20);
    const others = Array.from({ length: 500 }, (_, n) => pool.submit("count", { runs, n }));
    const names = Array.from({ length: 500 }, () => pool.submit("pass", runs));
    await expect(doomed).rejects.toMatchObject({ code: "HOST_LOST", exitCode: 7 });
    expect(new Set(await Promise.all(names))).toEqual(new Set(["blocker-2"]));
    await Promise.all(others);
    expect([...runsIn(runs).values()]).toEqual(Array.from({ length: 500 }, () => 1));
    expect(lost).toEqual([]);
  });
});
