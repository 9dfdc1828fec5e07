// What was encoded, and cannot be built where it arrives: it fails by itself, and neither the frame nor the line with it.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ordinaryMailbox, type MailboxRules } from "../../src/core/mailbox-options.ts";
import type { Forwarded } from "../../src/core/receipt.ts";
import type { Inbox } from "../../src/cell/inbox.ts";
import { ActorError } from "../../src/core/errors.ts";
import { UNPLACED } from "../../src/wire/outlet.ts";
import { DATA, FAIL, REPLY } from "../../src/wire/protocol.ts";
import { createRecordedTransport } from "./recorded-transport.ts";
import { child, createTwoEnds } from "./two-ends.ts";

const bad = new URL("fault:read");
const unreadable = { code: "NOT_SENDABLE", message: /^Cannot read payload: it is no place here$/, cause: RangeError };
const shown = { to: child.path, reason: "NOT_SENDABLE", count: 1, maybeHandled: false };

beforeEach(() => {
  const refuse = (Original: typeof URL, [href]: unknown[]): URL => {
    if (href === bad.href) throw new RangeError("it is no place here");
    return new Original(href as string);
  };
  vi.stubGlobal("URL", new Proxy(URL, { construct: refuse }));
});
afterEach(() => vi.unstubAllGlobals());

/** A way to an actor on the far host. */
function createWay(rules: MailboxRules = ordinaryMailbox) {
  const ends = createTwoEnds();
  const { near, far } = ends;
  near.exchange.whereabouts.set(child.id, 1);
  const inbox = far.receive(child, rules);
  const outlet = near.exchange.outlet(child, UNPLACED, rules);
  return { ...ends, inbox, outlet, payloads: () => far.takeAll(inbox).map(({ payload }) => payload) };
}

function failsAs({ code, message, cause }: typeof unreadable) {
  return expect.objectContaining({ code, message: expect.stringMatching(message), cause: expect.any(cause) }) as object;
}

test("a tell that cannot be read is a dead letter that shows the rest of it; those around it arrive", async () => {
  const { outlet, payloads, near, far, settle } = createWay();
  outlet.tell("note", 1);
  outlet.tell("note", { at: bad, by: "me" });
  void outlet.send("note", [bad], {});
  outlet.tell("note", 2);
  await settle();
  expect(payloads()).toEqual([1, 2]);
  const instead = "[it cannot be read: it is no place here]";
  expect(far.deadLetters).toEqual([
    { ...shown, message: { type: "note", payload: { at: instead, by: "me" } } },
    { ...shown, message: { type: "note", payload: [instead] } },
  ]);
  await settle();
  expect(outlet.isAccounted).toBe(true);
  expect([near.broken, far.broken]).toEqual([[], []]);
});

test("an ask that cannot be read is answered in its turn, and is not handled", async () => {
  const { outlet, inbox, far, settle } = createWay();
  const asks = [outlet.ask("first", 1, {}), outlet.ask("bad", bad, {}), outlet.ask("last", 3, {})];
  const settled = Promise.allSettled(asks);
  await settle();
  const taken = far.takeAll(inbox);
  expect(taken.map(({ type }) => type)).toEqual(["first", "last"]);
  for (const { receipt, type } of taken) receipt?.resolve(type);
  await settle();
  expect(await settled).toEqual([
    { status: "fulfilled", value: "first" },
    { status: "rejected", reason: failsAs(unreadable) },
    { status: "fulfilled", value: "last" },
  ]);
  expect([far.deadLetters, far.broken, outlet.isAccounted]).toEqual([[], [], true]);
});

test("an ask that cannot be read and has not had its turn when its actor ends is a dead letter like any other", async () => {
  const { outlet, inbox, far, settle } = createWay();
  const settled = Promise.allSettled([outlet.ask("bad", bad, {})]);
  await settle();
  inbox.close({ reason: "STOPPED" });
  await settle();
  expect(await settled).toMatchObject([{ reason: { code: "STOPPED" } }]);
  expect(far.deadLetters).toMatchObject([{ reason: "STOPPED", count: 1 }]);
  expect(outlet.isAccounted).toBe(true);
});

