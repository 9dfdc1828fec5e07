// The priority of a message, or its key, is told by a user's function, which may do anything: also end whom the message is for.
import { expect, test } from "vitest";
import { defineActor } from "troupe";
import { createTestSystem } from "troupe/testing";
import { assertAccounted } from "../../src/testing/accounting.ts";

const acts = { calls: [] as (() => void)[] };

const ranked = defineActor({
  name: "ranked",
  mailbox: { order: "priority", priority: ranksAndActs },
  receive: { note(_ctx, _n: number) {} },
});

const plain = defineActor({ name: "plain", receive: { note(_ctx, _n: number) {} } });

function ranksAndActs(): number {
  acts.calls.shift()?.();
  return 1;
}

test.each(["kill", "stop"] as const)("a message whose priority has its actor %s is not lost", async (end) => {
  const system = createTestSystem();
  let dead = 0;
  system.addEventListener("deadletter", ({ count }) => (dead += count));
  const child = await system.spawn(ranked);
  acts.calls = [() => void child[end]()];
  for (let n = 0; n < 10; n++) child.tell("note", n);
  await system.settled();
  expect(dead).toBe(10);

  const other = await system.spawn(ranked);
  acts.calls = [() => void other[end]()];
  await expect(other.ask("note", 1)).rejects.toMatchObject({ code: end === "kill" ? "KILLED" : "STOPPED" });
  const last = await system.spawn(ranked);
  acts.calls = [() => void last[end]()];
  await last.send("note", 1);
  await assertAccounted(system);
  await system.stop();
});

test.each(["kill", "close"] as const)("a job whose key has its pool %s is settled", async (end) => {
  const system = createTestSystem();
  const pool = await system.pool(plain, { size: 1, routing: "by-key", key: () => ranksAndActs() });
  acts.calls = [() => void pool[end]()];
  const job = pool.submit("note", 1);
  await expect(job).rejects.toMatchObject({ code: end === "kill" ? "KILLED" : "STOPPED" });
  await assertAccounted(system);
  await system.stop();
});
