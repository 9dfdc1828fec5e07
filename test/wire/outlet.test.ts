import { expect, test } from "vitest";
import { ActorError } from "../../src/core/errors.ts";
import { ordinaryMailbox } from "../../src/core/mailbox-options.ts";
import { UNPLACED, type Outlet } from "../../src/wire/outlet.ts";
import { child, createTwoEnds } from "./two-ends.ts";

const ROOM = 1_024;
const lost = new ActorError("HOST_LOST", "as told");
const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);

/** An actor of the near host's, that lives on the far one once it is placed there. */
function createWay() {
  const ends = createTwoEnds();
  const { near, far } = ends;
  near.exchange.whereabouts.set(child.id, undefined);
  const outlet: Outlet = near.exchange.outlet(child, UNPLACED, ordinaryMailbox);
  const inbox = far.receive(child);
  return { ...ends, outlet, inbox, place: () => near.exchange.whereabouts.set(child.id, 1) };
}

function outcomeOf(promise: Promise<unknown>): { value?: unknown } {
  const outcome: { value?: unknown } = {};
  promise.then(
    (value) => (outcome.value = value),
    (error: { code: string }) => (outcome.value = error.code),
  );
  return outcome;
}

test("outlet.tell() before the actor has a place holds what was sent, as it was then; it leaves in order before the rest", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const payload = { n: 0 };
  outlet.tell("note", payload);
  payload.n = 99;
  void outlet.ask("note", { n: 1 }, {});
  void outlet.send("note", { n: 2 }, {});
  expect(outlet.host).toBe(UNPLACED);
  place();
  outlet.tell("note", { n: 3 });
  await settle();
  expect(outlet.host).toBe(1);
  const taken = far.takeAll(inbox);
  expect(taken.map((message) => message.payload)).toEqual(upTo(4).map((n) => ({ n })));
  expect(taken.map(({ receipt }) => receipt?.wantsReply)).toEqual([false, true, false, false]);
});

test("outlet.tell() carries meta, held or not, and only where it was given", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const meta = { id: "m-1", traceparent: "00-trace", deadlineMs: 20 };
  outlet.tell("held", 1, meta);
  outlet.tell("held", 2);
  place();
  outlet.tell("told", 3, meta);
  void outlet.send("sent", 4, {}, meta);
  void outlet.ask("asked", 5, {}, meta);
  outlet.tell("told", 6);
  await settle();
  expect(far.takeAll(inbox).map((message) => [message.payload, message.meta])).toEqual([
    [1, meta],
    [2, undefined],
    [3, meta],
    [4, meta],
    [5, meta],
    [6, undefined],
  ]);
});

test("outlet.ask() settles with what the receipt at the other end is told", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const held = outcomeOf(outlet.ask("first", 1, {}));
  place();
  const [second, third] = [outcomeOf(outlet.ask("second", 2, {})), outcomeOf(outlet.ask("third", 3, {}))];
  await settle();
  const receipts = far.takeAll(inbox).map(({ receipt }) => receipt);
  receipts[1]?.resolve("two");
  receipts[0]?.resolve("one");
  receipts[2]?.reject(new ActorError("GONE", "as told"));
  await settle();
  expect([held, second, third]).toEqual([{ value: "one" }, { value: "two" }, { value: "GONE" }]);
});

test("outlet.ask() that gives up is called off at the other end, held or not", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const controller = new AbortController();
  const wait = { signal: controller.signal };
  const outcomes = [outcomeOf(outlet.ask("held", 1, wait))];
  place();
  outcomes.push(outcomeOf(outlet.ask("written", 2, wait)));
  await settle();
  const receipts = far.takeAll(inbox).map(({ receipt }) => receipt);
  expect(receipts.map((receipt) => receipt?.isGivenUp)).toEqual([false, false]);
  controller.abort();
  await settle();
  expect(outcomes).toEqual([{ value: "ABORTED" }, { value: "ABORTED" }]);
  expect(receipts.map((receipt) => receipt?.isGivenUp)).toEqual([true, true]);
});

test("outlet.send() waits while 1,024 messages wait, and is let in in order when the actor has started some", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  place();
  const accepted: number[] = [];
  for (const n of upTo(ROOM + 300)) void outlet.send("note", n, {}).then(() => accepted.push(n));
  await settle();
  expect([accepted.length, inbox.mailbox.length]).toEqual([ROOM, ROOM]);
  far.takeAll(inbox, ROOM / 4);
  await settle();
  expect(accepted).toEqual(upTo(ROOM + ROOM / 4));
  far.takeAll(inbox);
  await settle();
  expect(accepted).toEqual(upTo(ROOM + 300));
  expect(far.takeAll(inbox).map(({ payload }) => payload)).toEqual(upTo(300 - ROOM / 4, ROOM + ROOM / 4));
});

test("outlet.send() waits for room also while the actor has no place, and one that gives up is never delivered", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const controller = new AbortController();
  for (const n of upTo(ROOM)) outlet.tell("note", n);
  const outcomes = [
    outcomeOf(outlet.send("note", "given up", { signal: controller.signal })),
    outcomeOf(outlet.send("note", "patient", {})),
  ];
  controller.abort();
  place();
  await settle();
  expect(outcomes).toEqual([{ value: "ABORTED" }, {}]);
  far.takeAll(inbox);
  await settle();
  expect(far.takeAll(inbox).map(({ payload }) => payload)).toEqual(["patient"]);
  expect("value" in (outcomes[1] as object)).toBe(true);
});

