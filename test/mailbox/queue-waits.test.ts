// Waits that time out, are aborted or end with the queue: by hand, and in random runs beside a naive queue.
import { describe, expect, test } from "vitest";
import { createQueueOn } from "../../src/mailbox/queue.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";
import { NaiveQueue, type Outcome } from "./naive-queue.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function createQueue(options: Parameters<typeof createQueueOn<number>>[1] = {}) {
  const clock = createManualClock();
  return { clock, queue: createQueueOn<number>({ clock, nextTurn: setImmediate }, options) };
}

async function outcomeOf(promise: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await promise };
  } catch (error) {
    return { code: (error as { code: string }).code };
  }
}

test("whoever waits to put or to take is served first come, first served", async () => {
  const { queue } = createQueue({ capacity: 1 });
  const takes = [queue.take(), queue.take(), queue.take()];
  const puts = [1, 2, 3, 4, 5, 6].map((item) => queue.put(item));
  expect(await Promise.all(takes)).toEqual([1, 2, 3]);
  expect(await Promise.all([queue.take(), queue.take(), queue.take()])).toEqual([4, 5, 6]);
  await Promise.all(puts);
});

test("nobody overtakes those who wait to put", async () => {
  const { queue } = createQueue({ capacity: 1 });
  const puts = [queue.put(1), queue.put(2)];
  expect(queue.tryTake()).toEqual({ value: 1 });
  expect(queue.tryPut(3)).toBe(false); // 2 has the place already
  await Promise.all(puts);
  expect(queue.tryTake()).toEqual({ value: 2 });
});

describe("timeoutMs", () => {
  test("rejects with QUEUE_TIMEOUT then and not before, and says what did not happen", async () => {
    const { clock, queue } = createQueue({ capacity: 1 });
    const take = queue.take({ timeoutMs: 100 });
    clock.advance(99);
    queue.tryPut(1);
    expect([await take, clock.waiting]).toEqual([1, 0]); // who is served leaves no timer behind
    queue.tryPut(2);
    const waits = [queue.put(3, { timeoutMs: 100 }), queue.join({ timeoutMs: 100 })].map(outcomeOf);
    clock.advance(100);
    expect(await Promise.all(waits)).toEqual([{ code: "QUEUE_TIMEOUT" }, { code: "QUEUE_TIMEOUT" }]);
    expect([queue.tryTake(), queue.tryTake(), clock.waiting]).toEqual([{ value: 2 }, undefined, 0]);
  });

  test("of 0 waits not at all, and never stops what need not wait", async () => {
    const { clock, queue } = createQueue({ capacity: 1 });
    const now = { timeoutMs: 0 };
    await expect(queue.take(now)).rejects.toThrow("Cannot take from the queue: nothing came within 0 ms");
    await queue.join(now);
    await queue.put(1, now);
    await expect(queue.put(2, now)).rejects.toThrow("Cannot put an item into the queue: there was no room within 0 ms");
    await expect(queue.join(now)).rejects.toThrow("Cannot join the queue: not all was done within 0 ms");
    expect([await queue.take(now), clock.waiting]).toEqual([1, 0]);
  });

  test("of Infinity sets no timer, and one of 2 ** 32 ms does not fire early", async () => {
    const { clock, queue } = createQueue();
    void queue.take({ timeoutMs: Infinity });
    expect(clock.waiting).toBe(0);
    const take = outcomeOf(queue.take({ timeoutMs: 2 ** 32 }));
    clock.advance(2 ** 32 - 1);
    queue.tryPut(1);
    queue.tryPut(2);
    expect(await take).toEqual({ value: 2 });
  });
});

