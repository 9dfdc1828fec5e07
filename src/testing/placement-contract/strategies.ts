import assert from "node:assert/strict";
import type { MemberName, MemberRef } from "./actors/member-protocol.ts";
import { createHold, nameOf, openFamily, type Family } from "./family.ts";
import { onStage, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Which siblings a failure takes down, how, and in what order they come back. */
export function strategiesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const [strategy, failing, halted, restarted] of [
    ["one-for-one", "b", [], ["b"]],
    ["one-for-all", "a", ["c", "b"], ["a", "b", "c"]],
    ["one-for-all", "b", ["c", "a"], ["a", "b", "c"]],
    ["one-for-all", "c", ["b", "a"], ["a", "b", "c"]],
    ["rest-for-one", "a", ["c", "b"], ["a", "b", "c"]],
    ["rest-for-one", "b", ["c"], ["b", "c"]],
    ["rest-for-one", "c", [], ["c"]],
  ] as const) {
    const what = `halts [${halted.join()}], then restarts [${restarted.join()}], one after the other`;
    test(`supervise.strategy "${strategy}", when ${failing} of a, b, c fails: ${what}`, () =>
      onStage(placement, async (stage) => {
        const { family, refs } = await raise(stage, strategy);
        assert.deepEqual(await Promise.all(refs.map((ref) => ref.ask("count"))), [1, 1, 1]);
        await family.news();
        refs[names.indexOf(failing)]?.tell("fail", "as told");
        await stage.event("restart", ({ actor }) => nameOf(actor) === restarted.at(-1));
        assert.deepEqual(await family.news(), [
          ...[failing, ...halted].map((own) => `${own}'s child ended stopped`),
          ...restarted.flatMap((own) => [`${own} starts`, `${own}'s child starts`]),
        ]);
        const isRestarted = (own: string): boolean => (restarted as readonly string[]).includes(own);
        const counts = await Promise.all(refs.map((ref) => ref.ask("count")));
        assert.deepEqual(
          counts,
          names.map((own) => (isRestarted(own) ? 1 : 2)),
        );
        assert.deepEqual(restartsOf(stage), restarted);
        assert.deepEqual(family.decisions(), [`${failing} restart as told`]);
        assert.deepEqual(exitsOf(stage), []);
      }));
  }

  test("a halted sibling handles the message in hand, and keeps those that wait and its stash, in order", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, refs } = await raise(stage, "one-for-all", (line) =>
        line === "c holds" ? hold.over : undefined,
      );
      const [a, , c] = refs as [MemberRef, MemberRef, MemberRef];
      c.tell("sayOnceOpen", "was stashed");
      const held = c.ask("hold", "holds");
      await family.until("c holds");
      const waiting = [0, 1, 2].map((n) => c.tell("say", n));
      const asked = c.ask("count");
      a.tell("fail", "as told");
      await stage.event("crash");
      hold.release("in hand");
      assert.equal(await held, "in hand");
      assert.equal(await asked, waiting.length + 1, "they are handled by its next life");
      await c.ask("open");
      await family.until("c was stashed");
      const news = (await family.news()).filter((line) => /^c( |'s)/.test(line)).slice(2);
      const lived = ["c holds", "c's child ended stopped", "c starts", "c's child starts"];
      assert.deepEqual(news, [...lived, "c 0", "c 1", "c 2", "c was stashed"]);
      assert.equal(stage.deadLetters(c.path), 0);
    }));

  test("halted siblings of one definition stop side by side, and are restarted one after the other", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const ends = ["b", "c", "d"].map((own) => `${own}'s child ended stopped`);
      const likes = ["cousin", "member", "member", "member"] as const;
      const { family, refs } = await raise(stage, "one-for-all", (line) => ends.includes(line) && hold.over, likes);
      refs[0]?.tell("fail", "as told");
      await Promise.all(ends.map((line) => family.until(line))); // none has left when the last one comes
      await family.news();
      hold.release();
      await stage.event("restart", ({ actor }) => nameOf(actor) === "d");
      const starts = ["a", "b", "c", "d"].flatMap((own) => [`${own} starts`, `${own}'s child starts`]);
      assert.deepEqual(await family.news(), starts);
    }));

  test('a halted sibling with restart "never" ends stopped, and its hook runs once and only then', () =>
    onStage(placement, async (stage) => {
      const { family, refs, parent } = await raise(stage, "one-for-all");
      const words = family.member("d", { like: "growing", restart: "never" });
      const d = await parent.ask("spawn", words);
      await family.news();
      refs[1]?.tell("fail", "as told");
      await stage.event("restart", ({ actor }) => nameOf(actor) === "c");
      assert.equal((await family.news())[1], "d ended stopped");
      assert.deepEqual(exitsOf(stage), ["d stopped"]);
      assert.deepEqual(restartsOf(stage), ["a", "b", "c"]);
      await assert.rejects(d.ask("count"), { name: "ActorError" });
      refs[1]?.tell("fail", "as told");
      await stage.event("restart", ({ actor, restarts }) => nameOf(actor) === "c" && restarts === 2);
      await parent.ask("spawn", words); // its name is free
      assert.deepEqual([family.count("d starts"), family.count("d ended stopped")], [2, 1]);
      assert.equal(family.lines.filter((line) => /^[abc] ended/.test(line)).length, 0, "a restart is no end");
    }));

  test("a halted sibling whose handler hangs is let go after its own stopTimeoutMs, while the others stop properly", () =>
    onStage(placement, async (stage) => {
      const [hang, hold] = [createHold(), createHold()];
      const { family, refs, parent } = await raise(stage, "one-for-all", (line) =>
        line === "d hangs" ? hang.over : line === "b holds" ? hold.over : undefined,
      );
      const d = await parent.ask("spawn", family.member("d", { stopTimeoutMs: 20 }));
      const hung = d.ask("hold", "hangs");
      const held = refs[1]?.ask("hold", "holds");
      await Promise.all([family.until("d hangs"), family.until("b holds")]);
      refs[0]?.tell("fail", "as told");
      const { actor, error } = await stage.event("fault");
      assert.deepEqual([nameOf(actor), (error as { code?: string }).code], ["d", "STOP_TIMEOUT"]);
      await assert.rejects(hung, { code: "STOPPED" });
      hold.release("properly");
      assert.equal(await held, "properly");
      await stage.event("restart", (event) => nameOf(event.actor) === "d");
      assert.deepEqual(restartsOf(stage), ["a", "b", "c", "d"]);
      assert.equal(await d.ask("count"), 1);
      assert.equal(stage.events("fault").length, 1);
      hang.release();
    }));

  test("a halted sibling that is finishing stops its children, instead of waiting until they have drained", () =>
    onStage(placement, async (stage) => {
      const hang = createHold();
      const { family, refs, parent } = await raise(
        stage,
        "one-for-all",
        (line) => line === "d's child hangs" && hang.over,
      );
      const children = [family.member("d's child", { stopTimeoutMs: 20 })];
      const d = await parent.ask("spawn", family.member("d", { like: "growing" }, { children }));
      (await d.ask("child", "d's child")).tell("hold", "hangs");
      await family.until("d's child hangs");
      assert.equal(await d.ask("finish", 7), 7);
      refs[0]?.tell("fail", "as told");
      await stage.event("restart", ({ actor }) => nameOf(actor) === "c");
      assert.deepEqual(exitsOf(stage), ["d done"]);
      assert.deepEqual(restartsOf(stage), names);
      hang.release();
    }));

  test("a child that ends for good touches no sibling, one that is started again after it finished does", () =>
    onStage(placement, async (stage) => {
      const { family, refs, parent } = await raise(stage, "one-for-all");
      const never = await parent.ask("spawn", family.member("d", { restart: "never" }));
      await assert.rejects(never.ask("fail", "as told"), { message: "as told" });
      await stage.event("exit");
      assert.deepEqual(await Promise.all(refs.map((ref) => ref.ask("count"))), [1, 1, 1]);
      const always = await parent.ask("spawn", family.member("d", { restart: "always" }));
      assert.equal(await always.ask("finish", 7), 7);
      await stage.event("restart", ({ actor }) => nameOf(actor) === "d");
      assert.deepEqual(await Promise.all(refs.map((ref) => ref.ask("count"))), [1, 1, 1]);
      assert.deepEqual(restartsOf(stage), [...names, "d"]);
      assert.deepEqual(exitsOf(stage), ["d crashed"]);
    }));

  test("a sibling that crashes while another recovers counts, and all start once more, not twice", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, refs } = await raise(stage, "one-for-all", (line) =>
        line === "c's child ended stopped" ? hold.over : undefined,
      );
      refs[0]?.tell("fail", "first");
      await family.until("c's child ended stopped"); // c is on its way down, b is up
      refs[1]?.tell("fail", "second");
      await stage.event("crash", ({ error }) => error.message === "second");
      hold.release();
      await stage.event("restart", ({ actor }) => nameOf(actor) === "c");
      assert.deepEqual(await Promise.all(refs.map((ref) => ref.ask("count"))), [1, 1, 1]);
      assert.deepEqual(family.decisions(), ["a restart first", "b restart second"]);
      assert.deepEqual(restartsOf(stage), names);
    }));

  test("a sibling that crashes while another recovers may be one failure too many", () =>
    onStage(placement, async (stage) => {
      const hold = createHold();
      const { family, refs } = await raise(stage, "all-once", (line, nth) =>
        line === "c's child ended stopped" && nth === 1 ? hold.over : undefined,
      );
      refs[0]?.tell("fail", "first");
      await family.until("c's child ended stopped");
      refs[1]?.tell("fail", "second");
      await stage.event("escalation");
      hold.release();
      await stage.event("restart", ({ actor }) => nameOf(actor) === "parent");
      assert.deepEqual(family.decisions(), ["a restart first", "b escalate second", "parent restart second"]);
      assert.deepEqual(restartsOf(stage), ["parent"], "nothing of the old family came back before");
      assert.deepEqual(exitsOf(stage), ["c stopped", "b crashed", "a stopped"].toSorted());
    }));

  test("an init that throws in a round of restarts is one more failure, after which the round begins again", () =>
    onStage(placement, async (stage) => {
      const { family, refs } = await raise(stage, "all-growing", throwAt("b starts", 2, 3));
      await family.news();
      refs[0]?.tell("fail", "as told");
      await stage.event("restart", ({ actor }) => nameOf(actor) === "c");
      const failing = ["a starts", "a's child starts", "b starts", "a's child ended stopped"];
      const whole = names.flatMap((own) => [`${own} starts`, `${own}'s child starts`]);
      assert.deepEqual((await family.news()).slice(3), [...failing, ...failing, ...whole]);
      assert.deepEqual(family.decisions(), ["a restart as told", "b restart b starts 2", "b restart b starts 3"]);
      assert.deepEqual(pausesOf(stage), [1, 1, 3], "each by the failures of its own");
      assert.deepEqual(restartsOf(stage), ["a", "a", "a", "b", "c"]);
    }));

  test("an init that throws in a round of restarts spares those before it, if the strategy does", () =>
    onStage(placement, async (stage) => {
      const { family, refs } = await raise(stage, "rest-for-one", throwAt("b starts", 2));
      refs[0]?.tell("fail", "as told");
      await stage.event("restart", ({ actor }) => nameOf(actor) === "c");
      assert.deepEqual(restartsOf(stage), names);
      assert.deepEqual(
        names.map((own) => family.count(`${own} starts`)),
        [2, 3, 2],
      );
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("the death of a host under one-for-all counts once, and takes the siblings elsewhere down too", () =>
    onStage(placement, async (stage) => {
      const family = await openFamily(stage);
      const home = family.member("home", { on: "inline" });
      const children = [home, family.member("a"), family.member("b")];
      const words = family.member("parent", { like: "all-once", on: "inline", restart: "never" }, { children });
      const parent = await family.spawn(words);
      const refs = await Promise.all(["home", "a", "b"].map((own) => parent.ask("child", own)));
      await breakHost(stage.system, refs[1] as never);
      await stage.event("restart", ({ actor }) => nameOf(actor) === "b");
      assert.deepEqual(restartsOf(stage), ["home", "a", "b"]);
      assert.deepEqual(await Promise.all(refs.map((ref) => ref.ask("count"))), [1, 1, 1]);
      await breakHost(stage.system, refs[1] as never);
      const exit = await parent.exited;
      assert.equal(exit.kind === "crashed" && (exit.error as { code?: string }).code, "HOST_LOST");
    }));
}

const names = ["a", "b", "c"] as const;

interface Raised {
  readonly family: Family;
  readonly parent: MemberRef;
  readonly refs: readonly MemberRef[];
}

/** A parent that supervises so, and children each with a child of its own, whose end shows when they go down. */
async function raise(
  stage: Stage,
  strategy: MemberName | "one-for-one",
  direct?: (line: string, nth: number) => unknown,
  likes: readonly MemberName[] = ["member", "cousin", "once"],
): Promise<Raised> {
  const family = await openFamily(stage, direct);
  const children = likes.map((like, nth) => {
    const name = ["a", "b", "c", "d"][nth] as string;
    return family.member(name, { like }, { children: [family.member(`${name}'s child`)] });
  });
  const like = strategy === "one-for-one" ? "member" : strategy;
  const parent = await family.spawn(family.member("parent", { like }, { children }));
  return { family, parent, refs: await Promise.all(children.map(({ name }) => parent.ask("child", name))) };
}

function throwAt(line: string, ...times: readonly number[]): (line: string, nth: number) => void {
  return (its, nth) => {
    if (its === line && times.includes(nth)) throw new Error(`${line} ${nth}`);
  };
}

function restartsOf({ events }: Stage): readonly string[] {
  return events("restart").map(({ actor }) => nameOf(actor));
}

/** Of all but the children's children, in alphabetical order. */
function exitsOf({ events }: Stage): readonly string[] {
  const own = events("exit").filter(({ actor }) => !actor.endsWith("'s child"));
  return own.map(({ actor, exit }) => `${nameOf(actor)} ${exit.kind}`).toSorted();
}

function pausesOf({ events }: Stage): readonly (number | undefined)[] {
  return events("crash").map(({ pauseMs }) => pauseMs);
}
