import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** How a whole system ends. */
export function systemStopContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("system.stop() stops all actors, those spawned last first, and resolves when the last has ended", () =>
    onStage(placement, async ({ system, spawnPuppet, events }) => {
      const actors = [await spawnPuppet(), await spawnPuppet({}, { like: "marionette" }), await spawnPuppet()];
      await system.stop();
      const exits = events("exit").map(({ actor, exit }) => `${actor} ${exit.kind}`);
      const [first, second, third] = actors.map(({ path }) => `${path} stopped`);
      // Those of one definition end side by side.
      assert.deepEqual(new Set(exits), new Set([first, second, third]));
      assert.ok(exits.indexOf(String(third)) < exits.indexOf(String(second)), "the last one first");
      for (const actor of actors) await assert.rejects(actor.ask("count"), { code: "STOPPED" });
    }));

  test("system.stop() handles the message in hand, and buries the rest", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, deadLetters }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      const held = actor.ask("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 10; n++) actor.tell("note", n);
      const stopped = system.stop();
      gate.open("held");
      assert.equal(await held, "held");
      await stopped;
      assert.deepEqual(await actor.exited, { kind: "stopped" });
      assert.deepEqual([probe.notes, deadLetters(actor.path)], [["holding"], 10]);
    }));

  test("system.stop({ drain }) lets all actors handle what waits for them first", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, events }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actors = [await spawnPuppet({ probe: probe.ref }), await spawnPuppet({ probe: probe.ref })];
      for (const actor of actors) actor.tell("hold", gate.ref);
      await probe.until(2);
      for (const actor of actors) for (let n = 0; n < 1_000; n++) actor.tell("note", n);
      const stopped = system.stop({ drain: true });
      gate.open();
      await stopped;
      assert.equal(probe.notes.length, 2_002);
      assert.deepEqual(events("deadletter"), []);
      for (const { exited } of actors) assert.deepEqual(await exited, { kind: "stopped" });
    }));

  test("system.stop({ drain, timeoutMs }) kills what has not drained by then, and has no limit without it", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const [held, idle] = [await spawnPuppet({ probe: probe.ref }, { stopTimeoutMs: 1 }), await spawnPuppet()];
      held.tell("hold", gate.ref);
      await probe.until(1);
      const start = performance.now();
      await assert.rejects(system.stop({ drain: true, timeoutMs: 60 }), { code: "STOP_TIMEOUT" });
      assert.ok(performance.now() - start >= 59, "not early");
      assert.deepEqual(await held.exited, { kind: "killed" });
      assert.notEqual((await idle.exited).kind, "crashed");
    }));

  test("system.stop({ timeoutMs }) kills what has not stopped by then, whatever its stopTimeoutMs", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { stopTimeoutMs: 20_000 });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      await assert.rejects(system.stop({ timeoutMs: 20 }), { code: "STOP_TIMEOUT" });
      assert.deepEqual(await actor.exited, { kind: "killed" });
    }));

  test("system.stop() overtakes a drain under way, and both resolve", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, deadLetters }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 10; n++) actor.tell("note", n);
      const stops = [system.stop({ drain: true }), system.stop()];
      gate.open();
      await Promise.all(stops);
      assert.deepEqual([probe.notes, deadLetters(actor.path)], [["holding"], 10]);
    }));
}
