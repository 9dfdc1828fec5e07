import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { members } from "./actors/member.ts";
import { createHold, nameOf, openFamily } from "./family.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** What is left of a start that fails, and of what its `init` had spawned. */
export function failedStartsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("a restart whose init fails ends the children of that try before the next one", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage, (line, nth) => {
        if (line === "it looks back" && nth === 2) throw new Error("in init");
      });
      const args = { children: [family.member("child")], looksBack: true };
      const child = await family.spawn(family.member("it", {}, args));
      await family.news();
      child.tell("fail", "as told");
      await stage.event("restart");
      const start = ["it starts", "child starts", "it looks back"];
      const end = "child ended stopped";
      assert.deepEqual(await family.news(), [end, ...start, end, ...start]);
    }));

  test("a handler that fails after it has spawned a child ends that before the restart, also one that still starts", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => {
        if (line === "it has child") throw new Error("too much");
        return line === "late starts" && hold.over;
      });
      const child = await family.spawn(family.member("it"));
      child.tell("spawnUnwatched", family.member("late", { like: "cousin" }));
      await family.until("late starts");
      await assert.rejects(child.ask("spawnAndHold", family.member("child")), { message: "too much" });
      await family.until("child ended stopped"); // the one spawned last ends first, of those that have started
      hold.release();
      await stage.event("restart");
      const news = await family.news();
      assert.deepEqual(news.at(-1), "it starts");
      assert.deepEqual(stage.events("exit").length, stage.events("start").length - 2, "of the director and it");
    }));

  test("spawn() whose init could not start a child rejects with START_FAILED of its own, and the child's as cause", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => {
        if (line === "bad starts") throw new Error("too much");
        return line === "slow starts" && hold.over;
      });
      const spawn = (child: string, startTimeoutMs: number): Promise<StartError> => {
        const children = [family.member(child, { startTimeoutMs })];
        return family
          .spawn(family.member(`parent of ${child}`, {}, { children }))
          .then(() => assert.fail(), toStartError);
      };
      const bad = await spawn("bad", 10_000);
      const slow = await spawn("slow", 300);
      hold.release();
      assert.deepEqual(
        [bad.code, bad.cause.code, bad.cause.cause.message],
        ["START_FAILED", "START_FAILED", "too much"],
      );
      assert.deepEqual([slow.code, slow.cause.code], ["START_FAILED", "START_TIMEOUT"]);
      for (const [error, name] of [[bad, "bad"] as const, [slow, "slow"] as const]) {
        assert.match(error.message, new RegExp(`^Cannot start actor "/stage/parent of ${name}": `));
        assert.match(error.cause.message, new RegExp(`^Cannot start actor "/stage/parent of ${name}/${name}": `));
      }
    }));

  test("a child that escalates while its supervisor still starts crashes that once its init has returned", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line, nth) => line === "it looks back" && nth === 1 && hold.over);
      const args = { children: [family.member("child")], looksBack: true };
      const spawned = family.spawn(family.member("it", {}, args));
      await family.until("it looks back");
      const child = await stage.system.get("/stage/it/child", members.member);
      child?.tell("fail", "escalate");
      await stage.event("escalation");
      hold.release();
      await stage.event("restart", ({ actor }) => nameOf(actor) === "it");
      assert.equal(await (await spawned).ask("count"), 1);
      assert.deepEqual(family.decisions(), ["child escalate escalate", "it restart escalate"]);
    }));

  for (const [how, code] of [
    ["throws", "START_FAILED"],
    ["takes too long", "START_TIMEOUT"],
  ] as const) {
    test(`spawn() whose init ${how} rejects with ${code} and leaves no child, name or listener`, () =>
      onStage(placement, async (stage) => {
        const hold = createHold();
        const family = await openFamily(stage, (line, nth) => {
          if (line !== "it looks back" || nth > 1) return undefined;
          if (how === "throws") throw new Error("too much");
          return hold.over;
        });
        await family.spawn(family.member("first")); // its host is there
        const { signal } = new AbortController();
        const args = { children: [family.member("child")], looksBack: true };
        const words = { ...family.member("it", { startTimeoutMs: how === "throws" ? 10_000 : 3_000 }, args), signal };
        await assert.rejects(family.spawn(words), { code });
        assert.deepEqual(getEventListeners(signal, "abort"), []);
        const { children } = await stage.system.tree();
        assert.deepEqual(
          children.map(({ name }) => name),
          ["director-1", "first"],
        );
        assert.deepEqual(
          stage.events("exit").map(({ actor }) => actor),
          ["/stage/it/child"],
        );
        hold.release();
        const child = await family.spawn({ ...words, startTimeoutMs: 10_000 });
        assert.equal(await child.ask("count"), 1);
      }));
  }
}

interface StartError extends Error {
  readonly code: string;
  readonly cause: Error & { readonly code: string; readonly cause: Error };
}

function toStartError(thrown: unknown): StartError {
  return thrown as StartError;
}
