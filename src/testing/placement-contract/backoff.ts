import assert from "node:assert/strict";
import type { ActorNode } from "../../mod.ts";
import { createHold, nameOf, openFamily } from "./family.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** How often and after what pause a child is started again, and what its supervisor can do meanwhile. */
export function backoffContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("supervise.backoff: the pause grows with each failure in a row, whether at work or in init, up to maxMs", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage, (line, nth) => {
        if (line === "it starts" && (nth === 4 || nth === 5)) throw new Error("in init");
      });
      const words = family.member("it");
      const parent = await family.spawn(family.member("parent", { like: "growing" }, { children: [words] }));
      const child = await parent.ask("child", "it");
      for (let n = 1; n <= 4; n++) {
        child.tell("fail", "at work");
        await stage.event("restart", ({ restarts }) => restarts === n);
      }
      const crashes = stage.events("crash").map(({ pauseMs, error }) => [pauseMs, error.message]);
      assert.deepEqual(crashes, [
        [1, "at work"],
        [3, "at work"],
        [9, "at work"],
        [20, "in init"],
        [20, "in init"],
        [20, "at work"],
      ]);
    }));

  test("supervise.maxRestarts: one more, and the supervisor stops its children and crashes with the last cause", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const children = [family.member("bad"), family.member("good", { like: "cousin" })];
      const middle = family.member("middle", { like: "once" }, { children });
      const next = family.member("next", { like: "cousin" });
      const top = await family.spawn(family.member("top", { like: "one-for-all" }, { children: [middle, next] }));
      const bad = await (await top.ask("child", "middle")).ask("child", "bad");
      await family.news();
      bad.tell("fail", "first");
      await stage.event("restart");
      bad.tell("fail", "last");
      const { actor, child, error } = await stage.event("escalation");
      assert.deepEqual([nameOf(actor), child, error.message], ["middle", bad.path, "last"]);
      await stage.event("restart", (event) => nameOf(event.actor) === "next"); // the strategy of top applies
      assert.deepEqual(family.decisions(), ["bad restart first", "bad escalate last", "middle restart last"]);
      const news = await family.news();
      assert.deepEqual(news.slice(1, 3).toSorted(), ["bad ended crashed", "good ended stopped"]);
      assert.deepEqual(news.slice(3), ["middle starts", "bad starts", "good starts", "next starts"]);
    }));

  for (const like of ["member", "mute"] as const) {
    test(`supervise.maxRestarts counts afresh when the supervisor has been restarted (${like})`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage);
        const children = [family.member("child", { like })];
        const parent = await family.spawn(family.member("parent", { like: "once" }, { children }));
        for (let round = 1; round <= 2; round++) {
          for (let failure = 1; failure <= 2; failure++) {
            (await parent.ask("child", "child")).tell("fail", `failure ${failure}`);
            const who = failure === 1 ? "child" : "parent";
            await stage.until(
              () => stage.events("restart").filter(({ actor }) => nameOf(actor) === who).length === round,
            );
          }
        }
        const round = ["child restart failure 1", "child escalate failure 2", "parent restart failure 2"];
        assert.deepEqual(family.decisions(), [...round, ...round]);
      }));
  }

  test("a restart that fails at once without end is no hot loop: others go on, and a stop ends it", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const words = family.member("it", { like: "mute" }, { diesAgain: true });
      const parent = await family.spawn(family.member("parent", { like: "eager" }, { children: [words] }));
      (await parent.ask("child", "it")).tell("fail", "as told");
      await stage.until(() => stage.events("crash").length >= 20);
      assert.equal(await parent.ask("count"), 1);
      assert.deepEqual(await parent.stop(), { kind: "stopped" });
      const crashes = stage.events("crash").length;
      await family.news();
      assert.equal(stage.events("crash").length, crashes);
    }));

  test("a supervisor that waits for a restart answers, and shows itself and the child as restarting", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const words = family.member(
        "parent",
        { like: "slow" },
        { children: [family.member("it"), family.member("other")] },
      );
      const parent = await family.spawn(words);
      const child = await parent.ask("child", "it");
      child.tell("fail", "as told");
      const { pauseMs } = await stage.event("crash");
      assert.ok((pauseMs as number) > 100_000);
      assert.equal(await parent.ask("count"), 1);
      assert.equal(await (await parent.ask("child", "other")).ask("count"), 1);
      child.tell("say", "waits");
      const node = (await stage.system.tree()).children.find(({ name }) => name === "parent") as ActorNode;
      const shown = [node, ...node.children].map(({ name, state }) => `${name} ${state}`);
      assert.deepEqual(shown, ["parent restarting", "it restarting", "other running"]);
    }));

  for (const like of ["slow", "slow-all"] as const) {
    for (const end of ["stop", "kill"] as const) {
      test(`a supervisor that waits for a restart obeys ${end} at once (${like})`, () =>
        onStage(placement, async (stage) => {
          const family = await openFamily(stage);
          const children = [family.member("it"), family.member("other", { like: "cousin" })];
          const parent = await family.spawn(family.member("parent", { like }, { children }));
          (await parent.ask("child", "it")).tell("fail", "as told");
          await stage.event("crash");
          assert.deepEqual(await parent[end](), { kind: end === "stop" ? "stopped" : "killed" });
          const ends = ["other ended stopped", "it ended stopped", "parent ended stopped"];
          assert.deepEqual((await family.news()).slice(3), end === "stop" ? ends : []);
          assert.deepEqual(stage.events("restart"), []);
        }));
    }
  }

  test("a child that waits for its restart obeys stop at once, and its name is free", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const parent = await family.spawn(family.member("parent", { like: "slow" }, { children: [family.member("it")] }));
      (await parent.ask("child", "it")).tell("fail", "as told");
      await stage.event("crash");
      assert.deepEqual(await parent.ask("endChild", { name: "it", by: "stop" }), { kind: "stopped" });
      await parent.ask("spawn", family.member("it"));
      assert.deepEqual((await family.news()).slice(2), ["it ended stopped", "it starts"]);
    }));

  test("a family that drains restarts what crashes as usual, also after a pause, and goes on draining", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => line === "child holds" && hold.over);
      const children = [family.member("child")];
      const parent = await family.spawn(family.member("parent", { like: "growing" }, { children }));
      const child = await parent.ask("child", "child");
      child.tell("hold", "holds");
      await family.until("child holds");
      child.tell("fail", "as told");
      child.tell("say", "drains");
      assert.equal(await parent.ask("finish", 7), 7);
      hold.release();
      assert.deepEqual(await parent.exited, { kind: "done", value: 7 });
      const ends = ["child starts", "child drains", "child ended stopped", "parent ended done"];
      assert.deepEqual((await family.news()).slice(3), ends);
      assert.deepEqual(family.decisions(), ["child restart as told"]);
    }));
}
