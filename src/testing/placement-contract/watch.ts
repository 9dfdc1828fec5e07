import assert from "node:assert/strict";
import type { Exit, Placement, WatchedExit } from "../../mod.ts";
import { sentry } from "./actors/sentry.ts";
import { arrangements, postSentries, ways } from "./sentries.ts";
import { onStage, sorted } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Guarantee 5: one exit notice for each watch. */
export function watchContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;

  for (const { where, supervisor, watched } of arrangements(placement)) {
    test(`ctx.watch() tells each watcher once how an actor ${where} has ended`, () =>
      onStage(placement, async (stage) => {
        const { post, postAll, seen, seenInTheEnd } = await postSentries(stage);
        const parent = await post(supervisor);
        const children = await postAll(parent, watched);
        const places: readonly Placement[] = ["inline", on, apart, { beside: children.done }, { beside: parent }];
        const watchers = await Promise.all(places.map((place) => post(place)));
        for (const ref of Object.values(children)) {
          for (const watcher of watchers) await watcher.ask("watch", { ref });
        }
        for (const { kind, end } of ways) {
          await end(parent, children[kind]);
          await stage.event("exit", ({ actor }) => actor === children[kind].path);
        }
        await seen(watchers.length * ways.length);
        const notices = await seenInTheEnd(watchers, { beside: parent });
        for (const { kind } of ways) {
          const own = notices.filter(({ of }) => of === kind);
          assert.deepEqual(sorted(own.map(({ by }) => by)), sorted(watchers.map(({ name }) => name)));
          for (const { as, exit } of own) {
            assert.equal(as, "ended");
            assertExit(exit, kind);
          }
        }
      }));
  }

  test("ctx.watch() tells at once of an actor that has ended, and that it is gone when 1,024 siblings ended since", () =>
    onStage(placement, async (stage) => {
      const { post, seen } = await postSentries(stage);
      const parent = await post(on);
      const child = await parent.ask("spawn", { name: "it", on: apart });
      const watchers = [await post("inline"), await post({ beside: parent }), await post(apart)];
      child.tell("finish", 7);
      await stage.event("exit", ({ actor }) => actor === child.path);
      await parent.ask("endOthers", 1_023);
      for (const watcher of watchers) await watcher.ask("watch", { ref: child });
      await seen(3);
      await parent.ask("endOthers", 1);
      for (const watcher of watchers) await watcher.ask("watch", { ref: child });
      const exits = (await seen(6)).map(({ exit }) => exit);
      assert.deepEqual(
        exits.slice(0, 3),
        Array.from({ length: 3 }, () => ({ kind: "done", value: 7 })),
      );
      assert.deepEqual(
        exits.slice(3),
        Array.from({ length: 3 }, () => ({ kind: "gone" })),
      );
    }));

  test("ctx.watch() tells nothing of a restart, and once of the end that follows", () =>
    onStage(placement, async (stage) => {
      const { post, seenInTheEnd } = await postSentries(stage);
      const [watcher, watched] = [await post(apart), await post(on)];
      await watcher.ask("watch", { ref: watched });
      for (let count = 1; count <= 2; count++) {
        watched.tell("fail");
        await stage.event("restart", ({ restarts }) => restarts === count);
      }
      assert.deepEqual(await seenInTheEnd([watcher], { beside: watched }), []);
      watched.tell("finish", "at last");
      await watched.exited;
      const notices = await seenInTheEnd([watcher], on);
      assert.deepEqual(
        notices.map(({ exit }) => exit),
        [{ kind: "done", value: "at last" }],
      );
    }));

  test("ctx.watch() again is still one watch, of the new type, also when the notice waits already", () =>
    onStage(placement, async (stage) => {
      const { post, distract, seen, seenInTheEnd } = await postSentries(stage);
      const [watcher, neighbour] = [await post(apart), await post(apart)];
      const [first, second] = [await post(on), await post(on)];
      for (const ref of [first, second]) {
        await watcher.ask("watch", { ref });
        await neighbour.ask("watch", { ref });
      }
      await watcher.ask("watch", { ref: first, as: "endedToo" });
      const gate = await distract(watcher);
      watcher.tell("watch", { ref: second, as: "endedToo" });
      for (const watched of [first, second]) await watched.stop();
      await seen(2); // so the watcher has been told too
      gate.open();
      const notices = (await seenInTheEnd([watcher], on)).filter(({ by }) => by === watcher.name);
      assert.deepEqual(sorted(notices.map(({ of, as }) => `${of} ${as}`)), [
        `${first.name} endedToo`,
        `${second.name} endedToo`,
      ]);
    }));

  test("ctx.unwatch() keeps back the notice, also one that waits already", () =>
    onStage(placement, async (stage) => {
      const { post, distract, seen, seenInTheEnd } = await postSentries(stage);
      const watcher = await post(apart);
      const neighbour = await post({ beside: watcher });
      const [early, late] = [await post(on), await post(on)];
      for (const ref of [early, late]) await watcher.ask("watch", { ref });
      await neighbour.ask("watch", { ref: late });
      await watcher.ask("unwatch", early);
      const gate = await distract(watcher);
      watcher.tell("unwatch", late);
      for (const watched of [early, late]) await watched.stop();
      await seen(1); // so the watcher has been told too
      gate.open();
      const notices = await seenInTheEnd([watcher], on);
      assert.deepEqual(
        notices.map(({ by, of }) => [by, of]),
        [[neighbour.name, late.name]],
      );
      await watcher.ask("unwatch", late); // which it no longer watches
    }));

  test("ctx.unwatch() leaves the way open for a new watch", () =>
    onStage(placement, async (stage) => {
      const { post, seenInTheEnd } = await postSentries(stage);
      const [watcher, watched] = [await post(apart), await post(on)];
      await watcher.ask("watch", { ref: watched });
      await watcher.ask("unwatch", watched);
      await watcher.ask("watch", { ref: watched, as: "endedToo" });
      await watched.kill();
      const notices = await seenInTheEnd([watcher], on);
      assert.deepEqual(
        notices.map(({ as, exit }) => [as, exit]),
        [["endedToo", { kind: "killed" }]],
      );
    }));

  test("a restart of the watcher ends its watches, and its init watches anew", () =>
    onStage(placement, async (stage) => {
      const { post, distract, seenInTheEnd } = await postSentries(stage);
      const [once, always] = [await post(on), await post(on)];
      const watcher = await post(apart, { watched: always });
      for (const ref of [once, always]) await watcher.ask("watch", { ref, as: "endedToo" });
      const gate = await distract(watcher);
      watcher.tell("fail");
      await once.stop();
      gate.open();
      await stage.event("restart");
      await always.stop();
      const notices = await seenInTheEnd([watcher], on);
      assert.deepEqual(
        notices.map(({ of, as }) => [of, as]),
        [[always.name, "ended"]],
      );
    }));

  test("ctx.watch() of the actor itself tells nobody anything, of a sibling it does", () =>
    onStage(placement, async (stage) => {
      const { post, seen, seenInTheEnd, probe } = await postSentries(stage);
      const parent = await post(apart);
      const args = { probe: probe.ref };
      const [one, other] = [
        await parent.ask("spawn", { name: "one", on, args }),
        await parent.ask("spawn", { name: "other", on: "inline", args }),
      ];
      for (const actor of [one, other]) await actor.ask("watchSelf");
      await one.ask("watch", { ref: other });
      await parent.ask("endChild", { name: "other", by: "stop" });
      assert.deepEqual(
        (await seen(1)).map(({ by, of }) => [by, of]),
        [["one", "other"]],
      );
      await parent.ask("endChild", { name: "one", by: "stop" });
      assert.equal((await seenInTheEnd([parent], on)).length, 1);
      assert.equal(stage.events("deadletter").length, 0);
    }));

  test("ctx.watch() and unwatch() of what is no ref are refused with BAD_OPTION", () =>
    onStage(placement, async (stage) => {
      const { post } = await postSentries(stage);
      const watcher = await post(on);
      const { id, name, path } = watcher;
      for (const what of [undefined, null, "text", 7, {}, { id, name, path }]) {
        assert.equal(await watcher.ask("watchWrong", what), "BAD_OPTION");
        assert.equal(await watcher.ask("unwatchWrong", what), "BAD_OPTION");
      }
    }));

  test("ctx.watch() of an actor of another system is refused with BAD_OPTION, each time", () =>
    onStage(placement, async (stage) => {
      const { post } = await postSentries(stage);
      const watcher = await post("inline");
      await onStage(placement, async (other) => {
        const foreign = await other.system.spawn(sentry, { args: {}, on });
        assert.equal(await watcher.ask("watchWrong", foreign), "BAD_OPTION");
        assert.equal(await watcher.ask("watchWrong", foreign), "BAD_OPTION");
        assert.equal(await watcher.ask("unwatchWrong", foreign), undefined);
      });
    }));
}

function assertExit(exit: WatchedExit, kind: Exit["kind"]): void {
  if (kind === "stopped" || kind === "killed") return assert.deepEqual(exit, { kind });
  if (kind === "done") return assert.deepEqual(exit, { kind, value: { pages: [3] } });
  assert.equal(exit.kind, "crashed");
  const { name, message, code, status, headers, cause } = (
    exit as unknown as { error: Error & Record<string, unknown> }
  ).error;
  assert.deepEqual(
    [name, message, code, status, headers, (cause as Error).message],
    ["PageError", "no page", "E_PAGE", 503, { retry: ["later"] }, "no line"],
  );
}
