import assert from "node:assert/strict";
import type { Child, DeadLetterReason, Placement, SpawnOptions } from "../../mod.ts";
import { juggler, trio, type JugglerArgs, type JugglerProtocol } from "./actors/juggler.ts";
import type { PuppetRef } from "./actors/puppet-protocol.ts";
import { onStage, sorted, type Probe, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

type Juggler = Child<JugglerProtocol>;

/** How many messages an actor may put aside. */
const LIMIT = 1_024;

const ends: readonly { readonly reason: DeadLetterReason; readonly end: (actor: Juggler) => void }[] = [
  { reason: "STOPPED", end: (actor) => void actor.stop() },
  { reason: "KILLED", end: (actor) => void actor.kill() },
  { reason: "FINISHED", end: (actor) => actor.tell("finish", 1) },
  { reason: "CRASHED", end: (actor) => actor.tell("fail") },
];

/** What an actor puts aside waits for it alone, and counts as what waits in its mailbox does. */
export function stashContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, apart } = placement;

  async function open(
    stage: Stage,
    args: Partial<JugglerArgs> = {},
    options: Pick<SpawnOptions, "restart"> = {},
    place: Placement = on,
  ): Promise<{ actor: Juggler; probe: Probe }> {
    const probe = await stage.openProbe();
    return {
      probe,
      actor: await stage.system.spawn(juggler, { args: { probe: probe.ref, ...args }, on: place, ...options }),
    };
  }

  test("ctx.unstash() hands back what was put aside, in order and before what waits, and asks went on waiting", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const gate = await stage.closeGate();
      for (const value of [1, 2]) actor.tell("query", value);
      const asked = actor.ask("query", 3);
      actor.tell("hold", gate.ref);
      actor.tell("open", Infinity);
      actor.tell("note", "waits");
      await probe.until(1);
      gate.open();
      assert.equal(await asked, 3);
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), ["holding", 1, 2, 3, "waits"]);
    }));

  test("ctx.stash() of what was handed back keeps the order", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      for (let value = 0; value < 5; value++) actor.tell("query", value);
      actor.tell("open", 2);
      actor.tell("query", 5);
      actor.tell("open", 1);
      actor.tell("open", 0);
      actor.tell("query", 6);
      actor.tell("note", "now");
      actor.tell("open", Infinity);
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), [0, 1, 2, "now", 3, 4, 5, 6]);
    }));

  test("ctx.stash() throws STASH_FULL when 1,024 messages are aside, and a restart keeps those", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      for (let value = 0; value < LIMIT; value++) actor.tell("query", value);
      await assert.rejects(actor.ask("query", "too many"), { code: "STASH_FULL" });
      await stage.event("restart");
      actor.tell("open", Infinity);
      actor.tell("note", "later");
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), [...Array(LIMIT).keys(), "later"]);
      assert.equal(stage.events("deadletter").length, 0);
    }));

  test("ctx.unstash() in init hands back what the former life had put aside, with its asks", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage, { open: Infinity, unstashes: true });
      const gate = await stage.closeGate();
      actor.tell("close");
      actor.tell("query", "first");
      const asked = actor.ask("query", "second");
      actor.tell("hold", gate.ref);
      await probe.until(1);
      actor.tell("fail");
      actor.tell("note", "waits");
      gate.open();
      assert.equal(await asked, "second");
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), ["holding", "first", "second", "waits"]);
    }));

  for (const { reason, end } of ends) {
    test(`accepted = handled + dead letters with a stash: what is aside at the end is ${reason}, and its asks reject`, () =>
      onStage(placement, async (stage) => {
        const { deadLetters, until } = stage;
        const { actor, probe } = await open(stage, {}, { restart: "never" });
        const { actor: sender } = await open(stage, {}, {}, apart);
        await sender.ask("flood", { to: actor, count: 300 });
        await sender.ask("visit", actor);
        for (let value = 0; value < 300; value++) actor.tell("query", value);
        const asked = assert.rejects(actor.ask("query", "asked"), { code: reason });
        actor.tell("open", 50);
        await actor.ask("count");
        end(actor);
        await actor.exited;
        await asked;
        await until(() => deadLetters(actor.path) >= 551);
        await sender.ask("count");
        assert.equal(deadLetters(actor.path), 551);
        assert.deepEqual([...new Set(stage.events("deadletter").map((event) => event.reason))], [reason]);
        assert.deepEqual(await probe.heard(), [...Array(50).keys()]);
      }));
  }

  test("ctx.stash() while the actor is being stopped makes the message a dead letter, and its ask rejects", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const gate = await stage.closeGate();
      const asked = assert.rejects(actor.ask("stashLate", gate.ref), { code: "STOPPED" });
      await probe.until(1);
      const stopped = actor.stop();
      gate.open();
      assert.deepEqual(await stopped, { kind: "stopped" });
      await asked;
      const { reason, message } = await stage.event("deadletter");
      assert.deepEqual([reason, message?.type, stage.events("deadletter").length], ["STOPPED", "stashLate", 1]);
    }));

  test("child.stop() with drain handles what waits, and ends with what is aside as dead letters", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const gate = await stage.closeGate();
      for (const value of [1, 2]) actor.tell("query", value);
      const asked = assert.rejects(actor.ask("query", 3), { code: "STOPPED" });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      actor.tell("open", 1);
      actor.tell("note", "drained");
      const stopped = actor.stop({ drain: true });
      gate.open();
      assert.deepEqual(await stopped, { kind: "stopped" });
      await asked;
      await stage.until(() => stage.deadLetters(actor.path) >= 2);
      assert.deepEqual(await probe.heard(), ["holding", 1, "drained"]);
      assert.deepEqual(
        stage.events("deadletter").map(({ reason, message }) => [reason, message?.payload]),
        [2, 3].map((value) => ["STOPPED", value]),
      );
    }));

  test("ctx.stash() puts nothing aside when its handler throws", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage, { unstashes: true });
      await assert.rejects(actor.ask("stashAndFail"), { message: "not aside" });
      await stage.event("restart");
      actor.tell("note", "next");
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), ["next"]);
      assert.equal(stage.events("crash").length, 1);
    }));

  test("ctx.stash() throws TOO_LATE once the handler has returned, and BAD_OPTION with concurrency", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      assert.equal(await actor.ask("stashAfterwards"), "TOO_LATE");
      const busy = await stage.system.spawn(trio, { args: { probe: probe.ref }, on });
      await assert.rejects(busy.ask("query", 1), { code: "BAD_OPTION" });
    }));

  test("a tick that was put aside is not handled when its timer was cancelled or replaced meanwhile", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      actor.tell("remind", { ms: 0, value: "cancelled" });
      await probe.until(1);
      actor.tell("cancel");
      actor.tell("remind", { ms: 0, value: "replaced", key: "key" });
      await probe.until(2);
      actor.tell("remind", { ms: 0, value: "wanted", key: "key" });
      await probe.until(3);
      actor.tell("open", Infinity);
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), ["cancelled is due", "replaced is due", "wanted is due", "wanted"]);
    }));

  test("a tick and a notice that were put aside are not handled by a later life, and are no dead letters", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const { actor: watched } = await open(stage, {}, {}, apart);
      await actor.ask("watch", watched);
      await watched.stop();
      actor.tell("remind", { ms: 0, value: "former" });
      await probe.until(1);
      actor.tell("fail");
      await stage.event("restart");
      actor.tell("remind", { ms: 0, value: "later" });
      await probe.until(2);
      actor.tell("open", 1);
      await actor.ask("count");
      actor.tell("close");
      actor.tell("remind", { ms: 0, value: "last" });
      await probe.until(4);
      await actor.stop();
      assert.deepEqual(await probe.heard(), ["former is due", "later is due", "later", "last is due"]);
      assert.equal(stage.events("deadletter").length, 0);
    }));

  test("a notice that was put aside is handled when it is handed back, but not after ctx.unwatch()", () =>
    onStage(placement, async (stage) => {
      const { actor, probe } = await open(stage);
      const watched = [(await open(stage, {}, {}, apart)).actor, (await open(stage, {}, {}, apart)).actor] as const;
      for (const ref of watched) await actor.ask("watch", ref);
      for (const ref of watched) await ref.stop();
      await actor.ask("unwatch", watched[0]);
      actor.tell("open", Infinity);
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), [`${watched[1].name} ended`]);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("accepted = handled + dead letters, exactly, when the host of a full stash dies", () =>
    onStage(placement, async (stage) => {
      const { system, deadLetters, events, until } = stage;
      const { actor, probe } = await open(stage);
      const { actor: sender } = await open(stage, {}, {}, apart);
      await sender.ask("flood", { to: actor, count: 600 });
      await sender.ask("visit", actor);
      for (let value = 600; value < LIMIT; value++) actor.tell("query", value);
      await actor.ask("count");
      actor.tell("open", 10);
      const asked = assert.rejects(actor.ask("query", "asked"), { code: "HOST_LOST" });
      await actor.ask("count");
      await breakHost(system, actor as unknown as PuppetRef);
      await asked;
      await until(() => deadLetters(actor.path) >= LIMIT - 9);
      const lost = events("deadletter").filter(({ to }) => to === actor.path);
      assert.deepEqual(
        sorted(lost.map(({ reason, count, message }) => [reason, count, message])),
        sorted([424 + 1, 600 - 10].map((count) => ["HOST_LOST", count, undefined])),
      );
      actor.tell("open", Infinity);
      assert.equal(await actor.ask("query", "afresh"), "afresh");
      assert.deepEqual(await probe.heard(), [...Array(10).keys(), "afresh"]);
    }));
}