test("outlet.lost() reports what the dead host had not started as one dead letter, and holds what comes then for the next place", async () => {
  const { outlet, inbox, far, near, place, settle, loseFar } = createWay();
  place();
  for (const n of upTo(10)) outlet.tell("note", n);
  const asked = outcomeOf(outlet.ask("note", 10, {}));
  await settle();
  far.takeAll(inbox, 4);
  loseFar(lost);
  expect(near.deadLetters).toEqual([{ to: child.path, reason: "HOST_LOST", count: 7, maybeHandled: false }]);
  near.exchange.whereabouts.set(child.id, undefined); // as its supervisor's half would
  outlet.tell("note", "later");
  const next = near.receive(child);
  near.exchange.whereabouts.set(child.id, 0);
  await settle();
  expect([outlet.host, asked.value]).toEqual([0, "HOST_LOST"]);
  outlet.tell("note", "last");
  expect(near.takeAll(next).map(({ payload }) => payload)).toEqual(["later", "last"]);
  expect(near.deadLetters.length).toBe(1);
});

test("outlet.lost() says nothing of an actor whose messages were all started", async () => {
  const { outlet, inbox, far, near, place, settle, loseFar } = createWay();
  place();
  for (const n of upTo(3)) outlet.tell("note", n);
  await settle();
  far.takeAll(inbox);
  loseFar(lost);
  expect(near.deadLetters).toEqual([]);
});

test("outlet.close() buries what it was told, the first 1,000 with their payloads, and rejects whoever waits", () => {
  const { outlet, near, settle } = createWay();
  const outcomes = [outcomeOf(outlet.ask("asked", 0, {}))];
  for (const n of upTo(ROOM - 1, 1)) outlet.tell("note", { n });
  outcomes.push(outcomeOf(outlet.send("sent", 1, {})), outcomeOf(outlet.ask("asked", 2, {})));
  const hosts: unknown[] = [];
  outlet.whenPlaced((host) => hosts.push(host));
  near.exchange.whereabouts.ended(child.id, "KILLED");
  outlet.tell("note", "late");
  outcomes.push(outcomeOf(outlet.ask("asked", "late", {})));
  return settle().then(() => {
    expect(outcomes.map(({ value }) => value)).toEqual(Array(4).fill("KILLED"));
    expect([outlet.closure !== undefined, hosts]).toEqual([true, [undefined]]);
    const shown = near.deadLetters.filter(({ message }) => message !== undefined);
    expect(shown.map(({ message }) => message?.payload)).toEqual(upTo(1_000, 1).map((n) => ({ n })));
    expect(near.deadLetters.slice(1_000).map(({ count }) => count)).toEqual([ROOM - 1 - 1_000, 1]);
    expect(new Set(near.deadLetters.map(({ reason }) => reason))).toEqual(new Set(["KILLED"]));
  });
});

test("outlet is closed by the end of its actor at the other end, whose inbox accounts for what was under way", async () => {
  const { outlet, inbox, far, near, place, settle } = createWay();
  place();
  for (const n of upTo(5)) outlet.tell("note", n);
  await settle();
  far.takeAll(inbox, 2);
  outlet.tell("note", 5);
  inbox.close({ reason: "FINISHED" });
  expect(outlet.isAccounted).toBe(false);
  await settle();
  expect([outlet.closure !== undefined, outlet.isAccounted]).toEqual([true, true]);
  expect(far.deadLetters.map(({ message }) => message?.payload)).toEqual([2, 3, 4, 5]);
  outlet.tell("note", 6);
  expect(near.deadLetters.map(({ reason, message }) => [reason, message?.payload])).toEqual([["FINISHED", 6]]);
  expect(near.exchange.outlet(child, UNPLACED, ordinaryMailbox)).not.toBe(outlet);
});

test("outlet.whenPlaced() answers at once, or as soon as the actor has a place", () => {
  const { outlet, place } = createWay();
  const hosts: unknown[] = [];
  outlet.whenPlaced((host) => hosts.push(host));
  expect(hosts).toEqual([]);
  place();
  outlet.whenPlaced((host) => hosts.push(host));
  expect(hosts).toEqual([1, 1]);
});

test("outlet.tell() of what cannot cross throws and sends nothing, with and without a place", async () => {
  const { outlet, inbox, far, place, settle } = createWay();
  const refused = expect.objectContaining({ code: "NOT_SENDABLE", path: "of" });
  expect(() => outlet.tell("note", { of: () => {} })).toThrow(refused);
  place();
  expect(() => outlet.tell("note", { of: () => {} })).toThrow(refused);
  await expect(outlet.ask("note", { of: () => {} }, {})).rejects.toEqual(refused);
  outlet.tell("note", "fine");
  await settle();
  expect(far.takeAll(inbox).map(({ payload }) => payload)).toEqual(["fine"]);
  expect(outlet.isAccounted).toBe(true);
});
