import assert from "node:assert/strict";
import type { System } from "../../mod.ts";
import type { PuppetArgs } from "./actors/puppet-protocol.ts";
import { isOfSilence, onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** A stop that takes longer than it may says what held it up. */
export function stopLimitsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  test("child.stop() that runs out is a fault event that names the actor and its handler", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, event, events }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { stopTimeoutMs: 1_000 }); // less, and a slow host is ended
      actor.tell("hold", gate.ref);
      await probe.until(1);
      assert.deepEqual(await actor.stop(), { kind: "killed" });
      const fault = await event("fault", (each) => !isOfSilence(each));
      assert.deepEqual([fault.actor, codeOf(fault.error), fault.message], [actor.path, "STOP_TIMEOUT", undefined]);
      assert.equal(fault.error.message, late(actor.path, 'its handler of "hold" has not returned'));
      await probe.heard();
      assert.equal(events("fault").filter((each) => !isOfSilence(each)).length, 1);
    }));

  test("child.stop({ timeoutMs }) that runs out names the descendant that holds it up, and not those that wait for it", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, event, events }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const leaf = { name: "leaf", on, args: { probe: probe.ref } };
      const branch = { name: "branch", on, args: { children: [leaf] } };
      const tree = await spawnPuppet({ children: [branch] }, { name: "tree" });
      const branchRef = await tree.ask("childRef", "branch");
      (await branchRef.ask("childRef", "leaf")).tell("hold", gate.ref);
      await probe.until(1);
      assert.deepEqual(await tree.stop({ timeoutMs: 20 }), { kind: "killed" });
      const { actor, error } = await event("fault", (each) => !isOfSilence(each));
      assert.equal(actor, "/stage/tree/branch/leaf");
      assert.equal(error.message, late(actor, 'its handler of "hold" has not returned'));
      assert.equal(events("fault").filter((each) => !isOfSilence(each)).length, 1);
    }));

  for (const [what, end] of [
    ["child.stop({ timeoutMs }) that runs out", { timeoutMs: 20 }],
    ["child.kill() during a stop", undefined],
  ] as const) {
    test(`${what} runs no hook of an actor that waits for its children, and its exit is killed`, () =>
      onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
        const [life, probe, gate] = [await openProbe(), await openProbe(), await closeGate()];
        const child = { name: "child", on, args: { label: "child", life: life.ref, probe: probe.ref } };
        const actor = await spawnPuppet({ label: "it", life: life.ref, children: [child] });
        (await actor.ask("childRef", "child")).tell("hold", gate.ref);
        await probe.until(1);
        const stopped = actor.stop(end);
        if (end === undefined) await actor.kill();
        assert.deepEqual(await stopped, { kind: "killed" });
        assert.deepEqual(await life.heard(), ["it starts", "child starts"]);
      }));
  }

  test("child.kill() is no stop that ran out, and reports nothing", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, events }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      await actor.kill();
      await (await spawnPuppet()).ask("count"); // what its host had to say has come by then
      assert.deepEqual(events("fault"), []);
    }));

  test("system.stop({ timeoutMs }) that runs out rejects with STOP_TIMEOUT and names actor and handler", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { name: "it" });
      await spawnPuppet({}, { name: "idle" });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      const error = await overdue(system.stop({ timeoutMs: 50 }));
      assert.ok(error.message.startsWith('Cannot stop system "stage" in 50 ms, so it was killed; '));
      const why = late("/stage/it", 'its handler of "hold" has not returned');
      assert.ok(error.message.includes(why), error.message);
      assert.ok(!error.message.includes("/stage/idle"), error.message);
      assert.ok(error.reasons.some((reason) => reason.message === why && codeOf(reason) === "STOP_TIMEOUT"));
      assert.deepEqual(await actor.exited, { kind: "killed" });
      await assert.rejects(system.stop(), { code: "STOP_TIMEOUT" }, "who waits for the same end hears the same");
    }));

  for (const [what, args, why] of [
    ["an ended that hangs", { endBy: "hang" }, "its hook ended has not returned"],
    ["an init that hangs", { startBy: "hang" }, "its init has not returned"],
  ] as const) {
    test(`system.stop({ timeoutMs }) names ${what}`, () =>
      onStage(placement, async ({ system, spawnPuppet, openProbe }) => {
        const life = await openProbe();
        const hanging: PuppetArgs = { label: "it", life: life.ref, ...args };
        const spawned = spawnPuppet(hanging, { name: "it" });
        const outcome = spawned.then(
          () => "spawned",
          ({ code }: { code: string }) => code,
        );
        await life.until(1);
        if (what === "an ended that hangs") await spawned;
        const { message } = await overdue(system.stop({ timeoutMs: 50 }));
        assert.ok(message.includes(late("/stage/it", why)), message);
        assert.equal(await outcome, what === "an ended that hangs" ? "spawned" : "STOPPED");
      }));
  }

  test("system.stop({ drain, timeoutMs }) names what is waited for by an actor that has nothing in hand", () =>
    onStage(placement, async ({ system, spawnPuppet, closeGate }) => {
      const gate = await closeGate();
      const actor = await spawnPuppet({}, { name: "it" });
      await actor.ask("pipe", { gate: gate.ref, about: "nothing" });
      const { message } = await overdue(system.stop({ drain: true, timeoutMs: 50 }));
      assert.ok(message.includes(late("/stage/it", "a promise that it piped has not settled")), message);
    }));

  test("system.stop({ timeoutMs }) that suffices, or is 0, resolves", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const actor = await spawnPuppet();
      await system.stop({ timeoutMs: 20_000 });
      assert.deepEqual(await actor.exited, { kind: "stopped" });
      const other = placement.createSystem({ name: "other", threads: 1, log: false });
      await other.stop({ timeoutMs: 0 });
    }));
}

function late(path: string, why: string): string {
  return `Cannot stop actor "${path}" in time: ${why}`;
}

/** The error of a stop that ran out of time. */
async function overdue(stop: ReturnType<System["stop"]>): Promise<Error & { readonly reasons: readonly Error[] }> {
  const error: unknown = await stop.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.equal(codeOf(error), "STOP_TIMEOUT");
  return error as Error & { readonly reasons: readonly Error[] };
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | undefined)?.code;
}
