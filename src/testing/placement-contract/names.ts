import assert from "node:assert/strict";
import type { Exit } from "../../mod.ts";
import { sentry } from "./actors/sentry.ts";
import { arrangements, postSentries, ways } from "./sentries.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** A name is one actor at a time. */
export function namesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;

  test("spawn() refuses a name that is no text, empty, or has a slash or control characters, and takes any other", () =>
    onStage(placement, async ({ system }) => {
      for (const name of ["", "/", "a/b", "a\n", "\0", "\u007F", "tab\t", "\u0085", 7, null, {}]) {
        const spawned = system.spawn(sentry, { name: name as string, args: {}, on });
        await assert.rejects(spawned, { code: "BAD_OPTION", message: /name must be a text that is not empty/ });
      }
      for (const name of ["a.b", " ", "Größe 🎭", "..", "constructor", "__proto__"]) {
        const child = await system.spawn(sentry, { name, args: {}, on });
        assert.deepEqual([child.name, child.path], [name, `/stage/${name}`]);
      }
    }));

  test("spawn() gives a name to one of those that want it at the same time, and to the children of another parent too", () =>
    onStage(placement, async (stage) => {
      const { system } = stage;
      const { post } = await postSentries(stage);
      const spawned = await Promise.allSettled([1, 2, 3].map(() => system.spawn(sentry, { name: "it", args: {}, on })));
      assert.deepEqual(
        spawned.map(({ status }) => status),
        ["fulfilled", "rejected", "rejected"],
      );
      for (const outcome of spawned.slice(1)) {
        assert.equal(((outcome as PromiseRejectedResult).reason as { code: string }).code, "NAME_TAKEN");
      }
      const parent = await post(on);
      assert.equal((await parent.ask("spawn", { name: "it", on })).path, `${parent.path}/it`);
    }));

  test("a name is taken until its actor has ended, and free when its start has failed", () =>
    onStage(placement, async (stage) => {
      const { post, distract, seen, probe } = await postSentries(stage);
      const { system, closeGate } = stage;
      const [watcher, gate] = [await post("inline"), await closeGate()];
      const spawn = (args = {}) => system.spawn(sentry, { name: "it", args: { probe: probe.ref, ...args }, on });
      const starting = assert.rejects(spawn({ startAt: gate.ref, failFor: watcher }), { code: "START_FAILED" });
      await assert.rejects(spawn(), { code: "NAME_TAKEN" });
      gate.open();
      await starting;
      await seen(1);
      const child = await spawn();
      const held = await distract(child);
      const stopped = child.stop();
      await assert.rejects(spawn(), { code: "NAME_TAKEN" });
      held.open();
      await stopped;
      assert.equal(await (await spawn()).ask("heard"), 0);
    }));

  for (const { where, supervisor, watched } of arrangements(placement)) {
    test(`a reused name is a new actor, which no old ref reaches: ${where}`, () =>
      onStage(placement, async (stage) => {
        const { deadLetters, until } = stage;
        const { post, postAll } = await postSentries(stage);
        const parent = await post(supervisor);
        const former = await postAll(parent, watched);
        const others = [await post("inline"), await post(apart)];
        for (const { kind, end } of ways) {
          const old = former[kind];
          for (const other of others) assert.equal(await other.ask("visit", old), 0);
          await end(parent, old);
          await stage.event("exit", ({ actor }) => actor === old.path);
          const next = await parent.ask("spawn", { name: kind, on: watched });
          assert.deepEqual([next.path, next.id === old.id], [old.path, false]);
          for (const other of others) {
            assert.equal(await other.ask("visit", old), codes[kind]);
            await other.ask("flood", { to: old, count: 3 });
          }
          await assert.rejects(old.ask("heard"), { code: codes[kind] });
          await assert.rejects(old.send("hear", 0), { code: codes[kind] });
          await until(() => deadLetters(old.path) >= 6);
          for (const ref of [next, ...others]) assert.equal(await ref.ask("heard"), 0);
        }
      }));
  }
}

/** What an ask of an actor that ended in that way rejects with. */
const codes: Readonly<Record<Exit["kind"], string>> = {
  done: "FINISHED",
  stopped: "STOPPED",
  killed: "KILLED",
  crashed: "CRASHED",
};
