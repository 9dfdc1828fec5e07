import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** When a handler's signal is aborted, and what it throws after that. */
export function signalsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("ctx.signal is aborted when the asker's signal is, and what is thrown then is a fault event and no crash", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, event, events }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      assert.equal(await actor.ask("count"), 1);
      const controller = new AbortController();
      const asked = actor.with({ signal: controller.signal }).ask("untilAborted", "throw");
      const rejected = assert.rejects(asked, { code: "ABORTED", cause: "enough" });
      await probe.until(1);
      controller.abort("enough");
      await rejected;
      const { actor: path, error } = await event("fault");
      assert.deepEqual([path, error.message], [actor.path, "given up"]);
      assert.deepEqual(await probe.until(2), ["waiting", "aborted ABORTED"]);
      assert.equal(await actor.ask("count"), 2);
      assert.equal(events("crash").length, 0);
    }));

  test("ctx.signal is aborted when the asker's time is up", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, events }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      await assert.rejects(actor.with({ timeoutMs: 30 }).ask("untilAborted", "reply"), { code: "ASK_TIMEOUT" });
      assert.deepEqual(await probe.until(2), ["waiting", "aborted ABORTED"]);
      assert.equal(await actor.ask("count"), 1);
      assert.equal(events("fault").length + events("crash").length, 0);
    }));

  test("ctx.signal is aborted when a stop without drain begins, and the reply of the message in hand still arrives", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const asked = actor.ask("untilAborted", "reply");
      await probe.until(1);
      assert.deepEqual(await actor.stop(), { kind: "stopped" });
      assert.equal(await asked, "STOPPED");
    }));

  test("ctx.signal: what is thrown after a stop is a fault event, and the actor ends as asked", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, event, events }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const asked = assert.rejects(actor.ask("untilAborted", "throw"), { message: "given up" });
      await probe.until(1);
      assert.deepEqual(await actor.stop(), { kind: "stopped" });
      await asked;
      assert.equal((await event("fault")).actor, actor.path);
      assert.equal(events("crash").length, 0);
    }));

  test("ctx.signal is aborted at kill, and nobody hears what the handler says then", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, events }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const asked = assert.rejects(actor.ask("untilAborted", "throw"), { code: "KILLED" });
      await probe.until(1);
      assert.deepEqual(await actor.kill(), { kind: "killed" });
      await asked;
      assert.deepEqual(await probe.until(2), ["waiting", "aborted KILLED"]);
      assert.equal(events("crash").length, 0);
    }));

  test("ctx.signal is not aborted by draining", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("untilAborted", "reply");
      await probe.until(1);
      const drained = actor.stop({ drain: true });
      const later = await spawnPuppet({ probe: probe.ref });
      later.tell("hold", gate.ref);
      assert.deepEqual(await probe.until(2), ["waiting", "holding"]);
      const stopped = actor.stop();
      assert.deepEqual(await Promise.all([drained, stopped]), [{ kind: "stopped" }, { kind: "stopped" }]);
      assert.deepEqual(await probe.heard(), ["waiting", "holding", "aborted STOPPED"]);
    }));

  test("an ask whose time is up before its turn is still handled, with an aborted signal", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      await assert.rejects(actor.with({ timeoutMs: 10 }).ask("isAborted"), { code: "ASK_TIMEOUT" });
      gate.open();
      assert.deepEqual(await probe.until(2), ["holding", true]);
    }));

  test("ref.ask() with an aborted signal sends nothing", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const aborted = actor.with({ signal: AbortSignal.abort("before") });
      await assert.rejects(aborted.ask("count"), { code: "ABORTED", cause: "before" });
      await assert.rejects(aborted.send("note", 1), { code: "ABORTED", cause: "before" });
      assert.equal(await actor.ask("count"), 1);
    }));

  test("ref.with() adds to the options of the ref it was made from, and is the same actor", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const controller = new AbortController();
      const hasty = actor.with({ signal: controller.signal }).with({ timeoutMs: 10 });
      assert.equal(hasty.id, actor.id);
      await assert.rejects(hasty.ask("untilAborted", "reply"), { code: "ASK_TIMEOUT" });
      controller.abort();
      await assert.rejects(hasty.ask("count"), { code: "ABORTED" });
      assert.equal(await actor.ask("count"), 1);
    }));
}
