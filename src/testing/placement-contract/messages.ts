import assert from "node:assert/strict";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

const upTo = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => from + n);

/** Guarantees 1 and 2: order, and one message at a time. */
export function messagesContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  test("ref.tell() keeps the order of one sender", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      for (const n of upTo(20_000)) actor.tell("note", n);
      await actor.ask("count");
      assert.deepEqual(await probe.heard(), upTo(20_000));
    }));

  test("ref.send() and ref.ask() keep the order among themselves and with ref.tell() while there is room", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const accepted: Promise<unknown>[] = [];
      for (let n = 0; n < 900; n += 3) {
        actor.tell("note", n);
        accepted.push(actor.send("note", n + 1), actor.ask("note", n + 2));
      }
      await Promise.all(accepted);
      assert.deepEqual(await probe.heard(), upTo(900));
    }));

  test("ref.tell() keeps the order of each of two senders", () =>
    onStage(
      placement,
      async ({ spawnPuppet, openProbe }) => {
        const probe = await openProbe();
        const to = await spawnPuppet({ probe: probe.ref });
        const senders = [await spawnPuppet(), await spawnPuppet()];
        for (let round = 0; round < 10; round++) {
          for (const [index, sender] of senders.entries()) {
            sender.tell("flood", { to, from: index * 100_000 + round * 500, count: 500 });
          }
        }
        const notes = (await probe.until(10_000)) as number[];
        assert.deepEqual(
          notes.filter((n) => n < 100_000),
          upTo(5_000),
        );
        assert.deepEqual(
          notes.filter((n) => n >= 100_000),
          upTo(5_000, 100_000),
        );
      },
      { threads: 2 },
    ));

  for (const [where, from, to] of [
    ["a shared host to another", "on", "on"],
    ["a host of its own to another", "apart", "apart"],
    ["a shared host to one of its own", "on", "apart"],
    ["a host of its own to a shared one", "apart", "on"],
  ] as const) {
    test(`ref.tell() keeps the order while the way is being made, from ${where}`, () =>
      onStage(
        placement,
        async ({ spawnPuppet, openProbe }) => {
          const probe = await openProbe();
          const sender = await spawnPuppet({}, { on: placement[from] });
          const receiver = await spawnPuppet({ probe: probe.ref }, { on: placement[to] });
          sender.tell("flood", { to: receiver, from: 0, count: 5_000 });
          assert.deepEqual(await probe.until(5_000), upTo(5_000));
          sender.tell("flood", { to: receiver, from: 5_000, count: 5_000 });
          assert.deepEqual(await probe.until(10_000), upTo(10_000));
        },
        { threads: 2 },
      ));
  }

  test("ref.tell() keeps the order when the ref has passed through other actors", () =>
    onStage(
      placement,
      async ({ spawnPuppet, openProbe }) => {
        const probe = await openProbe();
        const receiver = await spawnPuppet({ probe: probe.ref });
        const relay = await spawnPuppet();
        const sender = await spawnPuppet({}, { on: placement.apart });
        const passedOn = (await relay.ask("echo", receiver)) as typeof receiver;
        assert.equal(passedOn.id, receiver.id);
        sender.tell("flood", { to: passedOn, from: 0, count: 1_000 });
        sender.tell("flood", { to: receiver, from: 1_000, count: 1_000 });
        assert.deepEqual(await probe.until(2_000), upTo(2_000));
      },
      { threads: 2 },
    ));

  test("ref.tell() keeps the order of what an actor sends to itself", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const { self } = await actor.ask("identity");
      actor.tell("flood", { to: self, from: 0, count: 3_000 });
      assert.deepEqual(await probe.until(3_000), upTo(3_000));
    }));

  test("receive handles one message at a time, also while a handler awaits", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      for (const n of upTo(50)) actor.tell("noteSlowly", n);
      const notes = await probe.until(100);
      assert.deepEqual(
        notes,
        upTo(50).flatMap((n) => [`in ${n}`, `out ${n}`]),
      );
    }));

  test("ref.ask() resolves with the reply to its own message", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const replies = await Promise.all(upTo(500).map((n) => actor.ask("echo", { n })));
      assert.deepEqual(
        replies,
        upTo(500).map((n) => ({ n })),
      );
    }));

  test("ctx.self, ctx.parent and the ref that spawn() returned are the same actors", () =>
    onStage(placement, async ({ spawnPuppet, placement: { on } }) => {
      const parent = await spawnPuppet({}, { name: "parent" });
      const child = await parent.ask("spawn", { name: "child", on });
      const { id, path, parent: parentPath, self } = await child.ask("identity");
      assert.deepEqual([id, path, parentPath, self.id], [child.id, "/stage/parent/child", "/stage/parent", child.id]);
      assert.equal(await self.ask("echo", 7), 7);
    }));

  test("ctx methods work when destructured", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, event }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      assert.equal(await actor.ask("destructured", 42), 42);
      assert.deepEqual(await actor.exited, { kind: "done", value: 42 });
      await event("deadletter", ({ message }) => message?.payload === false);
    }));

  test("ref.tell() of an unknown message is a dead letter and the actor goes on", () =>
    onStage(placement, async ({ spawnPuppet, event }) => {
      const actor = await spawnPuppet();
      const untyped = actor as unknown as { tell(type: string): void; ask(type: string): Promise<unknown> };
      untyped.tell("dance");
      const { reason, count, to } = await event("deadletter");
      assert.deepEqual([reason, count, to], ["UNKNOWN_MESSAGE", 1, actor.path]);
      await assert.rejects(untyped.ask("dance"), { code: "UNKNOWN_MESSAGE" });
      await assert.rejects(untyped.ask("toString"), { code: "UNKNOWN_MESSAGE" });
      assert.equal(await actor.ask("count"), 1);
    }));
}
