import { randomUUID } from "node:crypto";
import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Guarantee 7: what a restart keeps, and who decides. */
export function restartsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  test("a restart keeps the ref, the waiting messages and the waiting senders, in order, and not the failed message", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, event, deadLetters }) => {
      const probe = await openProbe();
      const gate = await closeGate();
      const parent = await spawnPuppet({}, { on: "inline" });
      const actor = await parent.ask("spawn", { name: "child", on, args: { probe: probe.ref } });
      actor.tell("crashAfter", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 1_024; n++) actor.tell("note", n);
      const waiting = [actor.send("note", 1_024), actor.send("note", 1_025), actor.ask("note", 1_026)];
      gate.open();
      await event("restart", (restart) => restart.actor === actor.path);
      await Promise.all(waiting);
      assert.equal(await actor.ask("count"), 1_028);
      assert.deepEqual(await probe.heard(), ["holding", ...Array.from({ length: 1_027 }, (_, n) => n)]);
      assert.equal(deadLetters(actor.path), 0);
    }));

  test("a restart gives a fresh state from the same args", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const life = await openProbe();
      const actor = await spawnPuppet({ label: "it", life: life.ref });
      assert.equal(await actor.ask("count"), 1);
      assert.equal(await actor.ask("count"), 2);
      await assert.rejects(actor.ask("fail", "once"), { message: "once" });
      assert.equal(await actor.ask("count"), 1);
      assert.deepEqual(await life.heard(), ["it starts", "it starts"]);
    }));

  test("a restart stops the children first, the last started first", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, event }) => {
      const life = await openProbe();
      const child = (name: string, like: "puppet" | "marionette") =>
        ({ name, like, on, args: { label: name, life: life.ref } }) as const;
      const actor = await spawnPuppet({
        label: "parent",
        life: life.ref,
        children: [child("first", "puppet"), child("second", "marionette")],
      });
      const [first] = [await actor.ask("count")];
      assert.equal(first, 1);
      await assert.rejects(actor.ask("fail", "once"));
      await event("restart");
      const starts = ["parent starts", "first starts", "second starts"];
      assert.deepEqual(await life.heard(), [...starts, "second ended stopped", "first ended stopped", ...starts]);
    }));

  test("restart: never ends the actor at its first crash", () =>
    onStage(placement, async ({ spawnPuppet, events }) => {
      const actor = await spawnPuppet({}, { restart: "never" });
      await assert.rejects(actor.ask("fail", "the end"), { message: "the end" });
      const exit = await actor.exited;
      assert.equal(exit.kind, "crashed");
      assert.equal(exit.kind === "crashed" && exit.error.message, "the end");
      assert.equal(events("restart").length, 0);
      assert.equal(events("crash")[0]?.decision, "end");
    }));

  test("a supervisor that has spent maxRestarts crashes with the error of the child, and its own supervisor decides", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, events, event }) => {
      const life = await openProbe();
      const top = await spawnPuppet({}, { on: "inline" });
      const middle = await top.ask("spawn", {
        name: "middle",
        on,
        args: {
          label: "middle",
          life: life.ref,
          children: [{ name: "leaf", on, args: { label: "leaf", life: life.ref } }],
        },
      });
      for (let n = 0; n < 4; n++) {
        if (n > 0) await event("restart", ({ restarts }) => restarts === n);
        void middle.ask("failChild", "leaf");
      }
      await event("restart", ({ actor }) => actor === middle.path);
      const decisions = events("crash").map(({ actor, decision, error }) => [actor, decision, error.message]);
      const leaf = `${middle.path}/leaf`;
      assert.deepEqual(decisions, [
        [leaf, "restart", "as told"],
        [leaf, "restart", "as told"],
        [leaf, "restart", "as told"],
        [leaf, "escalate", "as told"],
        [middle.path, "restart", "as told"],
      ]);
      assert.deepEqual(
        events("exit").map(({ actor, exit }) => [actor, exit.kind]),
        [[leaf, "crashed"]],
      );
      assert.deepEqual((await life.heard()).slice(-3), ["leaf ended crashed", "middle starts", "leaf starts"]);
    }));

  test("supervise.maxRestarts: 0 lets the first crash through, up to the root, where the actor ends", () =>
    onStage(placement, async ({ spawnPuppet, events }) => {
      const top = await spawnPuppet({}, { like: "strict", restart: "never" });
      await top.ask("spawn", { name: "middle", like: "strict", on, args: { children: [{ name: "leaf", on }] } });
      // The default of three restarts does not save it: its own supervisor bears none.
      const middle = events("start").find(({ actor }) => actor.endsWith("/middle"));
      assert.notEqual(middle, undefined);
      await top.ask("failChild", "middle");
      const exit = await top.exited;
      assert.equal(exit.kind === "crashed" && exit.error.message, "as told");
      assert.deepEqual(
        events("exit").map(({ actor, exit: { kind } }) => `${actor} ${kind}`),
        [`/stage/${top.name}/middle/leaf stopped`, `/stage/${top.name}/middle crashed`, `/stage/${top.name} crashed`],
      );
    }));

  test("the root counts the restarts of each child alone, and lives on when one has spent them", () =>
    onStage(placement, async ({ spawnPuppet, events, event }) => {
      const [bad, good] = [await spawnPuppet(), await spawnPuppet()];
      good.tell("fail", "good");
      for (let n = 1; n <= 4; n++) {
        bad.tell("fail", "bad");
        if (n < 4) await event("restart", ({ actor, restarts }) => actor === bad.path && restarts === n);
      }
      const exit = await bad.exited;
      assert.equal(exit.kind === "crashed" && exit.error.message, "bad");
      await assert.rejects(bad.ask("count"), { code: "CRASHED" });
      assert.equal(await good.ask("count"), 1);
      assert.deepEqual(
        events("exit").map(({ actor }) => actor),
        [bad.path],
      );
    }));

  test("an init that throws at a restart is one more crash", () =>
    onStage(placement, async ({ spawnPuppet, events }) => {
      const parent = await spawnPuppet({}, { restart: "never" });
      const child = await parent.ask("spawn", {
        name: "child",
        on,
        args: { label: randomUUID(), startBy: "throwAgain" },
      });
      child.tell("fail", "once");
      const exit = await parent.exited;
      assert.equal(exit.kind === "crashed" && exit.error.message, "cannot start");
      const crashes = events("crash").filter(({ actor }) => actor === child.path);
      assert.deepEqual(
        crashes.map(({ error }) => error.message),
        ["once", ...Array(3).fill("cannot start")],
      );
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("the death of a host counts once in each supervisor, however many of its children it took", () =>
    onStage(placement, async ({ system, spawnPuppet, events, until }) => {
      const parent = await spawnPuppet({}, { on: "inline" });
      const children = [];
      for (let n = 0; n < 10; n++) children.push(await parent.ask("spawn", { name: `child-${n}`, on }));
      for (let death = 1; death <= 3; death++) {
        await breakHost(system, children[0] as never);
        await until(() => events("restart").filter(({ actor }) => actor.startsWith(parent.path)).length >= 10 * death);
        assert.deepEqual(await Promise.all(children.map((child) => child.ask("count"))), Array(10).fill(1));
      }
      assert.deepEqual(
        events("exit").filter(({ actor }) => actor.startsWith(parent.path)),
        [],
      );
      await breakHost(system, children[0] as never);
      await until(
        () =>
          events("restart").some(({ actor }) => actor === parent.path) ||
          events("crash").some(({ actor }) => actor === parent.path),
      );
    }));

  test("a restart after the death of a host keeps the ref, and what is sent meanwhile is handled in order", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, event }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const sender = await spawnPuppet({}, { on: placement.apart });
      sender.tell("flood", { to: actor, from: 0, count: 1 });
      await probe.until(1);
      const broken = breakHost(system, actor);
      await event("crash", (crash) => crash.actor === actor.path);
      for (let n = 0; n < 100; n++) actor.tell("note", n);
      const count = actor.ask("count");
      await broken;
      assert.equal(await count, 101);
      assert.deepEqual(
        (await probe.heard()).slice(1),
        Array.from({ length: 100 }, (_, n) => n),
      );
      sender.tell("flood", { to: actor, from: 500, count: 3 });
      assert.deepEqual((await probe.until(104)).slice(101), [500, 501, 502]);
    }));

  test("actors of a dead host crash with HOST_LOST and are restarted on a fresh one with their children", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, events, event }) => {
      const life = await openProbe();
      const child = { name: "child", on: "inline", args: { label: "child", life: life.ref } } as const;
      const actor = await spawnPuppet({ label: "parent", life: life.ref, children: [child] });
      await breakHost(system, actor);
      await event("restart", (restart) => restart.actor === actor.path);
      const { error } = await event("crash", (crash) => crash.actor === actor.path);
      assert.equal((error as { code?: string }).code, "HOST_LOST");
      assert.equal(typeof (error as { exitCode?: number }).exitCode, "number");
      assert.deepEqual(await life.heard(), ["parent starts", "child starts", "parent starts", "child starts"]);
      assert.equal(events("exit").filter(({ actor: path }) => path === actor.path).length, 0);
    }));
}