describe("signal", () => {
  test("that was aborted before refuses even what need not wait, and changes nothing", async () => {
    const { queue } = createQueue();
    const signal = AbortSignal.abort("no");
    await expect(queue.put(1, { signal })).rejects.toMatchObject({ code: "ABORTED", cause: "no" });
    queue.tryPut(2);
    await expect(queue.take({ signal })).rejects.toMatchObject({ code: "ABORTED", cause: "no" });
    expect(queue.size).toBe(1);
  });

  test("calls off all who wait with it, and nobody else", async () => {
    const { queue } = createQueue({ capacity: 1 });
    const controller = new AbortController();
    const { signal } = controller;
    queue.tryPut(0);
    const waits = [queue.put(1, { signal }), queue.put(2), queue.put(3, { signal }), queue.join({ signal })];
    const outcomes = waits.map(outcomeOf);
    controller.abort("enough");
    expect([await queue.take(), await queue.take(), queue.size]).toEqual([0, 2, 0]);
    const aborted = { code: "ABORTED" };
    expect(await Promise.all(outcomes)).toEqual([aborted, { value: undefined }, aborted, aborted]);
    await expect(waits[0]).rejects.toMatchObject({ cause: "enough" });
  });

  test("has one listener for all who wait at a queue, and none when they are served", async () => {
    const { queue } = createQueue();
    const { signal } = new AbortController();
    let listeners = 0;
    const [add, remove] = [signal.addEventListener, signal.removeEventListener];
    signal.addEventListener = (...given: unknown[]) => (listeners++, Reflect.apply(add, signal, given));
    signal.removeEventListener = (...given: unknown[]) => (listeners--, Reflect.apply(remove, signal, given));
    const takes = Array.from({ length: 20 }, () => queue.take({ signal }));
    expect(listeners).toBe(1);
    for (let item = 0; item < 20; item++) queue.tryPut(item);
    await Promise.all(takes);
    expect(listeners).toBe(0);
  });

  test("that is aborted in the turn in which the item came does not take it back", async () => {
    const { queue } = createQueue();
    const controller = new AbortController();
    const take = queue.take({ signal: controller.signal });
    queue.tryPut(1);
    controller.abort();
    expect([await take, queue.size]).toEqual([1, 0]);
  });
});

describe.each(["fifo", "lifo", "priority"] as const)("%s", (order) => {
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);
  test.each(seeds)("every wait comes to what it would at a naive queue, in random runs (seed %i)", async (seed) => {
    const random = createSeededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const capacity = [1, 2, 7, Infinity][seed % 4] as number;
    const { clock, queue } = createQueue({ order, capacity });
    const naive = new NaiveQueue(order, capacity);
    const controllers = new Map<number, AbortController>();
    const outcomes = new Map<number, Outcome>();
    let lastWait = 0;

    /** The same wait at both queues. */
    function wait(act: "put" | "take" | "join", item: number): void {
      const n = ++lastWait;
      const timeoutMs = random() < 0.4 ? below(30) : Infinity;
      const controller = new AbortController();
      if (random() < 0.4) controllers.set(n, controller);
      const options = { timeoutMs, signal: controller.signal };
      naive.wait(act, n, item, clock.now(), timeoutMs);
      const promise: Promise<unknown> = act === "put" ? queue.put(item, options) : queue[act](options);
      void outcomeOf(promise).then((outcome) => outcomes.set(n, outcome));
    }

    function act(step: number): void {
      const chance = random();
      if (chance < 0.36) return wait("put", step);
      if (chance < 0.66) return wait("take", 0);
      if (chance < 0.7) return wait("join", 0);
      if (chance < 0.74) return void (queue.tryPut(step) && naive.put(step));
      if (chance < 0.78) return expect(queue.tryTake()?.value).toBe(naive.tryTake());
      if (chance < 0.88) return void (naive.taskDone() && queue.taskDone());
      if (chance < 0.94) {
        const [n, controller] = [...controllers][below(controllers.size)] ?? [];
        if (n === undefined) return;
        controllers.delete(n);
        controller?.abort();
        return naive.callOff(n, "ABORTED");
      }
      const ms = below(20);
      naive.advance(clock.now() + ms);
      clock.advance(ms);
    }

    for (let step = 1; step <= 300; step++) {
      for (let acts = 1 + below(4); acts > 0 && !queue.isClosed; acts--) act(step * 10 + acts);
      await turn();
      expect(outcomes).toEqual(naive.outcomes);
      expect(queue.size).toBe(naive.size);
    }
    expect(queue.close({ now: seed % 2 === 0 })).toEqual(naive.close(seed % 2 === 0));
    for (let taken = queue.tryTake(); taken !== undefined; taken = queue.tryTake()) {
      expect(taken.value).toBe(naive.tryTake());
    }
    while (naive.taskDone()) queue.taskDone();
    clock.advance(30);
    await turn();
    expect(outcomes).toEqual(naive.outcomes);
    expect([outcomes.size, clock.waiting]).toEqual([lastWait, 0]);
  });
});
