import assert from "node:assert/strict";
import type { Child, MailboxOptions, Overflow, SpawnOptions } from "../../mod.ts";
import { clerk, type ClerkProtocol } from "./actors/clerk.ts";
import { onStage, sorted, type Gate, type Probe, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

interface Desk {
  readonly probe: Probe;
  readonly gate: Gate;
  readonly actor: Child<ClerkProtocol, void>;
}

/** An actor with that mailbox, which has one message in hand until the gate is opened. */
export async function openDesk(
  { system, placement, openProbe, closeGate }: Stage,
  mailbox: MailboxOptions,
  options: Partial<SpawnOptions> = {},
): Promise<Desk> {
  const [probe, gate] = [await openProbe(), await closeGate()];
  const actor = await system.spawn(clerk, { args: probe.ref, on: placement.on, mailbox, ...options });
  actor.tell("hold", gate.ref);
  await probe.until(1);
  return { probe, gate, actor };
}

const all: readonly Overflow[] = ["wait", "reject", "drop-newest", "drop-oldest"];

/** The order in which messages are taken, how many may wait, and what becomes of one that finds the mailbox full. */
export function mailboxesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test('mailbox.order "lifo" hands out the message first that was sent last', () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { order: "lifo" });
      for (const n of [1, 2, 3]) actor.tell("note", n);
      await actor.send("note", 4);
      gate.open();
      assert.deepEqual(await probe.until(5), ["holding", 4, 3, 2, 1]);
    }));

  test('mailbox.order "priority" hands out the smallest first, of equals the one that was sent first', () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { order: "priority" });
      const notes = [3, 1, { place: 2, n: 1 }, { place: 2, n: 2 }, -1, { place: 2, n: 3 }];
      for (const note of notes) actor.tell("note", note);
      const asked = actor.ask("note", 0);
      await actor.send("note", 2.5);
      gate.open();
      assert.equal(await asked, 0);
      const [third, fourth, sixth] = [notes[2], notes[3], notes[5]];
      assert.deepEqual(await probe.until(9), ["holding", -1, 0, 1, third, fourth, sixth, 2.5, 3]);
    }));

  for (const wrong of ["throw", "NaN"]) {
    test(`mailbox.priority that fails (${wrong}) fails that message alone, and leaves the mailbox whole`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { order: "priority", capacity: 100 });
        actor.tell("note", 2);
        actor.tell("note", wrong);
        await assert.rejects(actor.send("note", wrong), { code: "ORDER_FAILED" });
        await assert.rejects(actor.ask("note", wrong), { code: "ORDER_FAILED" });
        await actor.send("note", 1);
        const letter = await stage.event("deadletter");
        assert.deepEqual(
          { ...pick(letter), code: ((await stage.event("fault")).error as { code?: unknown }).code },
          { reason: "ORDER_FAILED", count: 1, message: { type: "note", payload: wrong }, code: "ORDER_FAILED" },
        );
        gate.open();
        assert.deepEqual(await probe.until(3), ["holding", 1, 2]);
      }));
  }

  test("mailbox.capacity with overflow wait: a tell that finds it full is a dead letter", () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { capacity: 3 });
      for (let n = 1; n <= 5; n++) actor.tell("note", n);
      await stage.until(() => stage.deadLetters(actor.path) === 2);
      assert.deepEqual(
        stage.events("deadletter").map((letter) => pick(letter)),
        [4, 5].map((n) => ({ reason: "MAILBOX_FULL", count: 1, message: { type: "note", payload: n } })),
      );
      gate.open();
      assert.deepEqual(await probe.until(4), ["holding", 1, 2, 3]);
    }));

  test('mailbox.overflow "reject": send and ask reject with MAILBOX_FULL and hand the message back, a tell is a dead letter', () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { capacity: 2, overflow: "reject" });
      const sent = await Promise.allSettled([1, 2, 3, 4].map((n) => actor.send("note", { place: n })));
      assert.deepEqual(
        sent.map(({ status }) => status),
        ["fulfilled", "fulfilled", "rejected", "rejected"],
      );
      const undelivered = { type: "note", payload: { place: 4 } };
      assert.deepEqual(codeAndMessage(sent[3]), { code: "MAILBOX_FULL", undelivered });
      await assert.rejects(actor.ask("note", 5), { code: "MAILBOX_FULL" });
      assert.deepEqual(stage.events("deadletter"), []); // none of them was accepted
      actor.tell("note", 6);
      await stage.until(() => stage.deadLetters(actor.path) === 1);
      assert.equal(stage.events("deadletter")[0]?.reason, "MAILBOX_FULL");
      gate.open();
      assert.deepEqual(await probe.until(3), ["holding", { place: 1 }, { place: 2 }]);
      assert.equal(await actor.ask("note", 7), 7); // there is room again
    }));

  test('mailbox.overflow "drop-newest": what finds it full is dropped, and its sender does not wait', () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { capacity: 2, overflow: "drop-newest" });
      for (const n of [1, 2, 3]) await actor.send("note", n);
      await assert.rejects(actor.ask("note", 4), { code: "DROPPED" });
      await stage.until(() => stage.deadLetters(actor.path) === 2);
      assert.deepEqual(
        stage.events("deadletter").map((letter) => pick(letter)),
        [3, 4].map((n) => ({ reason: "DROPPED", count: 1, message: { type: "note", payload: n } })),
      );
      gate.open();
      assert.deepEqual(await probe.until(3), ["holding", 1, 2]);
    }));

  for (const how of ["tell", "send"] as const) {
    test(`mailbox.overflow "drop-oldest" with ${how}: the latest are kept, each of the others is one dead letter`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { capacity: 3, overflow: "drop-oldest" });
        const oldest = assert.rejects(actor.ask("note", 0), { code: "DROPPED" });
        const sent = Array.from({ length: 20 }, (_, n) => actor[how]("note", n + 1));
        await Promise.all([oldest, ...sent]);
        await stage.until(() => stage.deadLetters(actor.path) === 18);
        const letters = stage.events("deadletter");
        assert.deepEqual([...new Set(letters.map(({ reason }) => reason))], ["DROPPED"]);
        assert.deepEqual(
          sorted(letters.map(({ message }) => message?.payload)),
          sorted(Array.from({ length: 18 }, (_, n) => n)),
        );
        gate.open();
        assert.deepEqual(await probe.until(4), ["holding", 18, 19, 20]);
      }));
  }

  for (const order of ["lifo", "priority"] as const) {
    test(`mailbox.overflow "drop-oldest" drops the one that has waited longest, also in the order "${order}"`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { order, capacity: 3, overflow: "drop-oldest" });
        for (const n of [1, 9, 2, 8, 3]) await actor.send("note", n);
        gate.open();
        const kept = order === "lifo" ? [3, 8, 2] : [2, 3, 8];
        assert.deepEqual(await probe.until(4), ["holding", ...kept]);
      }));
  }

  for (const overflow of all) {
    test(`ticks, notices and piped results have their place in a full mailbox with overflow "${overflow}"`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { capacity: 1, overflow });
        const [other, piped] = [await stage.spawnPuppet(), await stage.closeGate()];
        gate.open();
        await actor.idle();
        await actor.ask("pipe", piped.ref);
        await actor.ask("watch", other);
        const last = await stage.closeGate();
        await actor.ask("remind", { ms: 1, value: "tick" });
        await probe.until(2);
        await actor.ask("remind", { ms: 1, value: "late tick" });
        actor.tell("hold", last.ref);
        await stage.until(() => probe.notes.filter((note) => note === "holding").length === 2); // the tick may be there first
        piped.open();
        await other.stop();
        await stage.system.get(other.path); // a way round: its notice and the result are in the mailbox by now
        for (let n = 1; n <= 4; n++) actor.tell("note", n);
        await stage.until(() => stage.deadLetters(actor.path) === 3);
        last.open();
        const kept = overflow === "drop-oldest" ? 4 : 1;
        assert.deepEqual(
          sorted(await probe.until(7)),
          sorted(["holding", "tick", "holding", "late tick", "piped", "it was stopped", kept]),
        );
      }));
  }

  for (const end of ["stop", "kill", "finish"] as const) {
    test(`a notice and a tick that wait for an actor are no dead letters when that ends (${end})`, () =>
      onStage(placement, async (stage) => {
        const [probe, gate, other] = [await stage.openProbe(), await stage.closeGate(), await stage.spawnPuppet()];
        const actor = await stage.system.spawn(clerk, { args: probe.ref, on: placement.on, restart: "never" });
        await actor.ask("watch", other);
        await actor.ask("remind", { ms: 1, value: "tick" });
        actor.tell("hold", gate.ref);
        await stage.until(() => probe.notes.includes("holding")); // a kill would overtake it
        if (end === "finish") actor.tell("finish");
        await other.stop();
        await stage.event("exit", ({ actor: path }) => path === other.path);
        await stage.system.get(other.path); // a way round: the notice is there by now
        if (end !== "finish") void actor[end]();
        gate.open();
        await actor.exited;
        await stage.system.idle(); // whatever was to be said of it has been heard
        assert.equal(stage.deadLetters(actor.path), 0);
      }));
  }

  test("a restart keeps what waits in a mailbox with a capacity, and those who wait for room", () =>
    onStage(placement, async (stage) => {
      const [probe, gate] = [await stage.openProbe(), await stage.closeGate()];
      const actor = await stage.system.spawn(clerk, { args: probe.ref, on: placement.on, mailbox: { capacity: 2 } });
      await actor.send("hold", gate.ref);
      await probe.until(1);
      const sent = [actor.send("fail"), ...[1, 2, 3, 4, 5].map((n) => actor.send("note", n))];
      gate.open();
      await Promise.all(sent);
      assert.deepEqual(await probe.until(6), ["holding", 1, 2, 3, 4, 5]);
      assert.equal(stage.deadLetters(actor.path), 0);
    }));

  for (const order of ["lifo", "priority"] as const) {
    test(`a mailbox without a capacity drops and rejects nothing, in the order "${order}" either`, () =>
      onStage(placement, async (stage) => {
        const mailbox = { order, capacity: Infinity, overflow: "drop-oldest" } as const;
        const { gate, actor } = await openDesk(stage, mailbox);
        const sent = Array.from({ length: 1_200 }, (_, n) => actor.send("note", n));
        gate.open();
        await Promise.all(sent);
        await actor.idle();
        assert.equal(stage.deadLetters(actor.path), 0);
      }));
  }

  test("mailbox at spawn replaces what the definition says, option by option", () =>
    onStage(placement, async ({ system }) => {
      const spawn = (mailbox: object): Promise<unknown> =>
        system.spawn(clerk, { args: undefined, on: placement.on, mailbox });
      await assert.rejects(spawn({ order: "sorted" }), { code: "BAD_OPTION", message: /mailbox\.order/ });
      await assert.rejects(spawn({ capacity: 0 }), { code: "BAD_OPTION", message: /mailbox\.capacity/ });
      await assert.rejects(spawn({ capacity: 1.5 }), { code: "BAD_OPTION", message: /mailbox\.capacity/ });
      await assert.rejects(spawn({ overflow: "drop" }), { code: "BAD_OPTION", message: /mailbox\.overflow/ });
      await assert.rejects(spawn({ priority: () => 1 }), { code: "BAD_OPTION", message: /"mailbox\.priority"/ });
      await assert.rejects(spawn({ overflow: "reject" }), { code: "BAD_OPTION", message: /capacity/ });
    }));
}

function pick({ reason, count, message }: { reason: string; count: number; message?: unknown }): object {
  return { reason, count, message };
}

function codeAndMessage(outcome: PromiseSettledResult<unknown> | undefined): unknown {
  const { code, undelivered } = (outcome as PromiseRejectedResult).reason as { code: string; undelivered: unknown };
  return { code, undelivered };
}
