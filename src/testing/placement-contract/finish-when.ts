import assert from "node:assert/strict";
import type { Exit } from "../../mod.ts";
import type { MemberName } from "./actors/member-protocol.ts";
import { createHold, nameOf, openFamily, type Family } from "./family.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Supervisors that finish with their children. */
export function finishWhenContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const [like, what] of [
    ["children-done", '"children-done"'],
    ["done-with-heir", "{ child: name }"],
  ] as const satisfies [MemberName, string][]) {
    for (const kind of ["done", "crashed", "stopped", "killed"] as const satisfies Exit["kind"][]) {
      const becomes = kind === "done" ? "done with its value" : kind === "crashed" ? "crashed with its error" : "done";
      test(`finishWhen ${what}: with a child that ended ${kind}, its supervisor ends ${becomes}`, () =>
        onStage(placement, async (stage) => {
          const family = await openFamily(stage);
          const children = [family.member("heir", { restart: "never" })];
          const parent = await family.spawn(family.member("parent", { like, restart: "never" }, { children }));
          const heir = await parent.ask("child", "heir");
          if (kind === "done") assert.equal(await heir.ask("finish", 7), 7);
          else if (kind === "crashed") await assert.rejects(heir.ask("fail", "as told"), { message: "as told" });
          else void parent.ask("endChild", { name: "heir", by: kind === "stopped" ? "stop" : "kill" }).catch(() => {});
          const exit = await parent.exited;
          if (exit.kind === "crashed") assert.deepEqual([kind, exit.error.message], ["crashed", "as told"]);
          else assert.deepEqual(exit, { kind: "done", value: kind === "done" ? 7 : undefined });
          const starts = ["parent starts", "heir starts"];
          const ends = kind === "killed" ? [] : [`heir ended ${kind}`];
          assert.deepEqual(await family.news(), [...starts, ...ends, `parent ended ${exit.kind}`]);
          assert.deepEqual(family.decisions(), kind === "crashed" ? ["heir end as told", "parent end as told"] : []);
        }));
    }
  }

  test('finishWhen "children-done" waits for the last child, and stops the transient ones', () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const children = [
        family.member("server", { transient: true, like: "cousin" }),
        family.member("first"),
        family.member("last"),
        family.member("beat", { transient: true }),
      ];
      const parent = await family.spawn(family.member("parent", { like: "children-done" }, { children }));
      const [first, last, beat] = await Promise.all(["first", "last", "beat"].map((name) => parent.ask("child", name)));
      await first?.ask("finish", 1);
      await beat?.ask("finish", 2);
      for (const name of ["first", "beat"]) await stage.event("exit", ({ actor }) => nameOf(actor) === name);
      assert.equal(await parent.ask("count"), 1, "it lives");
      await last?.ask("finish", 3);
      assert.deepEqual(await parent.exited, { kind: "done", value: 3 });
      const news = (await family.news()).slice(5);
      assert.deepEqual(news.slice(2), ["last ended done", "server ended stopped", "parent ended done"]);
    }));

  test("finishWhen { child: name } finishes with that child alone: the others drain, then the transient ones stop", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) => (line === "other holds" ? hold.over : undefined));
      const children = [
        family.member("server", { transient: true, like: "cousin" }),
        family.member("other"),
        family.member("heir"),
      ];
      const parent = await family.spawn(family.member("parent", { like: "done-with-heir" }, { children }));
      const other = await parent.ask("child", "other");
      other.tell("hold", "holds");
      await family.until("other holds");
      other.tell("say", "drains");
      await (await parent.ask("child", "heir")).ask("finish", "legacy");
      await family.until("heir ended done");
      hold.release();
      assert.deepEqual(await parent.exited, { kind: "done", value: "legacy" });
      const news = (await family.news()).slice(5);
      const ends = ["other ended stopped", "server ended stopped", "parent ended done"];
      assert.deepEqual(news, ["heir ended done", "other drains", ...ends]);
    }));

  test("finishWhen: a child that is restarted has not ended", () =>
    onStage(placement, async (stage) => {
      const { family, parent } = await raise(stage, "children-done");
      const heir = await parent.ask("child", "heir");
      heir.tell("fail", "as told");
      await stage.event("restart");
      assert.equal(await parent.ask("count"), 1);
      await heir.ask("finish", 7);
      assert.deepEqual(await parent.exited, { kind: "done", value: 7 });
      assert.equal(family.count("heir ended done"), 1);
    }));

  for (const [like, next] of [
    ["children-done", "next"],
    ["done-with-heir", "heir"],
  ] as const) {
    test(`finishWhen: a child spawned meanwhile by the handler in hand revokes it (${like})`, () =>
      onStage(placement, async (stage) => {
        const hold = createHold();
        const { family, parent } = await raise(stage, like, (line) => line === `parent wants ${next}` && hold.over);
        const heir = await parent.ask("child", "heir");
        const held = parent.ask("holdAndSpawn", family.member(next));
        await family.until(`parent wants ${next}`);
        await heir.ask("finish", 1);
        await stage.event("exit");
        hold.release();
        await held;
        assert.equal(await parent.ask("count"), 1, "it lives");
        await (await parent.ask("child", next)).ask("finish", 2);
        assert.deepEqual(await parent.exited, { kind: "done", value: 2 });
      }));
  }

  test("finishWhen: what waits in the mailbox is not handled any more, but the handler in hand runs to its end", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, parent } = await raise(stage, "children-done", (line) => line === "parent holds" && hold.over);
      const heir = await parent.ask("child", "heir");
      const held = parent.ask("hold", "holds");
      const waiting = assert.rejects(parent.ask("count"), { code: "FINISHED" });
      await family.until("parent holds");
      await heir.ask("finish", 1);
      await stage.event("exit");
      hold.release("in hand");
      assert.equal(await held, "in hand");
      await waiting;
      assert.deepEqual(await parent.exited, { kind: "done", value: 1 });
    }));

  test("finishWhen does not finish a supervisor before its init has returned", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const family = await openFamily(stage, (line) =>
        line === "heir starts" ? "finish" : line === "parent looks back" && hold.over,
      );
      const args = { children: [family.member("heir")], looksBack: true };
      const spawned = family.spawn(family.member("parent", { like: "children-done" }, args));
      await family.until("heir ended done");
      await family.until("parent looks back");
      assert.deepEqual(
        stage.events("start").filter(({ actor }) => nameOf(actor) === "parent"),
        [],
      );
      hold.release();
      assert.deepEqual(await (await spawned).exited, { kind: "done", value: "at once" });
    }));

  test("finishWhen: a child that never started decides nothing", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage, failAt("heir starts", 1));
      const parent = await family.spawn(family.member("parent", { like: "children-done" }));
      const words = family.member("heir");
      parent.tell("spawnUnwatched", words);
      await family.until("parent misses heir");
      assert.equal(await parent.ask("count"), 1);
      await parent.ask("spawn", words);
      await (await parent.ask("child", "heir")).ask("finish", 7);
      assert.deepEqual(await parent.exited, { kind: "done", value: 7 });
    }));

  test("finishWhen: a child that does not come to start holds its supervisor up no longer", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, parent } = await raise(stage, "children-done", (line) => line === "late starts" && hold.over);
      const heir = await parent.ask("child", "heir");
      parent.tell("spawnUnwatched", family.member("late", { startTimeoutMs: 1_000 }));
      await family.until("late starts");
      await heir.ask("finish", 1);
      assert.deepEqual(await parent.exited, { kind: "done", value: 1 });
      hold.release();
    }));

  test("finishWhen decides nothing while its supervisor is drained: what waits is handled, and the exit is stopped", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, parent } = await raise(stage, "children-done", (line) => line === "parent holds" && hold.over);
      parent.tell("hold", "holds");
      await family.until("parent holds");
      for (let n = 0; n < 3; n++) parent.tell("say", n);
      const exited = parent.stop({ drain: true });
      await family.until("heir ended stopped");
      hold.release();
      assert.deepEqual(await exited, { kind: "stopped" });
      const said = ["parent 0", "parent 1", "parent 2", "parent ended stopped"];
      assert.deepEqual((await family.news()).slice(-4), said);
    }));

  test("finishWhen: a supervisor that is restarted finishes with the children of its new life", () =>
    onStage(placement, async (stage) => {
      const { family, parent } = await raise(stage, "children-done", undefined, { restart: "always" });
      await (await parent.ask("child", "heir")).ask("finish", 1);
      await stage.event("restart");
      assert.equal(await parent.ask("count"), 1);
      parent.tell("fail", "as told");
      await stage.event("restart", ({ restarts }) => restarts === 2);
      await (await parent.ask("child", "heir")).ask("finish", 2);
      await stage.event("restart", ({ restarts }) => restarts === 3);
      assert.deepEqual(await parent.stop(), { kind: "stopped" });
      assert.equal(family.count("parent starts"), 4);
    }));
}

async function raise(
  stage: Parameters<typeof openFamily>[0],
  like: MemberName,
  direct?: (line: string, nth: number) => unknown,
  options: Parameters<Family["member"]>[1] = {},
) {
  const family = await openFamily(stage, direct);
  const children = [family.member("heir")];
  return { family, parent: await family.spawn(family.member("parent", { like, ...options }, { children })) };
}

function failAt(line: string, nth: number): (line: string, nth: number) => void {
  return (its, times) => {
    if (its === line && times === nth) throw new Error("not now");
  };
}
