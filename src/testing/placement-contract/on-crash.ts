import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Restart } from "../../mod.ts";
import { createHold, nameOf, openFamily, type Directions } from "./family.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** What `onCrash` decides: here it answers with the first word of the error. */
export function onCrashContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const restart of ["always", "on-crash", "never"] as const satisfies Restart[]) {
    test(`onCrash "resume" keeps the state, the children and what waits, and drops the message (restart "${restart}")`, () =>
      onStage(placement, async (stage) => {
        const hold = createHold();
        const family = await openFamily(stage, (line) => (line === "it resume" ? hold.over : undefined));
        const child = await family.spawn(family.member("it", { restart }, { children: [family.member("child")] }));
        assert.equal(await child.ask("count"), 1);
        const failing = child.ask("holdAndFail", "resume");
        const next = [child.ask("count"), child.ask("count")];
        hold.release();
        await assert.rejects(failing, { message: "resume" });
        assert.deepEqual(await Promise.all(next), [2, 3]);
        const { actor, decision, error, message, pauseMs } = await stage.event("crash");
        assert.deepEqual([actor, decision, error.message, pauseMs], [child.path, "resume", "resume", undefined]);
        assert.deepEqual(message, { type: "holdAndFail", payload: "resume" });
        assert.deepEqual(await family.news(), ["it starts", "child starts", "it resume"]);
        assert.deepEqual([stage.events("restart"), stage.events("exit"), stage.events("fault")], [[], [], []]);
      }));

    test(`onCrash "stop" ends the actor crashed, and runs its hook (restart "${restart}")`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage);
        const words = family.member("it", { restart });
        const parent = await family.spawn(family.member("parent", {}, { children: [words] }));
        const child = await parent.ask("child", "it");
        await assert.rejects(child.ask("fail", "stop it"), { message: "stop it" });
        const { exit } = await stage.event("exit");
        assert.equal(exit.kind === "crashed" && exit.error.message, "stop it");
        assert.deepEqual(family.decisions(), ["it end stop it"]);
        assert.equal(await parent.ask("count"), 1);
        assert.deepEqual((await family.news()).slice(2), ["it ended crashed"]);
      }));

    test(`onCrash "escalate" crashes the supervisor with the error (restart "${restart}")`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage);
        const children = [family.member("it", { restart })];
        const parent = await family.spawn(family.member("parent", {}, { children }));
        const child = await parent.ask("child", "it");
        await assert.rejects(child.ask("fail", "escalate it"), { message: "escalate it" });
        await stage.event("restart", ({ actor }) => actor === parent.path);
        assert.deepEqual(family.decisions(), ["it escalate escalate it", "parent restart escalate it"]);
        const escalations = stage
          .events("escalation")
          .map(({ actor, child: its, error }) => [actor, its, error.message]);
        assert.deepEqual(escalations, [[parent.path, child.path, "escalate it"]]);
        const start = ["parent starts", "it starts"];
        assert.deepEqual(await family.news(), [...start, "it ended crashed", ...start]);
        assert.equal(stage.events("restart").length, 1, "of the parent alone");
      }));
  }

  for (const answer of ["restart", "undefined"]) {
    test(`onCrash that answers ${answer} leaves it to the option restart`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage);
        const [child, once] = [
          await family.spawn(family.member("it")),
          await family.spawn(family.member("once", { restart: "never" })),
        ];
        for (const actor of [child, once]) await assert.rejects(actor.ask("fail", answer), { message: answer });
        assert.equal((await once.exited).kind, "crashed");
        await stage.event("restart", ({ actor }) => actor === child.path);
        assert.deepEqual(family.decisions(), [`it restart ${answer}`, `once end ${answer}`]);
      }));
  }

  test('onCrash "escalate" at the root ends the actor crashed', () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const child = await family.spawn(family.member("it"));
      child.tell("fail", "escalate");
      assert.equal((await child.exited).kind, "crashed");
      assert.deepEqual(family.decisions(), ["it end escalate"]);
    }));

  for (const [what, message, code] of [
    ["throws", "throw", undefined],
    ["answers nonsense", "nonsense", "BAD_OPTION"],
  ] as const) {
    test(`onCrash that ${what} has no say: a fault event, and a restart`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage);
        const child = await family.spawn(family.member("it"));
        await assert.rejects(child.ask("fail", message), { message });
        await stage.event("restart");
        const { actor, error, message: shown } = await stage.event("fault");
        assert.deepEqual([actor, (error as { code?: string }).code], [child.path, code]);
        if (what === "throws") assert.equal(error.message, "no idea");
        else assert.match(error.message, /^onCrash of "member" must answer "restart", .* or nothing, not "perhaps"$/);
        assert.deepEqual(shown, { type: "fail", payload: message });
        assert.deepEqual(family.decisions(), [`it restart ${message}`]);
      }));
  }

  test("onCrash is shown the error and the message, and for init no message", () =>
    onStage(placement, async (stage) => {
      const [atWork, inInit] = [`restart ${randomUUID()}`, `resume ${randomUUID()}`];
      const family = await openFamily(stage, throwAt("it starts", 2, inInit));
      const child = await family.spawn(family.member("it"));
      await assert.rejects(child.ask("fail", atWork), { message: atWork });
      await stage.event("restart");
      assert.deepEqual(await child.ask("shown", atWork), [{ type: "fail", payload: atWork }]);
      assert.deepEqual(await child.ask("shown", inInit), [null]);
      assert.deepEqual(family.decisions(), [`it restart ${atWork}`, `it restart ${inInit}`], "no state to resume with");
    }));

  for (const [answer, decisions] of [
    ["stop", ["it restart as told", "it end stop"]],
    ["escalate", ["it restart as told", "it escalate escalate", "parent restart escalate"]],
  ] as const) {
    test(`onCrash "${answer}" holds for an init that fails at a restart`, () =>
      onStage(placement, async (stage) => {
        const family = await openFamily(stage, throwAt("it starts", 2, answer));
        const parent = await family.spawn(family.member("parent", {}, { children: [family.member("it")] }));
        (await parent.ask("child", "it")).tell("fail", "as told");
        const { actor } = await stage.event("exit");
        assert.equal(nameOf(actor), "it");
        if (answer === "escalate") await stage.event("restart", (event) => nameOf(event.actor) === "parent");
        assert.deepEqual(family.decisions(), decisions);
      }));
  }

  test("onCrash is not asked for a child's escalation", () =>
    onStage(placement, async (stage) => {
      const message = `restart ${randomUUID()}`;
      const family = await openFamily(stage);
      const children = [family.member("it", { on: "inline" })];
      const parent = await family.spawn(family.member("parent", { like: "once" }, { children }));
      const child = await parent.ask("child", "it");
      child.tell("fail", message);
      child.tell("fail", message);
      await stage.event("restart", ({ actor }) => actor === parent.path);
      assert.equal((await parent.ask("shown", message)).length, 2, "for the child, twice");
    }));

  test("onCrash is not asked about what a handler throws when it was called off", () =>
    onStage(placement, async (stage) => {
      const message = `resume ${randomUUID()}`;
      const hold = createHold();
      const family = await openFamily(stage, (line) => (line === `other ${message}` ? hold.over : undefined));
      const children = [family.member("it"), family.member("other")];
      const parent = await family.spawn(family.member("parent", { like: "one-for-all" }, { children }));
      const other = await parent.ask("child", "other");
      other.tell("holdAndFail", message);
      await family.until(`other ${message}`);
      (await parent.ask("child", "it")).tell("fail", "as told");
      await stage.event("crash");
      hold.release();
      await stage.event("restart", ({ actor }) => actor === other.path);
      assert.deepEqual(await other.ask("shown", message), []);
      assert.deepEqual(family.decisions(), ["it restart as told"]);
      const faults = stage.events("fault").map(({ actor, error }) => [actor, error.message]);
      assert.deepEqual(faults, [[other.path, message]]);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("onCrash is not asked for the death of a host, but for an init that fails on a fresh one", () =>
    onStage(placement, async (stage) => {
      const message = `stop ${randomUUID()}`;
      const family = await openFamily(stage, throwAt("it starts", 2, message));
      const home = await family.spawn(family.member("home", { on: "inline" }));
      const child = await family.spawn(family.member("it"));
      await breakHost(stage.system, child as never);
      const exit = await child.exited;
      assert.equal(exit.kind === "crashed" && exit.error.message, message);
      const [lost, own] = stage.events("crash").filter(({ actor }) => actor === child.path);
      assert.deepEqual([lost?.decision, own?.decision], ["restart", "end"]);
      assert.deepEqual(await home.ask("shown", String(lost?.error.message)), []);
    }));
}

function throwAt(line: string, nth: number, message: string): Directions {
  return (its, times) => {
    if (its === line && times === nth) throw new Error(message);
  };
}
