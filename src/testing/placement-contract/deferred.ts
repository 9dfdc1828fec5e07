import assert from "node:assert/strict";
import { wasRefused, type Child, type SpawnOptions } from "../../mod.ts";
import { juggler, type JugglerProtocol } from "./actors/juggler.ts";
import type { PuppetRef } from "./actors/puppet-protocol.ts";
import { onStage, type Probe, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

type Juggler = Child<JugglerProtocol>;

/** Replies that are given when the handler has long returned. */
export function deferredContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;
  const patient = { timeoutMs: Infinity };

  async function open(
    { system, openProbe }: Stage,
    options: Pick<SpawnOptions, "on" | "restart"> = {},
  ): Promise<{ actor: Juggler; probe: Probe }> {
    const probe = await openProbe();
    return { probe, actor: await system.spawn(juggler, { args: { probe: probe.ref }, on, ...options }) };
  }

  test("ctx.defer() lets another handler reply, also to an asker on a third host", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const { actor: asker } = await open(stage, { on: apart });
      const asked = [actor.ask("later", "own"), asker.ask("askLater", { to: actor, label: "other" })] as const;
      await probe.until(2);
      assert.equal(await actor.ask("count"), 1);
      actor.tell("give", { label: "other", reply: { pages: [2] } });
      assert.deepEqual(await asked[1], { pages: [2] });
      actor.tell("give", { label: "own", reply: 1 });
      assert.equal(await asked[0], 1);
    }));

  test("deferred.reject() is a refusal, and no crash", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const asked = actor.ask("later", "it").catch((error: unknown) => error);
      actor.tell("deny", { label: "it", message: "sold out" });
      const error = await asked;
      assert.deepEqual([wasRefused(error), (error as Error).message], [true, "sold out"]);
      assert.equal(await actor.ask("count"), 1);
      assert.equal(stage.events("crash").length + stage.events("fault").length, 0);
    }));

  test("deferred.resolve() and reject() reach nobody the second time, which is a fault event", () =>
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

  test("deferred.resolve() reaches nobody once the asker has given up, is no fault, and no drain waits for it", () =>
    onStage(placement, async (stage) => {
      const [{ actor, probe }, { actor: drained, probe: owed }] = [await open(stage), await open(stage)];
      const controller = new AbortController();
      const rejected = [actor, drained].map((ref) =>
        assert.rejects(ref.with({ signal: controller.signal }).ask("later", "aborted"), { code: "ABORTED" }),
      );
      await assert.rejects(actor.with({ timeoutMs: 20 }).ask("later", "overdue"), { code: "ASK_TIMEOUT" });
      await Promise.all([probe.until(2), owed.until(1)]);
      controller.abort();
      await Promise.all(rejected);
      assert.deepEqual(await drained.stop({ drain: true }), { kind: "stopped" });
      for (const label of ["aborted", "overdue"]) await actor.ask("give", { label, reply: "late" });
      assert.equal(stage.events("fault").length, 0);
    }));

  test("deferred.resolve() for a told message does nothing, and no drain waits for it", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      actor.tell("later", "it");
      await actor.ask("give", { label: "it", reply: "to nobody" });
      actor.tell("later", "never");
      assert.deepEqual(await actor.stop({ drain: true }), { kind: "stopped" });
      assert.equal(stage.events("fault").length + stage.events("deadletter").length, 0);
    }));

  test("deferred.reject() for a told message is a fault event, as ctx.refuse() is", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      actor.tell("later", "it");
      actor.tell("deny", { label: "it", message: "to nobody" });
      const { actor: path, error } = await stage.event("fault");
      assert.deepEqual([path, error.message], [actor.path, "to nobody"]);
      assert.equal(await actor.ask("count"), 1);
    }));

  test("child.stop() with drain waits for deferred replies", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const gate = await stage.closeGate();
      const asked = [actor.ask("later", "it"), actor.ask("laterAt", gate.ref)] as const;
      await probe.until(2);
      const stopped = actor.stop({ drain: true });
      actor.tell("give", { label: "it", reply: 1 });
      assert.equal(await asked[0], 1);
      gate.open(2);
      assert.equal(await asked[1], 2);
      assert.deepEqual(await stopped, { kind: "stopped" });
    }));

  test("child.stop() with drain waits for no reply that its handler took over and then gave otherwise", () =>
    onStage(placement, async (stage) => {
      const { actor } = await open(stage);
      const twice = actor.ask("laterTwice", "twice");
      actor.tell("give", { label: "twice", reply: 2 });
      assert.equal(await twice, 2);
      for (const by of ["fail", "refuse"] as const) {
        await assert.rejects(actor.ask("laterOrNever", { label: by, by }), { message: "never" });
        await actor.ask("give", { label: by, reply: "too late" });
      }
      assert.deepEqual(await actor.stop({ drain: true }), { kind: "stopped" });
    }));

  for (const { code, how, end } of ends) {
    test(`an ask whose reply was deferred rejects with ${code} at once when the actor ${how}`, () =>
      onStage(placement, async (stage) => {
        const { actor, probe } = await open(stage, how === "restarts" ? {} : { restart: "never" });
        const { actor: asker } = await open(stage, { on: apart });
        const gate = await stage.closeGate();
        const rejected = [
          actor.with(patient).ask("laterAt", gate.ref),
          asker.with(patient).ask("askLater", { to: actor, label: "other" }),
        ].map((asked) => assert.rejects(asked, (error) => isOf(error as Error, code)));
        await probe.until(2);
        end(actor);
        await Promise.all(rejected);
        gate.open("late");
        await probe.until(3);
        assert.equal(stage.events("fault").length, 0);
        if (how === "restarts") assert.equal(await actor.ask("count"), 1);
      }));
  }

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("an ask whose reply was deferred rejects with HOST_LOST when the host dies", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage, { restart: "never" });
      const rejected = assert.rejects(actor.with(patient).ask("later", "it"), { code: "HOST_LOST" });
      await probe.until(1);
      await breakHost(stage.system, actor as unknown as PuppetRef);
      await rejected;
    }));
}

const ends: readonly { readonly code: string; readonly how: string; readonly end: (actor: Juggler) => void }[] = [
  { code: "STOPPED", how: "is stopped", end: (actor) => void actor.stop() },
  { code: "KILLED", how: "is killed", end: (actor) => void actor.kill() },
  { code: "FINISHED", how: "finishes", end: (actor) => actor.tell("finish", 1) },
  { code: "CRASHED", how: "crashes for good", end: (actor) => actor.tell("fail") },
  { code: "CRASHED", how: "restarts", end: (actor) => actor.tell("fail") },
];

function isOf({ code, message, cause }: Error & { code?: unknown }, expected: string): boolean {
  assert.equal(code, expected);
  assert.match(message, /^Cannot get a reply to ".*" from actor ".*": it (was|has) \w+$/);
  assert.equal((cause as Error | undefined)?.message, code === "CRASHED" ? "as told" : undefined);
  return true;
}