test("a send that waits to hear whether it is accepted rejects if it cannot be read", async () => {
  const rules: MailboxRules = { order: "fifo", capacity: 4, overflow: "reject" };
  const { outlet, payloads, far, settle } = createWay(rules);
  const sends = Promise.allSettled([
    outlet.send("note", 1, {}),
    outlet.send("bad", bad, {}),
    outlet.send("note", 2, {}),
  ]);
  await settle();
  expect(await sends).toEqual([
    { status: "fulfilled", value: undefined },
    { status: "rejected", reason: failsAs(unreadable) },
    { status: "fulfilled", value: undefined },
  ]);
  expect(payloads()).toEqual([1, 2]);
  expect(far.deadLetters).toEqual([]);
  expect(outlet.isAccounted).toBe(true);
});

test("what cannot be read gives its credit back", async () => {
  const rules: MailboxRules = { order: "fifo", capacity: 2, overflow: "wait" };
  const { outlet, payloads, far, settle } = createWay(rules);
  for (let n = 0; n < 5; n++) void outlet.send("bad", bad, {});
  void outlet.send("note", "good", {});
  for (let n = 0; n < 5; n++) await settle();
  expect(payloads()).toEqual(["good"]);
  expect(far.deadLetters).toHaveLength(5);
});

test("a reply that cannot be read rejects its ask; an error shows what of it can be", async () => {
  const { outlet, inbox, near, far, settle } = createWay();
  const settled = Promise.allSettled([
    outlet.ask("reply", 1, {}),
    outlet.ask("fail", 2, {}),
    outlet.ask("good", 3, {}),
  ]);
  await settle();
  const receipts = far.takeAll(inbox).map(({ receipt }) => receipt);
  receipts[0]?.resolve({ at: bad });
  receipts[1]?.reject(Object.assign(new RangeError("not there"), { at: bad }));
  receipts[2]?.resolve("good");
  await settle();
  expect(await settled).toMatchObject([
    { reason: failsAs({ ...unreadable, message: /^Cannot read reply: it is no place here$/ }) },
    { reason: { name: "RangeError", message: "not there", at: "[it cannot be read: it is no place here]" } },
    { value: "good" },
  ]);
  expect(near.broken).toEqual([]);
});

test("what was forwarded and cannot be read was not started, says its sender's host when it is told so", async () => {
  const { outlet, inbox, far, settle } = createWay();
  const heard: string[] = [];
  for (const [name, payload] of Object.entries({ first: 1, bad, last: 3 }))
    outlet.forward(name, payload, receiptOf(name, heard));
  await settle();
  expect(far.takeAll(inbox, 1)).toHaveLength(1);
  expect(outlet.isAccounted).toBe(false);
  expect(heard).toEqual([]); // its turn has not come
  expect(far.takeAll(inbox)).toMatchObject([{ type: "last" }]);
  await settle();
  expect(heard).toEqual(["bad is unread: Cannot read payload: it is no place here"]);
  expect(outlet.isAccounted).toBe(true);
});

test("words that report are shown with what can be read; others break the link, for they are to be obeyed", async () => {
  const { near, far, settle } = createWay();
  const peer = near.exchange.peer(1);
  const data = { actor: "/a", error: new Error("e"), message: { type: "t", payload: bad } };
  peer.say("event", { name: "fault", data });
  await settle();
  expect(far.heard).toMatchObject([
    { words: { data: { message: { payload: "[it cannot be read: it is no place here]" } } } },
  ]);
  expect(far.broken).toEqual([]);
  peer.say("finished", { id: "pair:0.1", value: bad });
  await settle();
  expect(far.broken).toEqual([expect.objectContaining({ message: expect.stringMatching(/^Cannot read finished/) })]);
});

