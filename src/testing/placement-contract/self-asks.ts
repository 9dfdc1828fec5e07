import assert from "node:assert/strict";
import { introvert, moments } from "./actors/introvert.ts";
import { onStage, sorted } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** An actor that asks itself would wait for itself. */
export function selfAsksContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  test("ctx.self.ask() in a handler rejects at once with SELF_ASK, and does no harm", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const probe = await openProbe();
      const actor = await system.spawn(introvert, { args: { probe: probe.ref }, on });
      for (const moment of moments) assert.equal(await actor.ask("askSelf", moment), "SELF_ASK", moment);
      assert.equal(await actor.ask("count"), 1);
    }));

  test("ctx.self.ask() in init rejects at once with SELF_ASK", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const probe = await openProbe();
      await system.spawn(introvert, { args: { probe: probe.ref, isHasty: true }, on });
      assert.deepEqual(await probe.until(1), ["SELF_ASK"]);
    }));

  test("ctx.self.tell() in a handler is a message like any other", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const probe = await openProbe();
      const actor = await system.spawn(introvert, { args: { probe: probe.ref }, on });
      await actor.ask("tellSelf");
      assert.equal(await actor.ask("count"), 2);
    }));

  test("ctx.self that was handed to another actor lets that one ask, also in the same turn", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const probe = await openProbe();
      const args = { probe: probe.ref };
      const actor = await system.spawn(introvert, { args, on });
      const options = { args, on: { beside: actor } } as const;
      const [to, other] = [await system.spawn(introvert, options), await system.spawn(introvert, options)];
      const far = await system.spawn(introvert, { args, on: placement.apart });
      await actor.ask("handOutNow", to);
      await actor.ask("handOutNow", far);
      assert.deepEqual(sorted(await probe.until(2)), ["1", "2"]);
      await actor.ask("handOut", { to, others: [other] });
      await actor.ask("handOut", { to: far, others: [other] });
      assert.deepEqual(sorted(await probe.until(4)), ["1", "2", "3", "4"]);
    }));
}
