// Whatever happens while an item is under way, it arrives once, or is reported. A seed decides what happens first.
import { describe, expect, test } from "vitest";
import type { Child, ProtocolOf } from "troupe";
import type { QueueRef } from "troupe/actors";
import { createTestSystem, type TestSystem } from "troupe/testing";
import { createSeededRandom } from "../../../src/testing/seeded-random.ts";
import { taker } from "./fixtures/taker.ts";
import { setStage } from "./stage.ts";
import { failureOf, takeAll } from "./taking.ts";

type Taker = Child<ProtocolOf<typeof taker>>;

const seeds = [...Array(30).keys()];
const items = [...Array(12).keys()];

test("queue.take() that is aborted while items come loses none and doubles none", async () => {
  let aborted = 0;
  for (const seed of seeds) {
    await using system = createTestSystem({ seed, threads: 3 });
    const chance = createSeededRandom(seed);
    const { ref, tasks } = await setStage(system, { capacity: 2 });
    const takers = await spawnTakers(system, ref);
    const takes = items.map((n) => abortable((signal) => takers[n % takers.length]!.with({ signal }).ask("work")));
    const puts = items.map((item) => tasks.put(item));
    for (const take of takes) {
      await turns(chance() * 4);
      if (chance() < 0.5) take.abort();
    }
    await system.settled();
    aborted += (await Promise.all(takes.map(({ failure }) => failure))).filter((error) => error !== undefined).length;
    const rest = await takeAll(tasks);
    await Promise.all(puts);
    const got = await Promise.all(takers.map((actor) => actor.ask("got")));
    expect([...got.flat(), ...rest].toSorted(ascending), `seed ${seed}`).toEqual(items);
    for (const _ of rest) tasks.taskDone();
    await tasks.join();
  }
  expect(aborted).toBeGreaterThan(40);
});

test("queue.put() that is aborted while others take is in if it resolves, and is not if it rejects", async () => {
  let [accepted, refused] = [0, 0];
  for (const seed of seeds) {
    await using system = createTestSystem({ seed, threads: 3 });
    const chance = createSeededRandom(seed);
    const { tasks } = await setStage(system, { capacity: 2 });
    const puts = items.map((item) => abortable((signal) => tasks.put(item, { signal })));
    const taken: number[] = [];
    for (const put of puts) {
      await turns(chance() * 4);
      if (chance() < 0.7) put.abort();
      if (chance() < 0.5) tasks.tryTake().then((next) => next && taken.push(next.value), expect.fail);
    }
    await system.settled();
    taken.push(...(await takeAll(tasks)));
    const failures = await Promise.all(puts.map(({ failure }) => failure));
    taken.push(...(await tasks.close({ now: true })));
    const are = items.filter((item) => failures[item] === undefined);
    expect(taken.toSorted(ascending), `seed ${seed}`).toEqual(are);
    accepted += are.length;
    for (const failure of failures) if (failure !== undefined) expect(failure).toMatchObject({ code: "ABORTED" });
    refused += items.length - are.length;
  }
  expect(Math.min(accepted, refused)).toBeGreaterThan(40);
});

test("calls that are aborted while more of them wait than the mailbox of the queue has room for all settle", async () => {
  await using system = createTestSystem({ seed: 1 });
  const { tasks } = await setStage(system, { capacity: 100 });
  const many = [...Array(3_000).keys()];
  const puts = many.map((item) => abortable((signal) => tasks.put(item, { signal })));
  for (const put of puts) put.abort();
  const failures = await Promise.all(puts.map(({ failure }) => failure));
  const accepted = many.filter((item) => failures[item] === undefined);
  expect((await takeAll(tasks)).toSorted(ascending)).toEqual(accepted);

  const takes = many.map(() => abortable((signal) => tasks.take({ signal })));
  for (const take of takes) take.abort();
  for (const { failure } of takes) expect(await failure).toMatchObject({ code: "ABORTED" });
  await tasks.put(1);
  expect(await takeAll(tasks)).toEqual([1]);
});

const ends: Readonly<Record<string, (actor: Taker, system: TestSystem) => unknown>> = {
  "loses its thread": (actor, system) => system.killHost(actor),
  "is killed": (actor) => actor.kill(),
  "is stopped": (actor) => actor.stop(),
  crashes: (actor) => failureOf(actor.ask("crash")),
};

describe.each(Object.entries(ends))("an item whose taker %s", (_how, end) => {
  test.each([
    ["reported", false],
    ["reported, and goes to the next one too", true],
  ])("goes to the next one, or was in hand and is %s", async (_what, redeliver) => {
    let [reported, passedOn] = [0, 0];
    for (const seed of seeds) {
      await using system = createTestSystem({ seed, threads: 3 });
      const chance = createSeededRandom(seed);
      const { ref, tasks, faults } = await setStage(system, { redeliver });
      const [doomed, heir] = (await spawnTakers(system, ref)) as [Taker, Taker];
      void failureOf(doomed.ask("take"));
      await system.settled();
      const taken = heir.ask("take");
      void tasks.put(1);
      await turns(chance() * 24);
      void end(doomed, system);
      await system.advance(1_000); // it may start again
      await tasks.put(2);

      const isReported = faults.length > 0;
      const first = await taken;
      expect([faults, first], `seed ${seed}`).toEqual([isReported ? [1] : [], isReported && !redeliver ? 2 : 1]);
      heir.tell("taskDone");
      expect(await takeAll(tasks)).toEqual(first === 1 ? [2] : []);
      if (first === 1) tasks.taskDone();
      await tasks.join();
      if (isReported) reported += 1;
      else passedOn += 1;
    }
    expect(Math.min(reported, passedOn)).toBeGreaterThan(2);
  });
});

function spawnTakers(system: TestSystem, args: QueueRef<number>): Promise<Taker[]> {
  return Promise.all([1, 2, 3].map(() => system.spawn(taker, { args, on: { thread: { own: true } } })));
}

function abortable(start: (signal: AbortSignal) => Promise<unknown>): { abort(): void; failure: Promise<unknown> } {
  const controller = new AbortController();
  return { abort: () => controller.abort(), failure: failureOf(start(controller.signal)) };
}

async function turns(count: number): Promise<void> {
  for (let n = 0; n < Math.floor(count); n++) await new Promise((resolve) => setImmediate(resolve));
}

function ascending(one: number, other: number): number {
  return one - other;
}