test("what waited for an actor and cannot be read where that turns out to live is a dead letter, or rejects", async () => {
  const { near, settle } = createTwoEnds();
  near.exchange.whereabouts.set(child.id, undefined);
  const outlet = near.exchange.outlet(child, UNPLACED, ordinaryMailbox);
  outlet.tell("bad", bad);
  const settled = Promise.allSettled([outlet.ask("bad", bad, {})]);
  outlet.tell("good", 1);
  const inbox: Inbox = near.receive(child);
  near.exchange.whereabouts.set(child.id, 0);
  await settle();
  expect(await settled).toMatchObject([{ reason: { code: "NOT_SENDABLE" } }]);
  expect(near.takeAll(inbox).map(({ type }) => type)).toEqual(["good"]);
  expect(near.deadLetters).toMatchObject([{ reason: "NOT_SENDABLE", count: 1 }]);
});

test("what waited for an actor that has ended shows what of it can be read", async () => {
  const { near, settle } = createTwoEnds();
  near.exchange.whereabouts.set(child.id, undefined);
  const outlet = near.exchange.outlet(child, UNPLACED, ordinaryMailbox);
  outlet.tell("bad", bad);
  outlet.close({ reason: "HOST_LOST", cause: new ActorError("HOST_LOST", "as told") });
  await settle();
  expect(near.deadLetters).toMatchObject([{ message: { payload: "[it cannot be read: it is no place here]" } }]);
});

function receiptOf(name: string, heard: string[]): Forwarded {
  const hear = (what: string) => () => void heard.push(`${name} ${what}`);
  return {
    lane: 0,
    place: 0,
    ask: 0,
    bytes: 0,
    isMoved: false,
    wantsReply: true,
    isReserved: false,
    isGivenUp: false,
    start: () => true,
    startAgain: () => true,
    stash: hear("is put aside"),
    resolve: hear("is done"),
    reject: hear("has failed"),
    refuse: hear("is refused"),
    takeBack: () => heard.push(`${name} is back`) > 0,
    unread: (error) => void heard.push(`${name} is unread: ${error.message}`),
    lost: hear("is lost"),
    onGivenUp() {},
  };
}

test("what a host has said whole is out, with its counts, when a getter of the next record ends that host", async () => {
  const { outlet, inbox, near, far, settle, loseFar } = createWay();
  const asks = Promise.allSettled([outlet.ask("whole", 1, {}), outlet.ask("half", 2, {})]);
  await settle();
  const [whole, half] = far.takeAll(inbox).map(({ receipt }) => receipt);
  whole?.resolve("whole");
  const exits = {
    first: 1,
    get second() {
      far.exchange.sayLast();
      throw new Error("this is not reached in a host that has ended");
    },
  };
  half?.resolve(exits);
  loseFar(new ActorError("HOST_LOST", "as told"));
  expect(await asks).toMatchObject([{ value: "whole" }, { reason: { code: "HOST_LOST" } }]);
  expect([near.broken, near.deadLetters]).toEqual([[], []]);
});

test("an ask whose reply breaks the link in its midst settles when that host is lost", async () => {
  const { near, env } = createTwoEnds();
  const transport = createRecordedTransport();
  const lone = near.exchange.attach(7, transport);
  near.exchange.whereabouts.set("pair:0.2", 7);
  const other = near.exchange.outlet({ ...child, id: "pair:0.2" }, UNPLACED, ordinaryMailbox);
  const asks = Promise.allSettled([other.ask("get", 1, {}), other.ask("get", 2, {})]);
  env.runSoon();
  transport.arrive(DATA, REPLY, 1);
  transport.arrive(DATA, FAIL, 2, null);
  expect(near.broken).toHaveLength(2);
  near.exchange.lose(lone.host, new ActorError("HOST_LOST", "as told"));
  expect(await asks).toMatchObject([{ reason: { code: "HOST_LOST" } }, { reason: { code: "HOST_LOST" } }]);
});
