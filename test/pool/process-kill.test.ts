// A process that is killed has said nothing of what it did last: what it had started stands in its marks.
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { blocker, open, opened, runsIn } from "./actors/blocker.ts";
import { foreman } from "./actors/foreman.ts";
import { useWorkshop } from "./workshop.ts";

const shop = useWorkshop(2);
let runs: string;
let lost: number[];
beforeEach(() => {
  runs = join(shop.folder, "runs");
  lost = [];
  shop.system.addEventListener("deadletter", ({ count }) => lost.push(count));
});

type Away = "thread" | "process";

/** A pool of one process, that takes such jobs for quick ones and so is handed many at once. */
async function openQuickPool() {
  const pool = await shop.system.pool(blocker, { size: 1, on: "process" });
  const free = open(join(shop.folder, "free"));
  await Promise.all(Array.from({ length: 1_000 }, () => pool.submit("pass", free)));
  return pool;
}

/** Each job of those numbers was run once. */
function expectOnce(count: number): void {
  const counts = runsIn(runs);
  expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual(Array.from({ length: count }, (_, n) => n));
  expect([...counts.values()].filter((times) => times !== 1)).toEqual([]);
}

test("a worker that is killed from outside fails only the job that runs, and no job runs twice", async () => {
  const pool = await openQuickPool();
  const pid = await pool.submit("pid");
  const begun = join(shop.folder, "begun");
  const doomed = pool.submit("hang", { runs, n: 0, begun });
  const others = Array.from({ length: 200 }, (_, n) => pool.submit("count", { runs, n: n + 1 }));
  await opened(begun);
  process.kill(pid, "SIGKILL");
  await expect(doomed).rejects.toMatchObject({ code: "HOST_LOST", exitSignal: "SIGKILL" });
  expect(await Promise.all(others)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  expectOnce(201);
  expect(pool.stats().failed).toBe(1);
  expect(lost).toEqual([]);
});

test("a job that kills its process at once is known to have been started, among many", async () => {
  const pool = await openQuickPool();
  const jobs = Array.from({ length: 300 }, (_, n) => pool.submit(n % 100 === 0 ? "die" : "count", { runs, n }));
  const outcomes = await Promise.allSettled(jobs);
  // Those before it may have been done in the same turn, and their replies died with it: they fail, and are not run again.
  const failed = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
  expect(failed).toEqual(expect.arrayContaining([0, 100, 200]));
  expectOnce(300);
  expect(lost).toEqual([]);
});

test("retries: such a job is run again as often as that, and nothing else is", async () => {
  const pool = await openQuickPool();
  const doomed = pool.submit("die", { runs, n: 0 }, { retries: 2 });
  const others = Array.from({ length: 50 }, (_, n) => pool.submit("count", { runs, n: n + 1 }));
  await expect(doomed).rejects.toMatchObject({ code: "HOST_LOST" });
  await Promise.all(others);
  const counts = runsIn(runs);
  expect(counts.get(0)).toBe(3);
  counts.delete(0);
  expect([...counts.values()]).toEqual(Array.from({ length: 50 }, () => 1));
});

test.each<[on: Away, workerOn: Away]>([
  ["thread", "process"],
  ["process", "process"],
  ["process", "thread"], // which shares no memory with its pool then
])("the same for a pool whose owner is on a %s, and its worker on a %s", async (on, workerOn) => {
  const owner = await shop.system.spawn(foreman, { on });
  const path = open(join(shop.folder, "free"));
  const loss = { runs, path, others: 100, on: workerOn };
  const { code, replies } = await owner.with({ timeoutMs: Infinity }).ask("loseOne", loss);
  expect(code).toBe("HOST_LOST");
  expect(replies).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
  expectOnce(101);
  expect(lost).toEqual([]);
});
