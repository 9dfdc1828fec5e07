import assert from "node:assert/strict";
import type { ActorNode, ActorState, Child, System } from "../../mod.ts";
import { marionette, puppet } from "./actors/puppet.ts";
import type { PuppetProtocol, PuppetRef } from "./actors/puppet-protocol.ts";
import { onStage, type Gate, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** What `system.tree()` shows of a system and its actors, and whom `system.get()` finds. */
export function lookingContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;
  const hosts = placement.crosses ? /^(?:thread|process) \d+$/ : /^main$/;

  test("system.tree() shows who is there: children in the order they were spawned, wherever they live", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const leaf = { name: "leaf", on };
      const children = [
        { name: "z", on, args: { children: [leaf] } },
        { name: "a", on, like: "marionette", transient: true } as const,
      ];
      const parent = await spawnPuppet({ children }, { name: "parent" });
      const other = await spawnPuppet({}, { name: "other", on: "inline", transient: true });
      const { children: nodes, ...root } = await system.tree();
      assert.deepEqual({ ...root, uptimeMs: 0 }, { name: "stage", path: "/stage", state: "running", uptimeMs: 0 });
      assert.deepEqual(nodes.map(outline), [
        "/stage/parent puppet running [/stage/parent/z puppet running [/stage/parent/z/leaf puppet running []], /stage/parent/a marionette running transient []]",
        "/stage/other puppet running transient []",
      ]);
      assert.deepEqual(
        nodes.map(({ id, name }) => [id, name]),
        [parent, other].map(({ id, name }) => [id, name]),
      );
      const all = everybody(nodes);
      for (const { host } of all.slice(0, 4)) assert.match(host, hosts);
      assert.equal(all[4]?.host, "main");
      for (const { mailbox, restarts, uptimeMs } of all) {
        assert.deepEqual([mailbox, restarts], [0, 0]);
        assert.ok(uptimeMs >= 0 && uptimeMs < 30_000, `uptime ${uptimeMs}`);
      }
    }));

  for (const [state, enter] of Object.entries(entrances)) {
    test(`system.tree() shows an actor that is ${state}`, () =>
      onStage(placement, async (stage) => {
        const gate = await stage.closeGate();
        const entered = enter(stage, gate);
        await shown(stage.system, "/stage/it", (node) => node.state === state);
        gate.open();
        await entered;
      }));
  }

  test("system.tree() counts the messages that wait for an actor, without the one in hand", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { name: "it" });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      assert.equal((await shown(system, actor.path)).mailbox, 0);
      for (let n = 0; n < 7; n++) actor.tell("note", n);
      await shown(system, actor.path, ({ mailbox }) => mailbox === 7);
      gate.open();
      await probe.until(8);
      assert.equal((await shown(system, actor.path)).mailbox, 0);
    }));

  test("system.tree() is not kept waiting by the messages that wait", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref }, { name: "it" });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 100_000; n++) actor.tell("note", n);
      assert.equal((await shown(system, actor.path)).state, "running");
      await actor.kill();
    }));

  test("system.tree() counts restarts", () =>
    onStage(placement, async ({ system, spawnPuppet, event }) => {
      const parent = await spawnPuppet({ children: [{ name: "child", on }] }, { name: "it" });
      for (let n = 1; n <= 2; n++) {
        parent.tell("failChild", "child");
        await event("restart", ({ restarts }) => restarts === n);
      }
      const node = await shown(system, parent.path);
      assert.deepEqual([node.restarts, node.children[0]?.restarts], [0, 2]);
    }));

  test("system.tree() shows no more of what has ended, and of a stopped system only that", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const [one, other] = [await spawnPuppet({}, { name: "one" }), await spawnPuppet({}, { name: "other" })];
      await one.stop();
      assert.deepEqual((await system.tree()).children.map(outline), ["/stage/other puppet running []"]);
      await other.kill();
      assert.deepEqual((await system.tree()).children, []);
      await spawnPuppet();
      await system.stop();
      const { state, children } = await system.tree();
      assert.deepEqual([state, children], ["ended", []]);
    }));

  test("system.get() finds an actor at any depth, and its ref is as good as any", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const leaf = { name: "leaf", on };
      const middle = { name: "middle", on, args: { children: [leaf] } };
      const parent = await spawnPuppet({ children: [middle] }, { name: "it" });
      const other = await spawnPuppet();
      for (const path of ["/stage/it", "/stage/it/middle", "/stage/it/middle/leaf"]) {
        const found = await system.get(path, puppet);
        assert.equal(found?.path, path);
        assert.equal(await found.ask("echo", path), path);
        assert.equal(await other.ask("askOther", { to: found, type: "echo" }), "echo");
      }
      assert.equal((await system.get(parent.path))?.id, parent.id);
    }));

  test("system.get() finds nobody where nobody is: undefined", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const actor = await spawnPuppet({ children: [{ name: "child", on }] }, { name: "it" });
      const paths = [
        "/stage/other",
        "/stage/it/other",
        "/stage/it/child/deeper",
        "/stage/it/",
        "/stage//it",
        "/stage/IT",
      ];
      for (const path of [...paths, "/stage", "/stage/", "/", "/other", "/other/it"]) {
        assert.equal(await system.get(path), undefined, path);
      }
      await actor.stop();
      assert.equal(await system.get("/stage/it"), undefined);
      assert.equal(await system.get("/stage/it/child", puppet), undefined);
    }));

  test("system.get() refuses what is no path, and an actor of another definition, with BAD_OPTION", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      await spawnPuppet({}, { name: "it" });
      for (const path of ["", "it", "stage/it", undefined, 7, null]) {
        await assert.rejects(system.get(path as string), {
          code: "BAD_OPTION",
          message: /^Cannot get actor .*: a path/,
        });
      }
      await assert.rejects(system.get("/stage/it", marionette), {
        code: "BAD_OPTION",
        message: 'Cannot get actor "/stage/it" as a "marionette": it is a "puppet"',
      });
      await assert.rejects(system.get("/stage/it", { name: "puppet" } as never), {
        code: "BAD_OPTION",
        message: 'Cannot get actor "/stage/it" as an object: it is not what defineActor() returned',
      });
    }));

  test("system.get() finds who has a name now, and an old ref never reaches it", () =>
    onStage(placement, async ({ system, spawnPuppet }) => {
      const former = await spawnPuppet({}, { name: "it" });
      const old = await system.get("/stage/it", puppet);
      assert.equal(old?.id, former.id);
      await former.stop();
      const latter = await spawnPuppet({}, { name: "it" });
      assert.equal((await system.get("/stage/it", puppet))?.id, latter.id);
      // Where it was never used, nothing remembers how it ended.
      await assert.rejects(old.ask("count"), ({ code }: { code: string }) => ["STOPPED", "GONE"].includes(code));
      assert.equal(await latter.ask("count"), 1);
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("system.tree() shows an actor whose host has died where it is now, and a ref of system.get() follows it", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, event }) => {
      const [life, gate] = [await openProbe(), await closeGate()];
      const parent = await spawnPuppet({}, { name: "it", on: "inline" });
      const args = { label: "child", life: life.ref, startAt: gate.ref };
      const spawned = parent.ask("spawn", { name: "child", on, args });
      await life.until(1);
      await shown(system, "/stage/it/child", ({ state }) => state === "starting");
      gate.open();
      const found = await system.get("/stage/it/child", puppet);
      await breakHost(system, await spawned);
      await event("restart", ({ actor }) => actor === "/stage/it/child");
      const node = await shown(system, "/stage/it/child");
      assert.deepEqual([node.state, node.restarts], ["running", 1]);
      assert.equal(await found?.ask("count"), 1);
      assert.equal(await (await system.get("/stage/it/child", puppet))?.ask("count"), 2);
    }));
}

