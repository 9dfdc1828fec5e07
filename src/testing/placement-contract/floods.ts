import assert from "node:assert/strict";
import { FRAME_RECORDS, WINDOW_FRAMES } from "../../wire/protocol.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

const FLOOD = 200_000;
/** More than a link may have under way. */
const PIPELINE = 50_000;
const WINDOW = WINDOW_FRAMES * FRAME_RECORDS;

/** Guarantee 6: what a link has under way is bounded, so that a stop is seen soon. */
export function floodsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("child.stop() behind a flood of 200,000 messages comes after at most one window of them", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, deadLetters, until }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      for (let n = 0; n < FLOOD; n++) actor.tell("note", n);
      assert.deepEqual(await actor.stop(), { kind: "stopped" });
      const handled = (await probe.heard()).length;
      assert.ok(handled <= WINDOW, `${handled} were handled`);
      await until(() => deadLetters(actor.path) + handled >= FLOOD);
      assert.deepEqual([deadLetters(actor.path), probe.notes.length], [FLOOD - handled, handled]);
    }));

  test("child.stop() during a flood from another host overtakes what has come of it", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters, until }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      const sender = await spawnPuppet({}, { on: placement.apart });
      sender.tell("flood", { to: actor, from: 0, count: 1 }); // makes the way
      await probe.until(1);
      actor.tell("hold", gate.ref);
      await probe.until(2);
      sender.tell("flood", { to: actor, from: 1, count: 50_000 });
      const exited = actor.stop();
      gate.open();
      assert.deepEqual(await exited, { kind: "stopped" });
      await until(() => deadLetters(actor.path) >= 50_000);
      assert.deepEqual([deadLetters(actor.path), await probe.heard()], [50_000, [0, "holding"]]);
    }));

  test("an actor has ended only when what it sent has arrived, so that a pipeline over two hosts empties", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, deadLetters }) => {
      const probe = await openProbe();
      const last = await spawnPuppet({ probe: probe.ref });
      const first = await spawnPuppet({}, { on: placement.apart });
      first.tell("flood", { to: last, from: 0, count: PIPELINE });
      assert.deepEqual(await first.stop({ drain: true }), { kind: "stopped" });
      assert.deepEqual(await last.stop({ drain: true }), { kind: "stopped" });
      assert.deepEqual([(await probe.heard()).length, deadLetters(last.path)], [PIPELINE, 0]);
    }));
}
