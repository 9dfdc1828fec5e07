import assert from "node:assert/strict";
import { clerk } from "./actors/clerk.ts";
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
        const idle = actor.idle().then(() => [...probe.notes]);
        await actor.send("note", 9);
        const later = await stage.closeGate();
        if (order === "fifo") actor.tell("hold", later.ref); // in the other orders it would come first
        gate.open();
        const notes = await idle;
        for (const n of [1, 2, 3]) assert.ok(notes.includes(n), `${n} is among ${String(notes)}`);
        later.open();
        await actor.idle();
        assert.ok(probe.notes.includes(9));
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
      assert.ok(probe.notes.includes(1));
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
      assert.deepEqual(probe.notes, ["holding", 1]);
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
}
