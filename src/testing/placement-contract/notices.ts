import assert from "node:assert/strict";
import type { ActorRef, WatchedExit } from "../../mod.ts";
import type { PuppetProtocol } from "./actors/puppet-protocol.ts";
import { FLOOD, type Seen, type SentryRef } from "./actors/sentry.ts";
import { arrangements, postSentries, ways } from "./sentries.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Guarantee 5: a notice comes after all that the dead actor had sent, on any path, and nothing keeps it out. */
export function noticesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;

  for (const { where, supervisor, watched } of arrangements(placement)) {
    test(`a notice comes after all that an actor ${where} had sent, whichever way it ends`, () =>
      onStage(placement, async (stage) => {
        const { post, postAll, seen } = await postSentries(stage);
        const [watcher, parent] = [await post(apart), await post(supervisor)];
        const children = await postAll(parent, watched);
        for (const ref of Object.values(children)) await watcher.ask("watch", { ref });
        for (const [count, { kind, floodAndEnd }] of ways.entries()) {
          await floodAndEnd(parent, children[kind], watcher);
          const notices = await seen(count + 1);
          assert.deepEqual([notices[count]?.of, notices[count]?.heard], [kind, FLOOD]);
          assert.equal(await watcher.ask("heard"), FLOOD);
          await watcher.ask("forget");
        }
      }));
  }

  test("a notice finds its place in a full mailbox, in its order, and before senders that wait", () =>
    onStage(placement, async (stage) => {
      const { post, distract, seen } = await postSentries(stage);
      const watcher = await post(apart);
      const neighbour = await post({ beside: watcher });
      const watched = await post(on);
      for (const ref of [watcher, neighbour]) await ref.ask("watch", { ref: watched });
      const gate = await distract(watcher);
      for (let number = 0; number < 1_100; number++) watcher.tell("hear", number);
      const waiting = [1_100, 1_101, 1_102].map((number) => watcher.send("hear", number));
      await watched.stop();
      await seen(1); // so the watcher has been told too
      gate.open();
      await Promise.all(waiting);
      const notice = (await seen(2)).find(({ by }) => by === watcher.name) as Seen;
      assert.equal(notice.heard, 1_100);
      assert.equal(await watcher.ask("heard"), 1_103);
    }));

  test("a notice tells of an actor whose start failed, after all that its init had sent", () =>
    onStage(placement, async (stage) => {
      const { post, seen } = await postSentries(stage);
      const gate = await stage.closeGate();
      const [watcher, parent] = [await post(apart), await post("inline")];
      const args = { failFor: watcher, startAt: gate.ref };
      const spawned = assert.rejects(parent.ask("spawn", { name: "it", on, args }), { code: "START_FAILED" });
      gate.open();
      await spawned;
      const [{ exit, heard }] = (await seen(1)) as readonly [Seen];
      assert.deepEqual([codeOf(exit), heard], ["START_FAILED", FLOOD]);
      assert.equal(((exit as { error: Error }).error.cause as Error).message, "cannot start");
      assert.equal(await watcher.ask("heard"), FLOOD);
    }));

  test("a notice tells how an actor ended also if its supervisor ended at the same time", () =>
    onStage(placement, async (stage) => {
      const { post, seen } = await postSentries(stage);
      const [watcher, top] = [await post(apart), await post("inline")];
      const parent = await top.ask("spawn", { name: "parent", on: "inline" });
      const child = await parent.ask("spawn", { name: "it", on });
      await watcher.ask("watch", { ref: child });
      await child.ask("flood", { to: watcher, count: FLOOD });
      await top.ask("endChild", { name: "parent", by: "kill" });
      const [notice] = await seen(1);
      assert.deepEqual([notice?.exit, notice?.heard], [{ kind: "killed" }, FLOOD]);
    }));

  for (const [what, place] of [
    ["on the supervisor's host", "inline"],
    ["elsewhere", on],
  ] as const) {
    test(`a notice comes after what an actor ${what} had sent to a watcher that was still starting`, () =>
      onStage(placement, async (stage) => {
        const { post, seen, probe } = await postSentries(stage);
        const gate = await stage.closeGate();
        const watched = await post(place);
        const started = post(apart, { watched, startAt: gate.ref });
        const [watcher] = (await probe.until(1)) as readonly SentryRef[];
        watched.tell("floodAndEnd", { to: watcher as SentryRef, count: 3, by: "finish" });
        await watched.exited;
        gate.open();
        await started;
        const [notice] = await seen(1);
        assert.deepEqual([notice?.exit.kind, notice?.heard], ["done", 3]);
      }));
  }

  test("child.stop() that waits for what the actor had sent to arrive is a kill in time, and harms no neighbour", () =>
    onStage(placement, async (stage) => {
      const { post, seen, probe } = await postSentries(stage);
      const gate = await stage.closeGate();
      const [parent, neighbour] = [await post(on), await post(on)];
      const actor = await post({ beside: parent }, {}, { stopTimeoutMs: 20 });
      const args = { probe: probe.ref, watched: actor, startAt: gate.ref };
      const started = parent.ask("spawn", { name: "slow", on: apart, args });
      const [slow] = (await probe.until(1)) as readonly SentryRef[];
      await actor.ask("flood", { to: slow as SentryRef, count: 3 });
      await actor.stop();
      assert.equal(await neighbour.ask("heard"), 0);
      gate.open();
      await started;
      const [notice] = await seen(1);
      assert.equal(notice?.heard, 3);
      assert.equal(stage.events("crash").length, 0);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("a notice of an actor whose host died comes after all that had left that host", () =>
    onStage(placement, async (stage) => {
      const { post, seen } = await postSentries(stage);
      const watched = await post(on, {}, { restart: "never" });
      const watchers = [await post("inline"), await post(apart), await post(apart)] as const;
      for (const watcher of watchers) {
        await watcher.ask("watch", { ref: watched });
        await watched.ask("visit", watcher); // makes the way
      }
      for (const watcher of watchers) await watched.ask("flood", { to: watcher, count: FLOOD });
      await breakHost(stage.system, asPuppet(watched));
      const notices = await seen(watchers.length);
      for (const watcher of watchers) {
        const notice = notices.find(({ by }) => by === watcher.name) as Seen;
        assert.deepEqual([codeOf(notice.exit), notice.heard > 0], ["HOST_LOST", true]);
        assert.equal(await watcher.ask("heard"), notice.heard);
      }
    }));

  test("a notice comes with HOST_LOST when the host of the supervisor died, after all that the actor had sent", () =>
    onStage(placement, async (stage) => {
      const { post, seen, seenInTheEnd } = await postSentries(stage);
      const parent = await post(apart, {}, { restart: "never" });
      const child = await parent.ask("spawn", { name: "it", on: apart });
      const watchers = [await post("inline"), await post(apart), await post({ beside: child })];
      for (const watcher of watchers) {
        await watcher.ask("watch", { ref: child });
        await child.ask("flood", { to: watcher, count: FLOOD });
      }
      await breakHost(stage.system, asPuppet(parent));
      for (const { exit, heard } of await seen(watchers.length)) {
        assert.deepEqual([codeOf(exit), heard], ["HOST_LOST", FLOOD]);
      }
      for (const watcher of watchers) await watcher.ask("watch", { ref: child });
      for (const { exit } of await seen(watchers.length * 2)) assert.equal(codeOf(exit), "HOST_LOST");
      assert.equal((await seenInTheEnd(watchers, on)).length, watchers.length * 2);
      await assert.rejects(child.ask("heard"), { name: "ActorError" });
    }));

  test("a notice of an actor that died with its host comes at once, also on a host that was started since", () =>
    onStage(placement, async (stage) => {
      const { post, seen } = await postSentries(stage);
      const [parent, old] = [await post(on), await post(apart)];
      const child = await parent.ask("spawn", { name: "it", on: apart, restart: "never" });
      await breakHost(stage.system, asPuppet(child));
      await stage.event("exit", ({ actor }) => actor === child.path);
      const watchers = [old, await post("inline"), await post({ beside: parent }), await post(apart)];
      for (const watcher of watchers) await watcher.ask("watch", { ref: child });
      for (const { exit } of await seen(watchers.length)) assert.equal(codeOf(exit), "HOST_LOST");
    }));
}

/** Whatever lives on a host, that host dies with it. */
function asPuppet(actor: SentryRef): ActorRef<PuppetProtocol> {
  return actor as unknown as ActorRef<PuppetProtocol>;
}

function codeOf(exit: WatchedExit): unknown {
  return exit.kind === "crashed" ? (exit.error as { code?: unknown }).code : exit.kind;
}
