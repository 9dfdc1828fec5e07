import assert from "node:assert/strict";
import { wasRefused, type Child, type SpawnOptions } from "../../mod.ts";
import { juggler, type JugglerProtocol } from "./actors/juggler.ts";
import type { PuppetRef } from "./actors/puppet-protocol.ts";
import { onStage, type Probe, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Replies that a handler gives when it has long returned. */
export function deferredContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;
  const patient = { timeoutMs: Infinity };

  async function open(
    stage: Stage,
    options: Pick<SpawnOptions, "on" | "restart"> = {},
  ): Promise<{ actor: Child<JugglerProtocol>; probe: Probe }> {
    const probe = await stage.openProbe();
    const args = { probe: probe.ref, open: Infinity, closed: 0 };
    return { probe, actor: await stage.system.spawn(juggler, { args, on, ...options }) };
  }

  test("ctx.defer() lets another handler reply, also to an asker on a third host", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const { actor: asker } = await open(stage, { on: apart });
      const asked = [actor.ask("later", "own"), asker.ask("askLater", { to: actor, label: "others" })];
      await actor.ask("count");
      await asker.ask("visit", actor).catch(() => {});
    }));

  test("deferred.reject() refuses: the asker can tell, and it is no crash", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const asked = actor.ask("later", "it").catch((error: unknown) => error);
      actor.tell("deny", { label: "it", message: "sold out" });
      const error = await asked;
      assert.deepEqual([wasRefused(error), (error as Error).message], [true, "sold out"]);
      assert.equal(await actor.ask("count"), 1);
      assert.equal(stage.events("crash").length + stage.events("fault").length, 0);
    }));

  test("deferred.resolve() a second time reaches nobody and is a fault event", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const asked = actor.ask("later", "it");
      actor.tell("give", { label: "it", reply: "first" });
      actor.tell("give", { label: "it", reply: "second" });
      actor.tell("deny", { label: "it", message: "third" });
      assert.equal(await asked, "first");
      await stage.until(() => stage.events("fault").length === 2);
      for (const { actor: path, error } of stage.events("fault")) {
        assert.deepEqual([path, (error as { code?: string }).code], [actor.path, "TOO_LATE"]);
      }
      assert.equal(await actor.ask("count"), 1);
    }));

  test("deferred.resolve() reaches nobody when the asker has given up, is no fault, and holds up no drain", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const { actor: drained } = await open(stage);
      const controller = new AbortController();
      const aborted = [actor, drained].map((ref) => ref.with({ signal: controller.signal }).ask("later", "aborted"));
      const rejected = aborted.map((asked) => assert.rejects(asked, { code: "ABORTED" }));
      await assert.rejects(actor.with({ timeoutMs: 20 }).ask("later", "overdue"), { code: "ASK_TIMEOUT" });
      controller.abort();
      await Promise.all(rejected);
      assert.deepEqual(await drained.stop({ drain: true }), { kind: "stopped" });
      for (const label of ["aborted", "overdue"]) await actor.ask("give", { label, reply: "late" });
      assert.deepEqual(await actor.stop({ drain: true }), { kind: "stopped" });
      assert.equal(stage.events("fault").length, 0);
    }));

  test("child.stop() with drain waits until what was deferred has been replied to", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const gate = await stage.closeGate();
      const asked = [actor.ask("later", "by a message"), actor.ask("laterAt", gate.ref)];
      const stopped = actor.stop({ drain: true });
      actor.tell("give", { label: "by a message", reply: 1 });
      assert.equal(await asked[0], 1);
      gate.open(2);
      assert.equal(await asked[1], 2);
      assert.deepEqual(await stopped, { kind: "stopped" });
      assert.deepEqual(await probe.heard(), ["replied"]);
    }));

  for (const { code, end } of [
    { code: "STOPPED", end: (actor) => void actor.stop() },
    { code: "KILLED", end: (actor) => void actor.kill() },
    { code: "FINISHED", end: (actor) => actor.tell("finish", 1) },
    { code: "CRASHED", end: (actor) => actor.tell("fail") },
  ] as const satisfies readonly { code: string; end: (actor: Child<JugglerProtocol>) => void }[]) {
    test(`deferred: the ask rejects at once when the actor is ${code}, and a reply after that is no fault`, () =>
      onStage(placement, async (stage) => {
        const { actor, probe } = await open(stage, { restart: "never" });
        const { actor: asker } = await open(stage, { on: apart });
        const gate = await stage.closeGate();
        const asked = [
          actor.with(patient).ask("laterAt", gate.ref),
          asker.with(patient).ask("askLater", { to: actor, label: "others" }),
        ];
        const rejected = asked.map((ask) => assert.rejects(ask, { name: "ActorError", code }));
        await stage.until(() => true);
        await actor.ask("count");
        end(actor);
        await Promise.all(rejected);
        gate.open("late");
        await probe.until(1);
        assert.equal(stage.events("fault").length, 0);
      }));
  }
}
