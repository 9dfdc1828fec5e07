// Takers on real threads, which die of what they take before their thread can say anything more.
import { describe, expect, onTestFinished, test } from "vitest";
import { createSystem, type Child } from "troupe";
import { openQueue, queue, type OpenQueue } from "troupe/actors";
import { told } from "../../fixtures/actors/dangerous.ts";
import { doomed, type Deadly } from "./fixtures/doomed.ts";

interface Stage {
  readonly tasks: OpenQueue<Deadly>;
  readonly faults: Error[];
  spawn(name: string): Promise<Child<object>>;
}

async function set(redeliver: boolean): Promise<Stage> {
  const system = createSystem({ name: "mine", log: false, threads: 1 });
  onTestFinished(() => system.stop({ timeoutMs: 0 }));
  const faults: Error[] = [];
  system.addEventListener("fault", ({ error }) => faults.push(error));
  const args = await system.spawn(queue, { args: { redeliver } });
  return {
    tasks: openQueue<Deadly>(args),
    faults,
    spawn: (name) =>
      system.spawn(doomed, { name, args, on: { thread: { own: true } }, restart: "never", stopTimeoutMs: 200 }),
  };
}

function deadly(does: Deadly["does"]): Deadly {
  return { does, seen: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) };
}

describe.each([
  [false, 1],
  [true, 2],
])("redeliver: %s", (redeliver, times) => {
  test("an item that ends the thread of its taker at once is reported, and known to have arrived", async () => {
    const { tasks, faults, spawn } = await set(redeliver);
    await spawn("first");
    const item = deadly("exit");
    await tasks.put(item);
    await told(item.seen);
    await spawn("second");
    await tasks.join();
    expect(item.seen[0]).toBe(times);
    expect(faults).toEqual([expect.objectContaining({ code: "TASK_ABANDONED", taker: "/mine/first" })]);
  });

  test("an item whose taker is killed while it blocks its thread is reported", async () => {
    const { tasks, faults, spawn } = await set(redeliver);
    const first = await spawn("first");
    const [item, other] = [deadly("block"), deadly("nothing")];
    await tasks.put(item);
    await told(item.seen);
    await spawn("second");
    await tasks.put(other);
    await first.kill();
    await tasks.join();
    expect([item.seen[0], other.seen[0]]).toEqual([times, 1]);
    expect(faults).toEqual([expect.objectContaining({ code: "TASK_ABANDONED", taker: "/mine/first" })]);
  });
});
