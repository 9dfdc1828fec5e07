import { expect, test } from "vitest";
import { Queue } from "troupe";
import { createQueueOn } from "../../src/mailbox/queue.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

/** A platform whose time and turns a test makes. */
function createPlatform() {
  const clock = createManualClock();
  const turns: (() => void)[] = [];
  const nextTurn = (run: () => void): void => void turns.push(run);
  return { env: { clock, nextTurn }, clock, turns };
}

const microtasks = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** By a timer, which has to get its chance. */
function after20Ms(): AbortController {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  return controller;
}

test("loops that hand items to each other leave timers and I/O their chance", async () => {
  const [there, back] = [new Queue<number>({ capacity: 1 }), new Queue<number>()];
  const echo = (async () => {
    for await (const item of there) back.tryPut(item);
  })();
  const { signal } = after20Ms();
  let rounds = 0;
  while (!signal.aborted) {
    await there.put(rounds);
    expect(await back.take()).toBe(rounds++);
  }
  there.close();
  await echo;
  expect(rounds).toBeGreaterThan(0);
});

test("puts and takes that need not wait leave timers and I/O their chance too", async () => {
  const queue = new Queue<number>();
  const { signal } = after20Ms();
  while (!signal.aborted) {
    await queue.put(1);
    await queue.take();
    await queue.join({ timeoutMs: 0 }).catch(() => undefined);
  }
});

test("once the budget is spent everything settles in the next turn, in the order it was done", async () => {
  const { env, clock, turns } = createPlatform();
  const queue = createQueueOn<number>(env);
  const settled: string[] = [];
  const note = (what: string) => (item: number | void) => void settled.push(`${what} ${item ?? "went in"}`);
  const waiting = [queue.take().then(note("first")), queue.take().then(note("second"))];
  queue.tryPut(1);
  clock.advance(5);
  queue.tryPut(2);
  queue.tryPut(3);
  const later = [queue.put(4).then(note("put")), queue.take().then(note("third")), queue.take().then(note("fourth"))];
  await microtasks();
  expect([settled, queue.size, turns.length]).toEqual([["first 1"], 0, 1]);
  turns.shift()?.();
  await Promise.all([...waiting, ...later]);
  expect([settled, turns.length]).toEqual([["first 1", "second 2", "put went in", "third 3", "fourth 4"], 0]);
});

test("a loop that is left while its item is on its way still gets it", async () => {
  const { env, clock, turns } = createPlatform();
  const queue = createQueueOn<number>(env);
  const loop = queue[Symbol.asyncIterator]();
  const nexts = [loop.next(), loop.next(), loop.next()];
  queue.tryPut(1);
  clock.advance(5);
  queue.tryPut(2);
  await loop.return?.();
  turns.shift()?.();
  expect(await Promise.all(nexts)).toEqual([
    { value: 1, done: false },
    { value: 2, done: false },
    { value: undefined, done: true },
  ]);
});
