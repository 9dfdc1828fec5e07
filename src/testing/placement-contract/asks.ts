import assert from "node:assert/strict";
import type { SentryRef } from "./actors/sentry.ts";
import { postSentries } from "./sentries.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Guarantee 4: an ask settles, once, and what comes later reaches nobody. */
export function asksContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;
  const patient = { timeoutMs: Infinity };

  test("ref.ask() and send() of an actor that never came to life reject at once, wherever they come from", () =>
    onStage(placement, async (stage) => {
      const { post, seen, probe } = await postSentries(stage);
      const gate = await stage.closeGate();
      const [watcher, stranger, early] = [await post(apart), await post({ beside: await post(on) }), await post(apart)];
      const spawned = assert.rejects(post(on, { failFor: watcher, startAt: gate.ref }), { code: "START_FAILED" });
      const [stillborn] = (await probe.until(1)) as readonly [SentryRef];
      const waiting = [stillborn.with(patient).ask("heard"), early.ask("visit", stillborn)];
      const settled = Promise.allSettled(waiting);
      gate.open();
      await spawned;
      await seen(1);
      const [own, others] = await settled;
      assert.ok(isEnd((own as PromiseRejectedResult).reason.code), "an ask that waited for it to start");
      assert.ok(isEnd((others as PromiseFulfilledResult<unknown>).value), "the same from another host");
      for (const actor of [stranger, early, watcher]) assert.ok(isEnd(await actor.ask("visit", stillborn)));
      for (const sent of [stillborn.ask("heard"), stillborn.send("hear", 0)]) {
        await assert.rejects(sent, (error: Error & { code?: unknown }) => isEnd(error.code));
      }
    }));

  test("ref.ask(): a reply that comes too late reaches nobody, and no other ask", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, events }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const [actor, asker] = [await spawnPuppet({ probe: probe.ref }), await spawnPuppet({}, { on: apart })];
      const controller = new AbortController();
      const overdue = assert.rejects(actor.with({ timeoutMs: 20 }).ask("hold", gate.ref), { code: "ASK_TIMEOUT" });
      const aborted = assert.rejects(actor.with({ signal: controller.signal }).ask("echo", 1), { code: "ABORTED" });
      await probe.until(1);
      const asked = [actor.ask("echo", 2), asker.ask("askOther", { to: actor, type: "echo" }), actor.ask("echo", 3)];
      controller.abort();
      await Promise.all([overdue, aborted]);
      gate.open("too late");
      assert.deepEqual(await Promise.all(asked), [2, "echo", 3]);
      assert.equal(await actor.ask("count"), 6);
      assert.equal(events("fault").length + events("deadletter").length, 0);
    }));
}

/** Whether that is how an ask rejects of an actor that is not, and will not be. */
function isEnd(code: unknown): boolean {
  return code === "CRASHED" || code === "GONE";
}
