import assert from "node:assert/strict";
import type { Exit, Restart } from "../../mod.ts";
import { createHold, nameOf, openFamily } from "./family.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** When an actor is started again, by the option `restart` and how it went down. */
const isAgain: Readonly<Record<Restart, Readonly<Record<Exit["kind"], boolean>>>> = {
  always: { done: true, stopped: false, killed: false, crashed: true },
  "on-crash": { done: false, stopped: false, killed: false, crashed: true },
  never: { done: false, stopped: false, killed: false, crashed: false },
};

/** DESIGN, section 3: the option `restart`, for all kinds of exit. */
export function restartTypesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const restart of Object.keys(isAgain) as Restart[]) {
    for (const kind of Object.keys(isAgain[restart]) as Exit["kind"][]) {
      const again = isAgain[restart][kind];
      const what = again ? "runs again, with the same ref and a fresh state" : "has ended for good";
      test(`restart "${restart}": an actor that is ${kind} ${what}`, () =>
        onStage(placement, async (stage) => {
          const family = await openFamily(stage);
          const child = await family.spawn(family.member("it", { restart }));
          assert.equal(await child.ask("count"), 1);
          assert.equal(await child.ask("count"), 2);
          if (kind === "done") assert.equal(await child.ask("finish", "value"), "value");
          else if (kind === "crashed") await assert.rejects(child.ask("fail", "as told"), { message: "as told" });
          else void child[kind === "killed" ? "kill" : "stop"]();
          if (again) {
            assert.deepEqual((await stage.event("restart")).actor, child.path);
            assert.equal(await child.ask("count"), 1);
            assert.equal(await Promise.race([child.exited, Promise.resolve("lives")]), "lives");
            assert.deepEqual(await family.news(), ["it starts", "it starts"], "a restart is no end");
            assert.deepEqual([stage.events("restart")[0]?.restarts, stage.events("exit").length], [1, 0]);
          } else {
            const exit = await child.exited;
            const more = exit.kind === "done" ? exit.value : exit.kind === "crashed" ? exit.error.message : undefined;
            assert.deepEqual([exit.kind, more], [kind, { done: "value", crashed: "as told" }[kind as "done"]]);
            await assert.rejects(child.ask("count"), {
              code: { done: "FINISHED" }[kind as "done"] ?? kind.toUpperCase(),
            });
            assert.deepEqual(await family.news(), ["it starts", ...(kind === "killed" ? [] : [`it ended ${kind}`])]);
            assert.deepEqual([stage.events("restart").length, stage.events("exit").length], [0, 1]);
          }
        }));
    }
  }

  test('restart "always": an actor that finishes replies with the value, keeps what waits, and stops its children', () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => (line === "it holds" ? hold.over : undefined));
      const children = [family.member("child")];
      const child = await family.spawn(family.member("it", { restart: "always" }, { children }));
      child.tell("sayOnceOpen", "was stashed");
      child.tell("hold", "holds");
      await family.until("it holds");
      const finished = child.ask("finish", 7);
      for (let n = 0; n < 3; n++) child.tell("say", n);
      const asked = child.ask("count");
      child.tell("open");
      hold.release();
      assert.deepEqual([await finished, await asked], [7, 4]);
      await family.until("it was stashed");
      const starts = ["it starts", "child starts"];
      const says = ["it 0", "it 1", "it 2", "it was stashed"];
      assert.deepEqual(await family.news(), [...starts, "it holds", "child ended stopped", ...starts, ...says]);
      assert.deepEqual([stage.events("crash").length, stage.deadLetters(child.path)], [0, 0]);
    }));

  test('restart "always": an actor that finishes in its init is started again as any other', () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage, (line, nth) => line === "it starts" && nth < 3 && "finish");
      const child = await family.spawn(family.member("it", { restart: "always" }));
      await stage.event("restart", ({ restarts }) => restarts === 2);
      assert.equal(await child.ask("count"), 1);
      assert.deepEqual(stage.events("exit"), []);
    }));

  test('restart "always": at the root, an actor that finishes too often ends done, and its hook runs then', () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const child = await family.spawn(family.member("it", { restart: "always" }));
      for (let n = 1; n <= 4; n++) {
        child.tell("finish", n);
        if (n < 4) await stage.event("restart", ({ restarts }) => restarts === n);
      }
      assert.deepEqual(await child.exited, { kind: "done", value: 4 });
      const starts = Array.from({ length: 4 }, () => "it starts");
      assert.deepEqual(await family.news(), [...starts, "it ended done"]);
      assert.deepEqual([stage.events("crash").length, stage.events("escalation").length], [0, 0]);
    }));

  test('restart "always": an actor that finishes too often crashes its supervisor with FINISHED', () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const words = family.member("it", { restart: "always" });
      const parent = await family.spawn(family.member("parent", { like: "once" }, { children: [words] }));
      const child = await parent.ask("child", "it");
      assert.equal(await child.ask("finish", 1), 1);
      await stage.event("restart");
      assert.equal(await child.ask("finish", 2), 2);
      const { error } = await stage.event("escalation");
      assert.equal((error as { code?: string }).code, "FINISHED");
      assert.match(error.message, /\/stage\/parent\/it" again: it has finished too often/);
      await stage.event("restart", ({ actor }) => nameOf(actor) === "parent");
      const starts = ["parent starts", "it starts"];
      assert.deepEqual(await family.news(), [...starts, "it starts", "it ended crashed", ...starts]);
      assert.deepEqual(
        stage.events("crash").map(({ actor, decision }) => [nameOf(actor), decision]),
        [["parent", "restart"]],
      );
    }));

  test('restart "always": an actor that is being drained ends when it finishes', () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => (line === "it holds" ? hold.over : undefined));
      const child = await family.spawn(family.member("it", { restart: "always" }));
      child.tell("hold", "holds");
      await family.until("it holds");
      child.tell("finish", 7);
      const exited = child.stop({ drain: true });
      hold.release();
      assert.deepEqual(await exited, { kind: "done", value: 7 });
    }));

  test('restart "always": a stop ends an actor that waits for its children to drain before its restart', () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => (line === "child holds" ? hold.over : undefined));
      const children = [family.member("child")];
      const child = await family.spawn(family.member("it", { restart: "always" }, { children }));
      (await child.ask("child", "child")).tell("hold", "holds");
      await family.until("child holds");
      await child.ask("finish", 7);
      const exited = child.stop();
      hold.release();
      assert.deepEqual(await exited, { kind: "stopped" });
      assert.deepEqual((await family.news()).slice(3), ["child ended stopped", "it ended stopped"]);
      assert.deepEqual(stage.events("restart"), []);
    }));
}
