import { expect, test } from "vitest";
import { ActorError } from "../../src/core/errors.ts";
import type { Hosts } from "../../src/core/hosts.ts";
import { Host } from "../../src/placement/host.ts";
import type { Peer } from "../../src/wire/peer.ts";
import * as kind from "../../src/wire/protocol.ts";
import { createManualEnv } from "../placement/manual-env.ts";
import { createRecordedTransport } from "./recorded-transport.ts";
import { ordinaryMailbox } from "../../src/core/mailbox-options.ts";
import { child, createTwoEnds } from "./two-ends.ts";

test("peer.say() keeps its place behind all records so far, peer.sayNow() overtakes them", () => {
  const { near, env } = createTwoEnds();
  const transport = createRecordedTransport();
  const peer = near.exchange.attach(7, transport);
  peer.say("join", { host: 1 });
  peer.sayNow("dismiss", { host: 2 });
  peer.say("connect", { host: 3 });
  env.runSoon();
  const said = transport.posted.slice(1).map((frame) => frame.filter((item) => typeof item === "string"));
  expect(said.map(([name]) => name)).toEqual(["dismiss", "join"]);
  expect(said[1]).toContain("connect");
});

test("peer.say() of words that cannot cross throws and says nothing", async () => {
  const { near, far, settle } = createTwoEnds();
  const peer = near.exchange.peer(1);
  const words = { name: "fault", data: { actor: "/a", error: new Error("e"), message: { type: "t", payload() {} } } };
  expect(() => peer.say("event", words as never)).toThrow(expect.objectContaining({ code: "NOT_SENDABLE" }));
  peer.say("join", { host: 3 });
  await settle();
  expect(far.heard).toEqual([{ name: "join", words: { host: 3 } }]);
  expect(far.broken).toEqual([]);
});

test("peer.sayNow() before there is a line is said when there is one", () => {
  const { near } = createTwoEnds();
  const transport = createRecordedTransport();
  near.exchange.peer(7).sayNow("join", { host: 3 });
  near.exchange.attach(7, transport);
  expect(transport.posted.map(([, record]) => record)).toEqual([kind.HELLO, kind.CONTROL]);
});

test("peer.introduce() hands over the end of a line to another host", async () => {
  const { near, far, settle } = createTwoEnds();
  const { port1, port2 } = new MessageChannel();
  near.exchange.peer(1).introduce(5, port1 as never);
  await settle();
  expect(far.introduced).toEqual([{ host: 5, port: expect.any(MessagePort) }]);
  port2.close();
});

test("peer.whenAttached() runs once the peer can be talked to, or is lost", () => {
  const { near } = createTwoEnds();
  const runs: string[] = [];
  const [late, dead] = [near.exchange.peer(7), near.exchange.peer(8)];
  near.exchange.peer(1).whenAttached(() => runs.push("attached"));
  late.whenAttached(() => runs.push("late"));
  dead.whenAttached(() => runs.push("dead"));
  expect(runs).toEqual(["attached"]);
  near.exchange.attach(7, createRecordedTransport());
  near.exchange.lose(8, new ActorError("HOST_LOST", "as told"));
  dead.whenAttached(() => runs.push("dead already"));
  expect(runs).toEqual(["attached", "late", "dead", "dead already"]);
});

test("peer.lose() gives up the asks of both sides, and reads first what the other had still said", async () => {
  const { near, far, env, settle, loseFar } = createTwoEnds();
  const inbox = far.receive(child);
  near.exchange.whereabouts.set(child.id, 1);
  const outlet = near.exchange.outlet(child, 1, ordinaryMailbox);
  const asks = [outlet.ask("answered", 1, {}), outlet.ask("unanswered", 2, {})];
  const settled = Promise.allSettled(asks);
  await settle();
  const receipts = far.takeAll(inbox).map(({ receipt }) => receipt);
  receipts[0]?.resolve("just in time");
  env.runSoon(); // posted, and not read
  loseFar(new ActorError("HOST_LOST", "as told"));
  expect(await settled).toMatchObject([
    { status: "fulfilled", value: "just in time" },
    { status: "rejected", reason: { code: "HOST_LOST" } },
  ]);
  far.exchange.lose(0, new ActorError("HOST_LOST", "as told"));
  expect(receipts[1]?.isGivenUp).toBe(true);
});

/** A host on its own, with a line to host 3 whose other end is the test. */
function createLoneHost() {
  const env = createManualEnv();
  const condemned: [host: number, why: string][] = [];
  const hosts: Hosts = {
    hire: () => Promise.reject(new Error("there are no other hosts")),
    join() {},
    dismiss() {},
    condemn: (host, why) => void condemned.push([host, why]),
    connect() {},
  };
  const host = new Host(
    { system: "alone", host: 0, askTimeoutMs: 30_000, budgetMs: 5 },
    {
      env,
      events: { emit() {} },
      log() {},
      createHosts: () => hosts,
      findDefinition: () => Promise.reject(new Error("there are no definitions")),
    },
  );
  const transport = createRecordedTransport();
  const peer: Peer = host.exchange.attach(3, transport);
  return { transport, peer, condemned };
}

test.each<[what: string, frame: unknown[]]>([
  ["a record of no known kind", [kind.DATA, 999]],
  ["a record that is not a number", [kind.DATA, "tell"]],
  ["the kind that is kept for streams", [kind.DATA, kind.STREAM, 1]],
  ["a message that ends too soon", [kind.DATA, kind.TELL]],
  ["a message on a lane that was never opened", [kind.DATA, kind.TELL, 7, "add", 1]],
  ["an ask on a lane that was never opened", [kind.DATA, kind.ASK, 7, 1, "add", 1]],
  ["a lane without memory", [kind.DATA, kind.OPEN, 0, "alone:0.1", "/alone/a"]],
  ["a message type that is no text", [kind.DATA, kind.REPLY, 1, null, 99]],
  ["a value of no known tag", [kind.DATA, kind.CONTROL, "join", null, 99]],
  ["words about nothing known", [kind.DATA, kind.CONTROL, 5, null, 0]],
  ["meta without a message", [kind.DATA, kind.META, null, 0, kind.CANCEL, 1]],
  ["room wanted on a lane that was never opened", [kind.DATA, kind.WANT, 7, 1]],
])("peer: %s cannot be understood, and the host that said it is condemned", (_what, frame) => {
  const { transport, condemned } = createLoneHost();
  transport.arrive(...frame);
  expect(condemned).toEqual([[3, expect.stringMatching(/^what it said could not be understood: /)]]);
});

test("peer: HELLO with another version of the protocol condemns the host that says it, and throws at nobody", () => {
  const { transport, condemned } = createLoneHost();
  expect(() => transport.arrive(kind.URGENT, kind.HELLO, 99, 3)).not.toThrow();
  expect(condemned).toEqual([[3, expect.stringMatching(/version 99/)]]);
});

test("peer: a line that is merely cut condemns nobody", () => {
  const { transport, condemned } = createLoneHost();
  transport.cut();
  expect(condemned).toEqual([]);
});

test("peer: what comes late for an ask, a lane or an actor that is gone is no fault", () => {
  const { transport, condemned } = createLoneHost();
  transport.arrive(kind.DATA, kind.REPLY, 77, 1, kind.FAIL, 78, "e", kind.CANCEL, 5, kind.ROOM_AGAIN, 9);
  transport.arrive(kind.DATA, kind.CONTROL, "ended", null, 2, 1, "id", "alone:0.9");
  expect(condemned).toEqual([]);
});
