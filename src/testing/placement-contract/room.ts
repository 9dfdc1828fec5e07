import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

const ROOM = 1_024;

/** Waiting for room, and the time one waits. */
export function roomContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("ref.send() and ref.ask() wait while 1,024 messages wait, and are let in in order", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      const accepted: number[] = [];
      const sent = Array.from({ length: 3_000 }, (_, n) => actor.send("note", n).then(() => accepted.push(n)));
      const asked = actor.ask("note", 3_000);
      await probe.heard(); // whatever has room has been accepted by now
      assert.equal(accepted.length, ROOM);
      gate.open();
      await Promise.all([...sent, asked]);
      assert.deepEqual(
        accepted,
        Array.from({ length: 3_000 }, (_, n) => n),
      );
      assert.deepEqual(await probe.until(3_002), ["holding", ...Array.from({ length: 3_001 }, (_, n) => n)]);
    }));

  test("ref.send() that gave up while it waited is never delivered, and leaves its place to the next", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < ROOM; n++) actor.tell("count");
      const controller = new AbortController();
      const aborted = actor.with({ signal: controller.signal }).send("note", "aborted");
      const late = actor.with({ timeoutMs: 20 }).send("note", "late");
      const lateAsk = actor.with({ timeoutMs: 20 }).ask("note", "late");
      const patient = actor.send("note", "patient");
      controller.abort();
      await assert.rejects(aborted, { code: "ABORTED" });
      await assert.rejects(late, { code: "SEND_TIMEOUT" });
      await assert.rejects(lateAsk, { code: "ASK_TIMEOUT" });
      gate.open();
      await patient;
      assert.equal(await actor.ask("count"), ROOM + 3);
      assert.deepEqual(await probe.heard(), ["holding", "patient"]);
      assert.equal(deadLetters(actor.path), 0);
    }));

  test("ref.tell() never waits for room, and may overtake a send that does", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < ROOM; n++) actor.tell("count");
      const sent = actor.send("note", "sent");
      actor.tell("note", "told");
      gate.open();
      await sent;
      assert.deepEqual(await probe.until(3), ["holding", "told", "sent"]);
    }));

  test("ref.ask() rejects with ASK_TIMEOUT after the system's askTimeoutMs, or its own timeoutMs", () =>
    onStage(
      placement,
      async ({ spawnPuppet, openProbe, closeGate }) => {
        const [probe, gate] = [await openProbe(), await closeGate()];
        const actor = await spawnPuppet({ probe: probe.ref });
        const start = performance.now();
        const patient = actor.with({ timeoutMs: Infinity }).ask("hold", gate.ref);
        await assert.rejects(actor.ask("count"), { code: "ASK_TIMEOUT", message: /"count".*60 ms/ });
        assert.ok(performance.now() - start >= 60, "not early");
        await assert.rejects(actor.with({ timeoutMs: 5 }).ask("count"), { code: "ASK_TIMEOUT", message: /5 ms/ });
        gate.open("held");
        assert.equal(await patient, "held");
      },
      { askTimeoutMs: 60 },
    ));

  test("timeouts and timers beyond 2 ** 31 ms do not fire early", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { startTimeoutMs: 2 ** 40, stopTimeoutMs: 2 ** 33 });
      const asked = actor.with({ timeoutMs: 2 ** 31 }).ask("hold", gate.ref);
      actor.tell("after", { ms: 2 ** 32, value: "early" });
      actor.tell("every", { ms: 2 ** 31, value: "early" });
      actor.tell("after", { ms: Infinity, value: "early" });
      actor.tell("after", { ms: 30, value: "in time" });
      await probe.until(1);
      gate.open("held");
      assert.equal(await asked, "held");
      assert.deepEqual(await probe.until(2), ["holding", "in time"]);
    }));

  test("a flood of messages starves neither timers nor other actors", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const [flooded, other] = [await spawnPuppet(), await spawnPuppet({ probe: probe.ref })];
      flooded.tell("flood", { to: (await flooded.ask("identity")).self, from: 0, count: 1_000_000 });
      const ahead = flooded.ask("count");
      other.tell("every", { ms: 5, value: "tick" }); // in one go with the flood: else that may be over
      assert.equal(await ahead, 1);
      await flooded.with({ timeoutMs: Infinity }).ask("count"); // behind the flood
      assert.ok(probe.notes.length >= 3, `${probe.notes.length} ticks`);
    }));

  test("many short awaits do not starve timers", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const [asker, actor] = [await spawnPuppet(), await spawnPuppet({ probe: probe.ref })];
      actor.tell("after", { ms: 10, value: "tick" });
      // It asks on and on until the tick has come.
      await asker.ask("askUntil", { to: actor, note: probe.ref });
      assert.deepEqual(await probe.until(2), ["tick", "asked until the tick came"]);
    }));
}
