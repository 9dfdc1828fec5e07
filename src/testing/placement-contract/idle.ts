import assert from "node:assert/strict";
import type { ActorRef } from "../../mod.ts";
import { clerk, clerkFamily } from "./actors/clerk.ts";
import { juggler } from "./actors/juggler.ts";
import { openDesk } from "./mailboxes.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Work that is counted: when an actor, and a system, has nothing to do. */
export function idleContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const order of ["fifo", "lifo", "priority"] as const) {
    test(`child.idle() (${order}) resolves when what was sent before has been handled, and waits for nothing else`, () =>
      onStage(placement, async (stage) => {
        const { probe, gate, actor } = await openDesk(stage, { order });
        for (const n of [1, 2, 3]) actor.tell("note", n);
        const idle = actor.idle().then(() => probe.heard());
        await actor.send("note", 9);
        const later = await stage.closeGate();
        if (order === "fifo") actor.tell("hold", later.ref); // in the other orders it would come first
        gate.open();
        const notes = await idle;
        for (const n of [1, 2, 3]) assert.ok(notes.includes(n), `${n} is among ${String(notes)}`);
        later.open();
        await actor.idle();
        assert.ok((await probe.heard()).includes(9));
      }));
  }

  test("child.idle() resolves at once when nothing waits, and after the end", () =>
    onStage(placement, async ({ system }) => {
      const actor = await system.spawn(clerk, { args: undefined, on: placement.on });
      await actor.idle();
      await actor.stop();
      await actor.idle();
    }));

  test("child.idle() waits for the message in hand, and for those who were let in from other hosts", () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { capacity: 2 });
      const sent = [1, 2, 3].map((n) => actor.send("note", n));
      await sent[0];
      let isIdle = false;
      const idle = actor.idle().then(() => (isIdle = true));
      await probe.heard();
      assert.equal(isIdle, false);
      gate.open();
      await idle;
      assert.ok((await probe.heard()).includes(1));
      await Promise.all(sent);
    }));

  for (const end of ["stop", "kill", "finish", "fail"] as const) {
    test(`child.idle() rejects when what waits becomes dead letters instead (${end})`, () =>
      onStage(placement, async (stage) => {
        const { gate, actor } = await openDesk(stage, {}, { restart: "never" });
        if (end === "finish" || end === "fail") actor.tell(end);
        actor.tell("note", 1);
        const code = { stop: "STOPPED", kill: "KILLED", finish: "FINISHED", fail: "CRASHED" }[end];
        const rejected = assert.rejects(actor.idle(), { code });
        if (end === "stop" || end === "kill") void actor[end]();
        gate.open();
        await rejected;
      }));
  }

  test("child.idle() goes on waiting while the actor is restarted", () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, {});
      actor.tell("fail");
      actor.tell("note", 1);
      const idle = actor.idle();
      gate.open();
      await idle;
      assert.deepEqual(await probe.heard(), ["holding", 1]);
    }));

  test("system.idle() resolves when nothing is left to do on any host, and not before", () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, {});
      const { system } = stage;
      const last = await system.spawn(clerk, { args: probe.ref, on: placement.apart });
      let isIdle = false;
      const idle = system.idle().then(() => (isIdle = true));
      actor.tell("sendMany", { to: last, from: 0, count: 5_000, how: "tell" });
      await last.ask("outcomes");
      assert.equal(isIdle, false);
      gate.open();
      await idle;
      assert.equal(probe.notes.length, 5_001);
      await system.idle();
    }));

  test("system.idle() waits for promises that were piped, and for no timer that is not due", () =>
    onStage(placement, async (stage) => {
      const [probe, gate] = [await stage.openProbe(), await stage.closeGate()];
      const actor = await stage.system.spawn(clerk, { args: probe.ref, on: placement.on });
      await actor.ask("remind", { ms: 1_000_000, value: "never" });
      await stage.system.idle();
      await actor.ask("pipe", gate.ref);
      const idle = stage.system.idle();
      gate.open();
      await idle;
      assert.deepEqual(probe.notes, ["piped"]);
    }));

  test("child.idle() and child.stop({ drain }) come behind tells that wait at their sender for a credit", () =>
    onStage(placement, async ({ system, openProbe, deadLetters }) => {
      for (const overflow of ["wait", "drop-oldest"] as const) {
        const probe = await openProbe();
        const mailbox = { capacity: 100, overflow };
        const actor = await system.spawn(clerk, { args: probe.ref, on: placement.on, mailbox });
        const all = Array.from({ length: 100 }, (_, n) => n);
        for (const n of all) actor.tell("note", n);
        await actor.idle();
        assert.deepEqual(await probe.heard(), all); // they are not its own messages
        for (const n of all) actor.tell("note", n);
        assert.deepEqual(await actor.stop({ drain: true }), { kind: "stopped" });
        assert.deepEqual([(await probe.heard()).length, deadLetters(actor.path)], [200, 0]);
      }
    }));

  test("child.stop({ drain }) handles what waits for room, too", () =>
    onStage(placement, async (stage) => {
      const { probe, gate, actor } = await openDesk(stage, { capacity: 2 });
      const sent = Array.from({ length: 20 }, (_, n) => actor.send("note", n));
      const exited = actor.stop({ drain: true });
      gate.open();
      await Promise.all([exited, ...sent]);
      assert.deepEqual(await probe.heard(), ["holding", ...Array.from({ length: 20 }, (_, n) => n)]);
      assert.equal(stage.deadLetters(actor.path), 0);
    }));

  test("child.idle() settles when what it waits for is dropped, and the actor is then stopped while it is down", () =>
    onStage(placement, async ({ system, openProbe, event }) => {
      const probe = await openProbe();
      const parent = await system.spawn(clerkFamily, { args: probe.ref, on: placement.on });
      const actor = await parent.ask("child");
      actor.tell("fail");
      await event("crash");
      actor.tell("note", 1);
      const idle = parent.ask("idleOfChild");
      actor.tell("note", 2); // drops the first one
      await parent.ask("stopChild");
      assert.match(await idle, /idle|STOPPED/);
    }));

  test("child.idle() waits for what unstash() hands back, however often that is called", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const probe = await openProbe();
      const actor = await system.spawn(juggler, { args: { probe: probe.ref }, on: placement.on });
      for (const n of [1, 2, 3]) actor.tell("query", n);
      await actor.idle(); // all are aside, and do not count
      actor.tell("open", 3);
      const idle = actor.idle();
      actor.tell("open", 3);
      await idle;
      await actor.idle();
      assert.equal(probe.notes.length > 0, true);
    }));

  test("system.idle() resolves after starts, failing starts, restarts and floods of dead letters", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const actor = await spawnPuppet();
      const starting = spawnPuppet({ startBy: "throw" }).catch((error: { code: string }) => error.code);
      await system.idle();
      assert.equal(await starting, "START_FAILED");
      actor.tell("fail", "once");
      await system.idle();
      for (let n = 0; n < 3_000; n++) (actor as unknown as ActorRef<{ unknown: () => void }>).tell("unknown");
      await system.idle();
      await actor.kill();
      for (let n = 0; n < 3_000; n++) actor.tell("note", n);
      await system.idle();
    }));

  test("system.idle() does not wait for what an actor has piped that is no more", () =>
    onStage(placement, async ({ system, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await system.spawn(clerk, { args: probe.ref, on: placement.on });
      await actor.ask("pipe", gate.ref);
      await actor.kill();
      gate.open();
      await system.idle();
      assert.deepEqual(probe.notes, []);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("child.idle() rejects with HOST_LOST when the host dies, whoever had sent what waited", () =>
    onStage(placement, async (stage) => {
      const { system, spawnPuppet, openProbe, closeGate } = stage;
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      const sender = await spawnPuppet({}, { on: placement.apart });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      sender.tell("flood", { to: actor, from: 0, count: 100 });
      await sender.ask("count");
      const rejected = assert.rejects(actor.idle(), { code: "HOST_LOST" });
      await breakHost(system, actor);
      await rejected;
    }));

  test("system.idle() waits for an ask and a send that wait for a lost actor's new place", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      await breakHost(system, actor);
      const settled: string[] = [];
      void actor.ask("count").then(() => settled.push("ask"));
      void actor.send("note", "sent").then(() => settled.push("send"));
      await system.idle();
      assert.deepEqual(settled.toSorted(), ["ask", "send"]);
    }));
}
