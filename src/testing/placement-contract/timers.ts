import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Timers and pipes: messages that an actor sends to itself. */
export function timersContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("ctx.after() sends once, soonest first", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const start = performance.now();
      actor.tell("after", { ms: 60, value: "late" });
      actor.tell("after", { ms: 20, value: "soon" });
      assert.deepEqual(await probe.until(2), ["soon", "late"]);
      assert.ok(performance.now() - start >= 59);
    }));

  test("ctx.every() sends again and again until it is cancelled", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("every", { ms: 5, value: "tick", key: "beat" });
      await probe.until(4);
      await actor.ask("cancel", "beat");
      const { length } = await probe.heard();
      actor.tell("after", { ms: 40, value: "over" });
      await probe.until(length + 1);
      assert.equal(probe.notes.at(-1), "over");
      assert.equal(probe.notes.length, length + 1);
    }));

  test("ctx.after() and ctx.every() with a key replace the timer of that key", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, until }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("every", { ms: 5, value: "replaced", key: "one" });
      actor.tell("after", { ms: 10, value: "replacing", key: "one" });
      actor.tell("after", { ms: 40, value: "other", key: "two" });
      await actor.ask("count");
      await until(() => probe.notes.includes("other"));
      assert.deepEqual(
        probe.notes.filter((note) => note !== "replaced"),
        ["replacing", "other"],
      );
    }));

  test("a timer that is cancelled while its tick waits in the mailbox does not tick", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, deadLetters }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("after", { ms: 1, value: "tick", key: "one" });
      actor.tell("block", 30);
      actor.tell("cancel", "one");
      actor.tell("after", { ms: 20, value: "over" });
      assert.deepEqual(await probe.until(1), ["over"]);
      assert.equal(deadLetters(actor.path), 0);
    }));

  test("ctx.every() has at most one tick waiting, however long the actor was busy", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("every", { ms: 2, value: "tick", key: "beat" });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      const timekeeper = await spawnPuppet({ probe: probe.ref });
      timekeeper.tell("after", { ms: 50, value: "long enough" });
      actor.tell("cancel", "beat");
      await probe.until(2);
      gate.open();
      await actor.ask("count");
      const ticks = (await probe.heard()).filter((note) => note === "tick");
      assert.ok(ticks.length <= 1, `${ticks.length} ticks`);
    }));

  test("ctx.every() gives one tick after a blocked event loop, and keeps its beat", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const start = performance.now();
      actor.tell("every", { ms: 10, value: "tick", key: "beat" });
      actor.tell("block", 100);
      actor.tell("note", "unblocked");
      await probe.until(2);
      await actor.ask("cancel", "beat");
      const beats = Math.floor((performance.now() - start) / 10); // on a busy machine some more after the block
      const notes = await probe.heard();
      assert.ok(
        notes.length - 1 <= beats - 8,
        `${notes.length - 1} ticks in ${beats} beats with a block of 10 in them`,
      );
    }));

  test("no tick comes after a restart or a stop", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, event, deadLetters }) => {
      const probe = await openProbe();
      const parent = await spawnPuppet({}, { on: "inline" });
      const actor = await parent.ask("spawn", { name: "child", on: placement.on, args: { probe: probe.ref } });
      actor.tell("every", { ms: 5, value: "tick" });
      actor.tell("after", { ms: 30, value: "tick" });
      await probe.until(1);
      actor.tell("fail", "once");
      await event("restart");
      const { length } = await probe.heard();
      actor.tell("after", { ms: 50, value: "over" });
      await probe.until(length + 1);
      assert.equal(probe.notes.at(-1), "over");
      actor.tell("every", { ms: 5, value: "tick" });
      await probe.until(length + 2);
      await parent.ask("stopChild", { name: "child" });
      const ended = (await probe.heard()).length;
      parent.tell("after", { ms: 30, value: "unheard" });
      await parent.ask("block", 30);
      assert.equal((await probe.heard()).length, ended);
      assert.equal(deadLetters(actor.path), 0);
    }));

  test("ctx.pipe() delivers a value, or an error, with what it was about", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, good, bad] = [await openProbe(), await closeGate(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("pipe", { gate: good.ref, about: { page: 1 } });
      actor.tell("pipe", { gate: bad.ref, about: { page: 2 } });
      assert.equal(await actor.ask("count"), 1, "it goes on meanwhile");
      good.open("value");
      bad.open(new RangeError("far"));
      const [value, error] = (await probe.until(2)) as [unknown, { about: unknown; error: Error }];
      assert.deepEqual(value, { about: { page: 1 }, value: "value" });
      assert.deepEqual([error.about, error.error.name, error.error.message], [{ page: 2 }, "RangeError", "far"]);
    }));

  test("ctx.pipe() delivers nothing to a later instance", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, event }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      await actor.ask("pipe", { gate: gate.ref, about: 1 });
      actor.tell("fail", "once");
      await event("restart");
      gate.open("late");
      const again = await actor.ask("pipe", { gate: gate.ref, about: 2 });
      assert.equal(again, undefined);
      assert.deepEqual(await probe.until(1), [{ about: 2, value: "late" }]);
    }));

  test("ctx.pipe() is forgotten by a stop without drain", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      await actor.ask("pipe", { gate: gate.ref, about: 1 });
      assert.deepEqual(await actor.stop(), { kind: "stopped" });
      gate.open("late");
      assert.deepEqual(await probe.heard(), []);
      assert.equal(deadLetters(actor.path), 0);
    }));

  test("ctx.self in init may be told messages, which are handled once init has returned", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      await spawnPuppet({ probe: probe.ref, firstNote: "from init" });
      assert.deepEqual(await probe.until(1), ["from init"]);
    }));
}
