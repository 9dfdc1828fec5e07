import { expect, test } from "vitest";
import { RunQueue, type Runnable } from "../../src/cell/run-queue.ts";
import { createManualEnv, type ManualEnv } from "../placement/manual-env.ts";

/** Has `work` messages, each of which takes `costMs`. */
function createRunnable(queue: RunQueue, env: ManualEnv, work: number, costMs: number, turn = 1) {
  const runnable = {
    turn,
    handled: 0,
    run(limit: number): number {
      let handled = 0;
      while (handled < limit && runnable.handled < work) {
        runnable.handled += 1;
        handled += 1;
        env.clock.advance(costMs);
      }
      if (runnable.handled < work) queue.add(runnable);
      return handled;
    },
  } satisfies Runnable & { handled: number };
  return runnable;
}

test("runQueue.add() runs nothing at once, and everything soon", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  const runnables = Array.from({ length: 200 }, () => createRunnable(queue, env, 3, 0));
  for (const runnable of runnables) queue.add(runnable);
  expect(runnables.some(({ handled }) => handled > 0)).toBe(false);
  env.runSoon();
  expect(runnables.every(({ handled }) => handled === 3)).toBe(true);
});

test("runQueue pauses when its budget is spent, and goes on in the next turn", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  const busy = createRunnable(queue, env, 100, 1);
  queue.add(busy);
  env.runSoon();
  expect(busy.handled).toBeGreaterThanOrEqual(5);
  expect(busy.handled).toBeLessThanOrEqual(8);
  let turns = 0;
  while (busy.handled < 100) {
    const before = busy.handled;
    env.turn();
    turns += 1;
    expect(busy.handled - before).toBeLessThanOrEqual(8);
    expect(turns).toBeLessThan(100);
  }
});

test("runQueue counts its budget from the last turn of the event loop, not from the start of a drain", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  let drains = 0;
  // Each drain is short, and asks for the next one soon: a chain of awaits.
  const short: Runnable = {
    turn: 1,
    run() {
      drains += 1;
      env.clock.advance(1);
      env.soon(() => queue.add(short));
      return 1;
    },
  };
  queue.add(short);
  env.runSoon();
  expect(drains).toBeGreaterThanOrEqual(5);
  expect(drains).toBeLessThanOrEqual(6);
  env.turn();
  expect(drains).toBeGreaterThan(6);
});

test("runQueue.settle() settles at once within the budget, and with a later drain beyond it", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  const settled: number[] = [];
  // In one turn of the event loop, a millisecond each.
  for (let ms = 0; ms < 10; ms++) {
    queue.settle(() => settled.push(ms));
    env.clock.advance(1);
  }
  expect(settled).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  while (env.turn());
  expect(settled).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  queue.settle(() => settled.push(10));
  expect(settled.at(-1)).toBe(10);
});

test("runQueue gives each runnable its turn, however much another has to do", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 1_000 });
  const flooded = createRunnable(queue, env, 1_000_000, 0.01);
  const other = createRunnable(queue, env, 1, 0);
  queue.add(flooded);
  queue.add(other);
  env.runSoon();
  expect(other.handled).toBe(1);
  expect(flooded.handled).toBeLessThan(1_000_000);
});

test("runQueue shows on its board whose turn it is, and nobody's in between", () => {
  const env = createManualEnv();
  const shown: number[] = [];
  const queue = new RunQueue(env, { budgetMs: 5, board: (turn) => shown.push(turn) });
  queue.add(createRunnable(queue, env, 1, 0, 7));
  queue.add(createRunnable(queue, env, 1, 0, 8));
  env.runSoon();
  expect(shown).toEqual([7, 8, 0]);
});

test("runQueue lets a test pick who goes next", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5, pick: (length) => length - 1 });
  const order: number[] = [];
  for (const turn of [1, 2, 3, 4]) queue.add({ turn, run: () => order.push(turn) && 1 });
  env.runSoon();
  expect(order.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  expect(order[0]).toBe(4);
});

test("runQueue.current is whose turn it is, and nobody outside of handlers", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  const seen: unknown[] = [];
  const inner: Runnable = { turn: 2, run: () => 0 };
  const outer: Runnable = {
    turn: 1,
    run() {
      seen.push(queue.current);
      queue.during(inner, () => seen.push(queue.current));
      return seen.push(queue.current);
    },
  };
  queue.add(outer);
  env.runSoon();
  expect([...seen, queue.current]).toEqual([outer, inner, outer, undefined]);
});

test("runQueue.settle() of a runnable that has used up the budget is settled in the next turn, though nobody else has work", () => {
  const env = createManualEnv();
  const queue = new RunQueue(env, { budgetMs: 5 });
  const settled: string[] = [];
  const slow = {
    turn: 1,
    run() {
      queue.settle(() => settled.push("first"));
      env.clock.advance(20);
      queue.settle(() => settled.push("second"));
      queue.settle(() => settled.push("third"));
      return 1;
    },
  };
  queue.add(slow);
  env.runSoon();
  while (env.turn());
  expect(settled).toEqual(["first", "second", "third"]);
});
