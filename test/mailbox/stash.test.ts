import { expect, test } from "vitest";
import type { Receipt } from "../../src/core/receipt.ts";
import type { Mailbox } from "../../src/mailbox/mailbox.ts";
import { Stash, STASH_LIMIT } from "../../src/mailbox/stash.ts";

function put(stash: Stash, ...payloads: readonly unknown[]): void {
  for (const payload of payloads) stash.put("n", payload, undefined, undefined);
}

function take(mailbox: Mailbox, count = Infinity): unknown[] {
  const payloads: unknown[] = [];
  while (payloads.length < count && mailbox.take()) payloads.push(mailbox.payload);
  return payloads;
}

test("stash.release() hands back what was put, whole and in order", () => {
  const stash = new Stash();
  const receipt = { isGivenUp: false } as Receipt;
  stash.put("a", 1, receipt, { id: "x" });
  put(stash, 2, 3);
  const released = stash.release();
  expect([released.take(), released.type, released.payload, released.receipt, released.meta]).toEqual([
    true,
    "a",
    1,
    receipt,
    { id: "x" },
  ]);
  expect(take(released)).toEqual([2, 3]);
});

test("stash.put() does not hand back by itself, also while handed back ones are left", () => {
  const stash = new Stash();
  put(stash, 1, 2);
  const released = stash.release();
  put(stash, 3);
  expect([take(released), stash.kept]).toEqual([[1, 2], 1]);
  expect(take(stash.release())).toEqual([3]);
});

test("stash.release() puts those first that were put aside again, since they came first", () => {
  const stash = new Stash();
  put(stash, 1, 2, 3, 4);
  const first = stash.release();
  expect(take(first, 2)).toEqual([1, 2]);
  put(stash, 1, 2);
  const second = stash.release();
  expect(second.length).toBe(4);
  expect(take(second, 1)).toEqual([1]);
  put(stash, 1);
  expect(take(stash.release())).toEqual([1, 2, 3, 4]);
  expect([stash.kept, take(stash.release())]).toEqual([0, []]);
});

test("stash.isFull holds from 1,024 messages on that are put aside, and not for those that were handed back", () => {
  const stash = new Stash();
  put(stash, ...Array(STASH_LIMIT - 1).keys());
  expect(stash.isFull).toBe(false);
  put(stash, "last");
  expect([stash.isFull, stash.kept, STASH_LIMIT]).toEqual([true, 1_024, 1_024]);
  const released = stash.release();
  expect([stash.isFull, stash.kept, released.length]).toEqual([false, 0, STASH_LIMIT]);
});

test("stash.release() in any mixture with put() and take() keeps the order, and loses and repeats nothing", () => {
  const stash = new Stash();
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  let arrived = 0;
  let released = stash.release();
  const handled: unknown[] = [];
  for (let round = 0; round < 20_000; round++) {
    const what = random(5);
    if (what === 0) released = stash.release();
    else if (released.take()) {
      if (what === 1) handled.push(released.payload);
      else put(stash, released.payload);
    } else put(stash, arrived++); // only when nothing was handed back does an actor take what is new
  }
  const left = take(stash.release());
  const inOrder = (one: unknown, other: unknown): number => (one as number) - (other as number);
  expect(left).toEqual(left.toSorted(inOrder));
  expect([...handled, ...left].toSorted(inOrder)).toEqual([...Array(arrived).keys()]);
});
