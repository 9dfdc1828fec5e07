import { expect, test } from "vitest";
import { EndsMailbox } from "../../src/mailbox/ends.ts";
import { FifoMailbox } from "../../src/mailbox/fifo.ts";
import { KeyedMailbox } from "../../src/pool/keyed-mailbox.ts";

function create(places: number): { mailbox: KeyedMailbox; busy: Set<number>; scope: { isClosed: boolean } } {
  const busy = new Set<number>();
  const scope = {
    isClosed: false,
    slotOf: (_type: string, payload: unknown) => (payload as { at?: number }).at,
    canTake: (slot: number) => !busy.has(slot),
  };
  return { mailbox: new KeyedMailbox(scope, places, () => new FifoMailbox()), busy, scope };
}

function put(mailbox: KeyedMailbox, name: string, at?: number): void {
  mailbox.put(name, { at }, undefined, undefined);
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

test("each place keeps its order, and has its turn", () => {
  const { mailbox } = create(2);
  for (const name of ["a1", "a2", "a3"]) put(mailbox, name, 0);
  for (const name of ["b1", "b2"]) put(mailbox, name, 1);
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

test("what belongs nowhere goes where least waits", () => {
  const { mailbox, busy } = create(3);
  busy.add(0);
  put(mailbox, "b1", 1);
  put(mailbox, "any");
  expect([0, 1, 2].map((slot) => mailbox.lengthAt(slot))).toEqual([0, 1, 1]);
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
  const mailbox = new KeyedMailbox(scope, 2, () => new EndsMailbox(false));
  for (const name of ["a1", "b1", "b2"]) mailbox.put(name, undefined, undefined, undefined);
  expect(mailbox.takeOldest()).toBe(true);
  expect(mailbox.type).toBe("b1");
  expect(mailbox.length).toBe(2);
  takeAll(mailbox);
  expect(mailbox.takeOldest()).toBe(false);
});
