import assert from "node:assert/strict";
import type { Child, DeadLetterReason, SystemEventData } from "../../mod.ts";
import type { PuppetProtocol } from "./actors/puppet-protocol.ts";
import { onStage, sorted } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

type Puppet = Child<PuppetProtocol>;

interface Ending {
  readonly title: string;
  readonly reason: DeadLetterReason;
  /** Said before the messages that will not be handled. */
  readonly begin?: (actor: Puppet) => void;
  /** Said after them, and past them. */
  readonly overtake?: (actor: Puppet) => void;
}

const endings: readonly Ending[] = [
  { title: "finishes", reason: "FINISHED", begin: (actor) => actor.tell("finish", 1) },
  { title: "crashes for good", reason: "CRASHED", begin: (actor) => actor.tell("fail", "for good") },
  { title: "is stopped", reason: "STOPPED", overtake: (actor) => void actor.stop() },
  { title: "is killed", reason: "KILLED", overtake: (actor) => void actor.kill() },
];

/** Guarantees 3 and 4: what is accepted is handled or a dead letter, and whoever waits is told. */
export function accountingContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  for (const { title, reason, begin, overtake } of endings) {
    test(`accepted = handled + dead letters, and asks and waiting sends settle, when the actor ${title}`, () =>
      onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters, events, until }) => {
        const probe = await openProbe();
        const gate = await closeGate();
        const actor = await spawnPuppet({ probe: probe.ref }, { restart: "never" });
        actor.tell("hold", gate.ref);
        await probe.until(1);
        begin?.(actor);
        for (let n = 0; n < 1_100; n++) actor.tell("note", n);
        const waits = [actor.ask("count"), actor.send("note", "sent"), actor.ask("echo", "asked")];
        const settled = Promise.allSettled(waits);
        overtake?.(actor);
        gate.open();
        await actor.exited;
        for (const outcome of await settled) {
          assert.equal(outcome.status, "rejected");
          assert.equal((outcome.reason as { code: string }).code, reason);
        }
        await until(() => deadLetters(actor.path) >= 1_100);
        assert.deepEqual(await probe.heard(), ["holding"]);
        assert.deepEqual([...new Set(events("deadletter").map((event) => event.reason))], [reason]);
        const shown = events("deadletter").filter(({ message }) => message !== undefined);
        assert.deepEqual(
          shown.map(({ message }) => message?.payload),
          Array.from({ length: 1_000 }, (_, n) => n), // and the rest was counted
        );

        actor.tell("note", "late");
        await until(() => deadLetters(actor.path) >= 1_101);
        assert.equal(events("deadletter").at(-1)?.reason, reason);
        await assert.rejects(actor.ask("count"), { code: reason });
        await assert.rejects(actor.send("note", "late"), { code: reason });
        assert.equal(deadLetters(actor.path), 1_101);
      }));

    test(`accepted = handled + dead letters for a sender on another host, in mid-flood, when the actor ${title}`, () =>
      onStage(placement, async ({ spawnPuppet, openProbe, deadLetters, until }) => {
        const probe = await openProbe();
        const actor = await spawnPuppet({ probe: probe.ref }, { restart: "never" });
        const sender = await spawnPuppet({}, { on: placement.apart });
        sender.tell("flood", { to: actor, from: 0, count: 5_000 });
        await probe.until(100);
        sender.tell("flood", { to: actor, from: 5_000, count: 5_000 });
        begin?.(actor);
        overtake?.(actor);
        await until(() => probe.notes.length + deadLetters(actor.path) >= 10_000);
        await actor.exited;
        await sender.ask("count");
        assert.equal((await probe.heard()).length + deadLetters(actor.path), 10_000);
        assert.deepEqual(
          probe.notes,
          Array.from({ length: probe.notes.length }, (_, n) => n),
        );
      }));
  }

  test("ref.ask() of the message in hand rejects when the actor is killed, and not when it is stopped", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const probe = await openProbe();
      const gate = await closeGate();
      const [stopped, killed] = [await spawnPuppet({ probe: probe.ref }), await spawnPuppet({ probe: probe.ref })];
      const asks = [stopped.ask("hold", gate.ref), killed.ask("hold", gate.ref)] as const;
      const refused = assert.rejects(asks[1], { code: "KILLED" });
      await probe.until(2);
      void stopped.stop();
      assert.deepEqual(await killed.kill(), { kind: "killed" });
      await refused;
      gate.open("held");
      assert.equal(await asks[0], "held");
      assert.deepEqual(await stopped.exited, { kind: "stopped" });
    }));

  test("ref.ask() rejects with the error of a crash whatever becomes of the actor, and only that of the message in hand", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const asks = [actor.ask("fail", "once"), actor.ask("count")] as const;
      await assert.rejects(asks[0], { name: "Error", message: "once" });
      assert.equal(await asks[1], 1);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("accepted = handled + dead letters when the host dies: one event for each receiver and sending host", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, events, until }) => {
      const probe = await openProbe();
      const gate = await closeGate();
      const receivers = [await spawnPuppet({ probe: probe.ref }), await spawnPuppet({ probe: probe.ref })];
      const sender = await spawnPuppet({}, { on: placement.apart });
      for (const to of receivers) sender.tell("flood", { to, from: 0, count: 1 });
      await probe.until(2);
      for (const to of receivers) to.tell("hold", gate.ref);
      await probe.until(4);
      for (const to of receivers) {
        for (let n = 0; n < 3_000; n++) to.tell("note", n);
        sender.tell("flood", { to, from: 0, count: 2_000 });
      }
      const asks = receivers.flatMap((to) => [
        to.with({ timeoutMs: Infinity }).ask("echo", 1),
        to.send("note", "sent"),
      ]);
      const settled = Promise.allSettled(asks);
      await sender.ask("count");
      await breakHost(system, receivers[0] as Puppet);
      const lost = (): readonly SystemEventData["deadletter"][] =>
        events("deadletter").filter(({ to }) => to !== undefined && receivers.some(({ path }) => path === to));
      await until(() => lost().length >= 4);
      assert.deepEqual(
        lost().filter(
          ({ message, maybeHandled }) => message !== undefined || maybeHandled !== (placement.countsLate ?? false),
        ),
        [],
      );
      const seen = lost().map(({ to, reason, count }) => `${to} ${reason} ${count}`);
      assert.deepEqual(
        sorted(seen),
        sorted(receivers.flatMap(({ path }) => [2_000, 3_000].map((count) => `${path} HOST_LOST ${count}`))),
      );
      gate.open();
      // Neither was accepted: they wait for the next place, and go there.
      assert.deepEqual(
        (await settled).map(({ status }) => status),
        ["fulfilled", "fulfilled", "fulfilled", "fulfilled"],
      );
    }));

  test("ref.ask() rejects with HOST_LOST at once when the host dies, also from another host", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const probe = await openProbe();
      const gate = await closeGate();
      const actor = await spawnPuppet({ probe: probe.ref });
      const asker = await spawnPuppet({}, { on: placement.apart });
      const neighbour = await spawnPuppet({}, { on: { beside: asker } });
      assert.equal(await asker.ask("askOther", { to: actor, type: "echo" }), "echo"); // makes the way
      const held = assert.rejects(actor.ask("hold", gate.ref), { code: "HOST_LOST" });
      await probe.until(1); // else the asker's may be there first
      const asked = assert.rejects(asker.ask("askOther", { to: actor, type: "echo" }), { code: "HOST_LOST" });
      await neighbour.ask("count"); // the asker has asked by then
      await breakHost(system, actor);
      await Promise.all([held, asked]);
    }));
}
