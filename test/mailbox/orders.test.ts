// The same cases for every order, and random runs beside a naive mailbox that searches a list.
import { describe, expect, test } from "vitest";
import type { Priority } from "../../src/core/mailbox-options.ts";
import type { Meta, Receipt } from "../../src/core/receipt.ts";
import { EndsMailbox } from "../../src/mailbox/ends.ts";
import type { DroppingMailbox } from "../../src/mailbox/mailbox.ts";
import { PriorityMailbox } from "../../src/mailbox/priority.ts";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";

/** A message of these tests: `n` tells it from all others, `priority` is often the same. */
interface Numbered {
  readonly n: number;
  readonly priority: number;
}

interface Order {
  readonly order: string;
  readonly create: () => DroppingMailbox;
  /** Which of those that wait, oldest first, is next. */
  readonly next: (waiting: readonly Numbered[]) => number;
}

function createPriorityMailbox(
  priority: Priority,
  fault = (error: Error): void => expect.fail(error.message),
): DroppingMailbox {
  return new PriorityMailbox(priority, { fault });
}

const orders: readonly Order[] = [
  { order: "fifo, dropping", create: () => new EndsMailbox(false), next: () => 0 },
  { order: "lifo", create: () => new EndsMailbox(true), next: (waiting) => waiting.length - 1 },
  {
    order: "priority",
    create: () => createPriorityMailbox(({ payload }) => (payload as Numbered).priority),
    next: (waiting) => waiting.indexOf(waiting.toSorted((one, other) => one.priority - other.priority)[0] as Numbered),
  },
];

const receipt = { isGivenUp: false, isReserved: false } as Receipt;
const reserved = { isGivenUp: false, isReserved: true } as Receipt;
const meta: Meta = { id: "x" };

/** Some have none, and some are reserved. */
function receiptOf({ n }: Numbered): Receipt | undefined {
  if (n % 5 === 0) return reserved;
  return n % 3 === 0 ? receipt : undefined;
}

function taken(mailbox: DroppingMailbox): unknown[] {
  const { type, payload, receipt, meta } = mailbox;
  mailbox.clear();
  mailbox.done();
  return [type, payload, receipt, meta];
}

describe.each(orders)("$order mailbox", ({ create, next }) => {
  test("mailbox.take() and takeOldest() of an empty one are false", () => {
    const mailbox = create();
    expect([mailbox.take(), mailbox.takeOldest(), mailbox.length, mailbox.unfinished]).toEqual([false, false, 0, 0]);
  });

  test("mailbox.take() and takeOldest() hand out type, payload, receipt and meta, and keep nothing in used slots", () => {
    const mailbox = create();
    for (const take of [() => mailbox.take(), () => mailbox.takeOldest()]) {
      mailbox.put("ask", { n: 1, priority: 0 }, receipt, meta);
      expect(take()).toBe(true);
      expect(taken(mailbox)).toEqual(["ask", { n: 1, priority: 0 }, receipt, meta]);
      mailbox.put("tell", { n: 2, priority: 0 }, undefined, undefined);
      expect(take()).toBe(true);
      expect(taken(mailbox)).toEqual(["tell", { n: 2, priority: 0 }, undefined, undefined]);
    }
  });

  test("mailbox.clear() lets go of the message taken last", () => {
    const mailbox = create();
    mailbox.put("a", { n: 1, priority: 0 }, receipt, meta);
    mailbox.take();
    mailbox.clear();
    expect([mailbox.payload, mailbox.receipt, mailbox.meta]).toEqual([undefined, undefined, undefined]);
  });

  test("mailbox.unfinished counts those that wait and those in hand", () => {
    const mailbox = create();
    for (let n = 0; n < 3; n++) mailbox.put("a", { n, priority: 0 }, undefined, undefined);
    mailbox.take();
    mailbox.takeOldest();
    expect([mailbox.length, mailbox.unfinished]).toEqual([1, 3]);
    mailbox.done();
    expect([mailbox.length, mailbox.unfinished]).toEqual([1, 2]);
  });

  // Around every size at which a segment or a heap grows or ends.
  test.each([1, 7, 8, 9, 39, 40, 41, 167, 168, 169, 1_023, 1_024, 1_025, 2_500])(
    "mailbox.take() keeps the order of %i messages, again and again",
    (count) => {
      const mailbox = create();
      for (let round = 0; round < 3; round++) {
        const waiting = Array.from({ length: count }, (_, n) => ({ n, priority: n % 5 }));
        for (const one of waiting) mailbox.put("n", one, one.n % 2 === 0 ? receipt : undefined, undefined);
        expect(mailbox.length).toBe(count);
        while (mailbox.take()) expect(mailbox.payload).toBe(waiting.splice(next(waiting), 1)[0]);
        expect([waiting.length, mailbox.length]).toEqual([0, 0]);
      }
    },
  );

  test.each([1, 2, 3, 4, 5, 6])("mailbox does what a list would, in any mixture of calls (seed %i)", (seed) => {
    const mailbox = create();
    const random = createSeededRandom(seed);
    const below = (limit: number): number => Math.floor(random() * limit);
    const waiting: Numbered[] = [];
    let [lastN, inHand] = [0, 0];
    for (let round = 0; round < 400; round++) {
      for (let puts = below(round % 50 === 0 ? 300 : 12); puts > 0; puts--) {
        const one = { n: ++lastN, priority: below(1 + below(20)) };
        waiting.push(one);
        mailbox.put(`t${one.n}`, one, receiptOf(one), one.n % 4 === 0 ? meta : undefined);
      }
      for (let takes = below(14); takes > 0; takes--) {
        const isOldest = random() < 0.4;
        const oldest = waiting.findIndex((one) => receiptOf(one) !== reserved);
        const at = isOldest || waiting.length === 0 ? oldest : next(waiting);
        const expected = at < 0 ? undefined : waiting.splice(at, 1)[0];
        expect(isOldest ? mailbox.takeOldest() : mailbox.take()).toBe(expected !== undefined);
        if (expected === undefined) continue;
        const { type, payload } = mailbox;
        expect([type, payload]).toEqual([`t${expected.n}`, expected]);
        expect(mailbox.receipt).toBe(receiptOf(expected));
        expect(mailbox.meta).toBe(expected.n % 4 === 0 ? meta : undefined);
        mailbox.clear();
        inHand += 1;
      }
      if (round % 7 === 0) for (; inHand > 0; inHand--) mailbox.done();
      expect([mailbox.length, mailbox.unfinished]).toEqual([waiting.length, waiting.length + inHand]);
    }
    while (mailbox.take()) expect(mailbox.payload).toBe(waiting.splice(next(waiting), 1)[0]);
    expect(waiting).toEqual([]);
  });

  test("mailbox.takeOldest() makes room for one more, for as long as anybody likes", () => {
    const mailbox = create();
    for (let n = 0; n < 20_000; n++) {
      if (mailbox.length === 100) {
        expect(mailbox.takeOldest() && mailbox.payload).toMatchObject({ n: n - 100 });
        mailbox.done();
      }
      mailbox.put("n", { n, priority: (n * 7) % 13 }, undefined, undefined);
    }
    expect([mailbox.length, mailbox.unfinished]).toEqual([100, 100]);
  });

  test("mailbox.mark() is true as soon as all that waited then was taken, whatever came since", () => {
    const mailbox = create();
    expect(mailbox.mark()()).toBe(true);
    for (const priority of [3, 1, 2]) mailbox.put("before", { n: priority, priority }, undefined, undefined);
    const isTaken = mailbox.mark();
    for (const priority of [0, 9]) mailbox.put("since", { n: priority, priority }, undefined, undefined);
    let left = 3;
    while (left > 0) {
      expect(isTaken()).toBe(false);
      mailbox.take();
      if (mailbox.type === "before") left -= 1;
    }
    expect(isTaken()).toBe(true);
  });
});