/** How an actor `it` comes to be in a state in which it stays until the gate is opened, after which that resolves. */
const entrances: { readonly [State in ActorState]?: (stage: Stage, gate: Gate) => Promise<unknown> } = {
  starting: ({ spawnPuppet }, gate) => spawnPuppet({ startAt: gate.ref }, { name: "it" }),
  async running(stage, gate) {
    const { it, hold } = await spawnFamily(stage, gate);
    await hold(it);
    return it.ask("count");
  },
  async restarting(stage, gate) {
    const { it, child, hold } = await spawnFamily(stage, gate);
    await hold(child);
    it.tell("fail", "as told"); // before it starts again, its child stops
    return stage.event("restart");
  },
  async finishing(stage, gate) {
    const { it, hold } = await spawnFamily(stage, gate);
    await hold(it);
    return it.stop({ drain: true });
  },
  async stopping(stage, gate) {
    const { it, hold } = await spawnFamily(stage, gate);
    await hold(it);
    return it.stop();
  },
  async escalated(stage, gate) {
    const { it, child, hold } = await spawnFamily(stage, gate);
    await hold(it);
    child.tell("fail", "as told");
    return stage.event("restart");
  },
};

/** An actor `it` that bears no crash of its child, and what gives one of the two something to do until the gate is opened. */
async function spawnFamily(
  { spawnPuppet, openProbe, placement: { on } }: Stage,
  gate: Gate,
): Promise<{ it: Child<PuppetProtocol>; child: PuppetRef; hold: (actor: PuppetRef) => Promise<unknown> }> {
  const probe = await openProbe();
  const args = { probe: probe.ref, children: [{ name: "child", on, args: { probe: probe.ref } }] };
  const it = await spawnPuppet(args, { name: "it", like: "strict" });
  const hold = (actor: PuppetRef): Promise<unknown> => {
    actor.tell("hold", gate.ref);
    return probe.until(1);
  };
  return { it, child: await it.ask("childRef", "child"), hold };
}

/** The actor of that path in a picture of the system, as soon as it is so. */
async function shown(
  system: System,
  path: string,
  isSo: (node: ActorNode) => boolean = () => true,
): Promise<ActorNode> {
  for (;;) {
    const node = everybody((await system.tree()).children).find((each) => each.path === path);
    if (node !== undefined && isSo(node)) return node;
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

function everybody(nodes: readonly ActorNode[]): readonly ActorNode[] {
  return nodes.flatMap((node) => [node, ...everybody(node.children)]);
}

function outline({ path, definition, state, isTransient, children }: ActorNode): string {
  const below = children.map(outline).join(", ");
  return `${path} ${definition} ${state}${isTransient ? " transient" : ""} [${below}]`;
}
