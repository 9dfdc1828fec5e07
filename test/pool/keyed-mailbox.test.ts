import { expect, test } from "vitest";
import { EndsMailbox } from "../../src/mailbox/ends.ts";
import { FifoMailbox } from "../../src/mailbox/fifo.ts";
import { PriorityMailbox } from "../../src/mailbox/priority.ts";
import type { Mailbox } from "../../src/mailbox/mailbox.ts";
import type { QueueOrder } from "../../src/core/mailbox-options.ts";
import { KeyedMailbox } from "../../src/pool/keyed-mailbox.ts";

interface Bench {
  readonly mailbox: KeyedMailbox;
  readonly busy: Set<number>;
  readonly scope: { isClosed: boolean };
}

function create(places: number, order: QueueOrder = "fifo", line: () => Mailbox = () => new FifoMailbox()): Bench {
  const busy = new Set<number>();
  const scope = {
    isClosed: false,
    slotOf: (_type: string, payload: unknown) => (payload as { at?: number }).at,
    canTake: (slot: number) => !busy.has(slot),
  };
  return { mailbox: new KeyedMailbox(scope, places, line, order), busy, scope };
}

function put(mailbox: KeyedMailbox, name: string, at?: number, priority?: number): void {
  mailbox.put(name, { at, priority }, undefined, undefined);
}

function takeAll(mailbox: KeyedMailbox): string[] {
  const taken: string[] = [];
  while (mailbox.take()) {
    taken.push(mailbox.type);
    mailbox.clear();
    mailbox.done();
  }
  return taken;
}

test("of what can be taken, what has come first goes first", () => {
  const { mailbox } = create(2);
  put(mailbox, "b1", 1);
  put(mailbox, "a1", 0);
  put(mailbox, "b2", 1);
  for (const name of ["a2", "a3"]) put(mailbox, name, 0);
  expect([mailbox.length, mailbox.unfinished, mailbox.isDeliverable]).toEqual([5, 5, true]);
  expect(takeAll(mailbox)).toEqual(["b1", "a1", "b2", "a2", "a3"]);
  expect([mailbox.length, mailbox.unfinished, mailbox.isDeliverable]).toEqual([0, 0, false]);
});

test("what is for a busy place waits, and nobody behind it", () => {
  const { mailbox, busy, scope } = create(2);
  busy.add(0);
  put(mailbox, "a1", 0);
  put(mailbox, "b1", 1);
  expect(takeAll(mailbox)).toEqual(["b1"]);
  expect([mailbox.length, mailbox.isDeliverable, mailbox.stuck]).toEqual([1, false, [0]]);
  scope.isClosed = true;
  expect(takeAll(mailbox)).toEqual(["a1"]);
});

test("what belongs nowhere goes to any place that can take it, in its turn", () => {
  const { mailbox, busy } = create(2);
  busy.add(0).add(1);
  put(mailbox, "a1", 0);
  put(mailbox, "any1");
  put(mailbox, "b1", 1);
  put(mailbox, "any2");
  expect([mailbox.isDeliverable, mailbox.stuck, mailbox.stuckAnywhere]).toEqual([false, [0, 1], 2]);
  busy.delete(1);
  expect([mailbox.isDeliverable, mailbox.stuck, mailbox.stuckAnywhere]).toEqual([true, [0], 0]);
  expect([mailbox.take(), mailbox.type, mailbox.slot]).toEqual([true, "any1", undefined]);
  expect([mailbox.take(), mailbox.type, mailbox.slot]).toEqual([true, "b1", 1]);
  busy.clear();
  expect(takeAll(mailbox)).toEqual(["a1", "any2"]);
});

test.each<[order: QueueOrder, line: () => Mailbox, taken: string[]]>([
  ["fifo", () => new EndsMailbox(false), ["any1", "a1", "any2", "b1", "any3", "a2"]],
  ["lifo", () => new EndsMailbox(true), ["a2", "any3", "b1", "any2", "a1", "any1"]],
  [
    "priority",
    () =>
      new PriorityMailbox(({ payload }) => (payload as { priority: number }).priority, {
        fault: (error) => expect.fail(error.message),
      }),
    ["any2", "b1", "any1", "a1", "any3", "a2"],
  ],
])("in the order %s, what belongs nowhere has its place among the rest", (order, line, taken) => {
  const { mailbox } = create(2, order, line);
  put(mailbox, "any1", undefined, 2);
  put(mailbox, "a1", 0, 2);
  put(mailbox, "any2", undefined, 1);
  put(mailbox, "b1", 1, 1);
  put(mailbox, "any3", undefined, 3);
  put(mailbox, "a2", 0, 3);
  expect(takeAll(mailbox)).toEqual(taken);
  for (let n = 0; n < 5_000; n++) put(mailbox, `${n}`, n % 4 < 2 ? n % 4 : undefined, n);
  const names = Array.from({ length: 5_000 }, (_, n) => `${n}`);
  expect(takeAll(mailbox)).toEqual(order === "lifo" ? names.toReversed() : names);
});

test("mark() tells when all that waits has been taken, in whatever order", () => {
  const { mailbox, busy } = create(2);
  put(mailbox, "a1", 0);
  put(mailbox, "b1", 1);
  const isTaken = mailbox.mark();
  put(mailbox, "b2", 1);
  busy.add(0);
  expect(takeAll(mailbox)).toEqual(["b1", "b2"]);
  expect(isTaken()).toBe(false);
  busy.clear();
  mailbox.take();
  expect(isTaken()).toBe(true);
});

test("takeOldest() takes from the longest line", () => {
  const scope = { isClosed: false, slotOf: (type: string) => (type.startsWith("a") ? 0 : 1), canTake: () => true };
  const mailbox = new KeyedMailbox(scope, 2, () => new EndsMailbox(false), "fifo");
  for (const name of ["a1", "b1", "b2"]) mailbox.put(name, undefined, undefined, undefined);
  expect(mailbox.takeOldest()).toBe(true);
  expect(mailbox.type).toBe("b1");
  expect(mailbox.length).toBe(2);
  expect(takeAll(mailbox)).toEqual(["a1", "b2"]);
  expect(mailbox.takeOldest()).toBe(false);
});