test("priority mailbox: the smallest number first, infinities included, 0 and -0 are equal", () => {
  const mailbox = createPriorityMailbox(({ payload }) => payload as number);
  for (const priority of [3, Infinity, 0, -0, -2.5, -Infinity, 1e300]) mailbox.put("n", priority, undefined, undefined);
  const order: unknown[] = [];
  while (mailbox.take()) order.push(mailbox.payload);
  expect(order).toEqual([-Infinity, -2.5, 0, -0, 3, 1e300, Infinity]);
});

test("priority mailbox: the function sees type and payload, once for each message", () => {
  const seen: unknown[] = [];
  const mailbox = createPriorityMailbox((message) => seen.push(message));
  mailbox.put("a", 1, receipt, meta);
  mailbox.put("b", undefined, undefined, undefined);
  while (mailbox.take());
  expect(seen).toEqual([
    { type: "a", payload: 1 },
    { type: "b", payload: undefined },
  ]);
});

test.each([
  ["throws", () => expect.fail("no priority today")],
  ["answers NaN", () => NaN],
  ["answers undefined", () => undefined],
  ["answers a text", () => "1"],
  ["answers a bigint", () => 1n],
  ["is async and fails", () => Promise.reject(new Error("no priority today"))],
])("priority mailbox: a priority that %s fails that put and leaves the mailbox whole", (_what, wrong) => {
  let isWrong = false;
  const mailbox = createPriorityMailbox(({ payload }) => (isWrong ? (wrong() as number) : (payload as number)));
  for (const n of [3, 1, 2]) mailbox.put("n", n, undefined, undefined);
  isWrong = true;
  expect(() => mailbox.put("n", 0, undefined, undefined)).toThrow(
    expect.objectContaining({ name: "ActorError", code: "ORDER_FAILED" }),
  );
  isWrong = false;
  mailbox.put("n", 1.5, undefined, undefined);
  expect([mailbox.length, mailbox.unfinished]).toEqual([4, 4]);
  const order: unknown[] = [];
  while (mailbox.take()) order.push(mailbox.payload);
  expect(order).toEqual([1, 1.5, 2, 3]);
});

test("priority mailbox: a priority that puts and takes itself disturbs nothing", () => {
  const mailbox: DroppingMailbox = createPriorityMailbox(({ payload }) => {
    if (payload === 5) mailbox.put("n", 4, undefined, undefined);
    if (payload === 6) mailbox.take();
    return payload as number;
  });
  for (const n of [7, 5, 6]) mailbox.put("n", n, undefined, undefined);
  const order: unknown[] = [];
  while (mailbox.take()) order.push(mailbox.payload);
  expect(order).toEqual([5, 6, 7]);
});

test("priority mailbox: a reserved message whose priority fails is the next one, and the failure is told", () => {
  const faults: unknown[] = [];
  const mailbox = createPriorityMailbox(
    ({ type, payload }) => (type === "tick" ? NaN : (payload as number)),
    (error) => faults.push((error as { code?: unknown }).code),
  );
  mailbox.put("n", -5, undefined, undefined);
  mailbox.put("tick", undefined, reserved, undefined);
  expect([mailbox.take(), mailbox.type, faults]).toEqual([true, "tick", ["ORDER_FAILED"]]);
});
