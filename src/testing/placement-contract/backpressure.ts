import assert from "node:assert/strict";
import { creditOf } from "../../wire/credit.ts";
import { clerk } from "./actors/clerk.ts";
import { openDesk } from "./mailboxes.ts";
import { onStage, sorted } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Senders that wait for room, on one host and on several. */
export function backpressureContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const capacity of [1, 2, 7, 100]) {
    test(`ref.send() to a mailbox of capacity ${capacity} waits its turn, first come, first served`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { capacity });
        const accepted: number[] = [];
        const count = 3 * capacity + 5;
        const sent = Array.from({ length: count }, (_, n) => actor.send("note", n).then(() => accepted.push(n)));
        await probe.heard(); // whatever has room has been accepted by now
        const most = capacity + (placement.crosses ? creditOf(capacity) : 0);
        assert.ok(accepted.length >= Math.ceil(capacity / 2) && accepted.length <= most, `${accepted.length} accepted`);
        gate.open();
        await Promise.all(sent);
        const inOrder = Array.from({ length: count }, (_, n) => n);
        assert.deepEqual(accepted, inOrder);
        assert.deepEqual(await probe.until(count + 1), ["holding", ...inOrder]);
        assert.equal(stage.deadLetters(actor.path), 0);
      }));
  }

  for (const order of ["fifo", "priority"] as const) {
    test(`ref.send() that gives up while it waits (${order}) is never delivered, and gives its place on`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { order, capacity: 1 });
        const filling = [actor.send("note", 1), actor.send("note", 2), actor.send("note", 3)];
        const controller = new AbortController();
        const aborted = actor.with({ signal: controller.signal }).send("note", 4);
        const late = actor.with({ timeoutMs: 20 }).send("note", 5);
        const lateAsk = actor.with({ timeoutMs: 20 }).ask("note", 6);
        const patient = actor.send("note", 7);
        controller.abort();
        await assert.rejects(aborted, { code: "ABORTED" });
        await assert.rejects(late, { code: "SEND_TIMEOUT" });
        await assert.rejects(lateAsk, { code: "ASK_TIMEOUT" });
        gate.open();
        await Promise.all([...filling, patient]);
        assert.deepEqual(await probe.until(5), ["holding", 1, 2, 3, 7]);
        assert.equal(await actor.ask("note", 8), 8);
        assert.equal(stage.deadLetters(actor.path), 0);
      }));
  }

  for (const end of ["stop", "kill", "finish", "fail"] as const) {
    test(`ref.send() and ask() that wait settle with the reason when the actor ends (${end})`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { capacity: 4 }, { restart: "never" });
        const last = end === "finish" || end === "fail" ? actor.send(end) : undefined;
        const sent = Promise.allSettled(Array.from({ length: 20 }, (_, n) => actor.send("note", n)));
        const asked = Promise.allSettled([actor.ask("note", 20)]);
        await probe.heard();
        if (end === "stop" || end === "kill") void actor[end]();
        gate.open();
        await Promise.all([last, actor.exited]);
        const code = { stop: "STOPPED", kill: "KILLED", finish: "FINISHED", fail: "CRASHED" }[end];
        const outcomes = [...(await sent), ...(await asked)];
        const rejected = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
        assert.deepEqual([...new Set(rejected.map(({ reason }) => (reason as { code: string }).code))], [code]);
        const accepted = outcomes.length - rejected.length;
        await stage.until(() => stage.deadLetters(actor.path) >= accepted);
        assert.equal(stage.deadLetters(actor.path), accepted);
        assert.deepEqual(await probe.heard(), ["holding"]);
      }));
  }

  test("what is on its way to a mailbox with a capacity is at most that and one credit for each sending host", () =>
    onStage(placement, async (stage) => {
      const capacity = 10;
      const { probe, gate, actor } = await openDesk(stage, { capacity });
      const { system } = stage;
      const senders = await Promise.all(
        [1, 2, 3].map(() => system.spawn(clerk, { args: undefined, on: placement.apart })),
      );
      for (const [n, sender] of senders.entries()) {
        sender.tell("sendMany", { to: actor, from: n * 100, count: 100, how: "send" });
      }
      const countAccepted = async (): Promise<number> => {
        const outcomes = await Promise.all(senders.map((sender) => sender.ask("outcomes")));
        return outcomes.reduce((sum, { accepted }) => sum + accepted, 0);
      };
      let before = 0;
      for (let looks = 0; looks < 20; looks++) {
        const now = await countAccepted();
        if (now !== before) looks = 0; // until nothing more is let in
        before = now;
      }
      const most = capacity + senders.length * creditOf(capacity);
      assert.ok(before >= capacity && before <= most, `${before} accepted, at most ${most}`);
      gate.open();
      const notes = await probe.until(301);
      assert.deepEqual(sorted(notes), sorted(["holding", ...Array.from({ length: 300 }, (_, n) => n)]));
      for (const n of [0, 1, 2]) {
        const own = notes.filter((note) => Math.floor(Number(note) / 100) === n);
        assert.deepEqual(
          own,
          Array.from({ length: 100 }, (_, index) => n * 100 + index),
        );
      }
    }));

  for (const how of ["tell", "send", "ask"] as const) {
    test(`a flood by ${how} from two other hosts into a mailbox of capacity 3: each is handled once, or reported`, () =>
      onStage(placement, async (stage) => {
        const probe = await stage.openProbe();
        const { system } = stage;
        const actor = await system.spawn(clerk, { args: probe.ref, on: placement.on, mailbox: { capacity: 3 } });
        const senders = await Promise.all(
          [1, 2].map(() => system.spawn(clerk, { args: undefined, on: placement.apart })),
        );
        for (const [n, sender] of senders.entries()) {
          sender.tell("sendMany", { to: actor, from: n * 2_000, count: 2_000, how });
        }
        await stage.until(() => probe.notes.length + stage.deadLetters(actor.path) >= 4_000);
        await system.idle();
        assert.equal(probe.notes.length + stage.deadLetters(actor.path), 4_000);
        assert.equal(new Set(probe.notes).size, probe.notes.length);
        if (how !== "tell") assert.equal(stage.deadLetters(actor.path), 0);
      }));
  }

  for (const overflow of ["reject", "wait"] as const) {
    test(`ref.send() from another host to an actor that has ended rejects (overflow "${overflow}")`, () =>
      onStage(placement, async ({ system }) => {
        const mailbox = { capacity: 2, overflow };
        const actor = await system.spawn(clerk, { args: undefined, on: placement.on, mailbox });
        const sender = await system.spawn(clerk, { args: undefined, on: placement.apart });
        await actor.stop();
        sender.tell("sendMany", { to: actor, from: 0, count: 3, how: "send" });
        await system.idle();
        const { accepted, codes } = await sender.ask("outcomes");
        assert.equal(accepted + codes.length, 3);
        for (const code of codes) assert.match(code, /STOPPED|GONE/);
      }));
  }

  for (const overflow of ["reject", "drop-newest", "drop-oldest"] as const) {
    test(`awaited sends without end to a full mailbox starve no timer (overflow "${overflow}")`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { capacity: 1, overflow });
        const until = { isOver: false };
        const sending = (async () => {
          while (!until.isOver) await actor.send("note", 1).catch(() => {});
        })();
        const ticker = await stage.system.spawn(clerk, { args: probe.ref });
        await ticker.ask("remind", { ms: 20, value: "tick" });
        await stage.until(() => probe.notes.includes("tick"));
        until.isOver = true;
        await sending;
        gate.open();
      }));
  }
}
