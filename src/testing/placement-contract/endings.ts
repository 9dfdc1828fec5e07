import assert from "node:assert/strict";
import type { ChildWords } from "./actors/puppet-protocol.ts";
import { puppet } from "./actors/puppet.ts";
import { isOfSilence, onStage, sorted, type Probe } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** DESIGN, section 3: how a family of actors ends. */
export function endingsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;
  const member = (name: string, life: Probe, more: Partial<ChildWords> = {}): ChildWords => ({
    name,
    on,
    ...more,
    args: { label: name, life: life.ref, ...more.args },
  });

  for (const [what, end] of [
    ["stop()", "stop"],
    ["kill()", "kill"],
  ] as const) {
    test(`child.${what} overtakes 100,000 waiting messages`, () =>
      onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters, until }) => {
        const probe = await openProbe();
        const gate = await closeGate();
        const actor = await spawnPuppet({ probe: probe.ref });
        actor.tell("hold", gate.ref);
        await probe.until(1);
        for (let n = 0; n < 100_000; n++) actor.tell("note", n);
        const exited = actor[end]();
        gate.open();
        assert.deepEqual(await exited, { kind: end === "stop" ? "stopped" : "killed" });
        assert.deepEqual(await probe.heard(), ["holding"]);
        await until(() => deadLetters(actor.path) >= 100_000);
        assert.equal(deadLetters(actor.path), 100_000);
      }));
  }

  test("ctx.finish() lets its handler run to the end, and replies with the value", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, life, gate] = [await openProbe(), await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ label: "it", probe: probe.ref, life: life.ref });
      const reply = actor.ask("finishLate", gate.ref);
      await probe.until(1);
      gate.open();
      assert.equal(await reply, "late");
      assert.deepEqual(await actor.exited, { kind: "done", value: "late" });
      assert.deepEqual(await probe.heard(), ["holding", "finishing"]);
      assert.deepEqual(await life.heard(), ["it starts", "it ended done"]);
    }));

  test("ctx.finish() in init ends the actor as soon as it has started", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet({ startBy: "finish" });
      assert.deepEqual(await actor.exited, { kind: "done", value: "at once" });
    }));

  test("ctx.finish() drains the lasting children in their turn, then stops the transient ones, then runs ended", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, life, gate] = [await openProbe(), await openProbe(), await closeGate()];
      const args = { probe: probe.ref };
      const children = [
        member("server", life, { transient: true, args }),
        member("first", life, { args }),
        member("beat", life, { like: "marionette", transient: true, args }),
        member("last", life, { like: "marionette", args }),
      ];
      const parent = await spawnPuppet({ label: "parent", life: life.ref, children });
      const [server, first, beat, last] = await Promise.all(children.map(({ name }) => parent.ask("childRef", name)));
      for (const child of [first, last]) child?.tell("hold", gate.ref);
      for (const child of [server, beat]) child?.tell("untilAborted", "reply");
      await probe.until(4);
      for (const child of [first, last]) child?.tell("note", `${child.name} drained`);
      for (const child of [server, beat]) child?.tell("note", "a transient one drained");
      assert.equal(await parent.ask("finish", 1), 1);
      gate.open();
      await parent.exited;
      const notes = (await probe.heard()).slice(4);
      assert.deepEqual(sorted(notes), ["aborted STOPPED", "aborted STOPPED", "first drained", "last drained"]);
      assert.deepEqual((await life.heard()).slice(5), [
        "last ended stopped",
        "first ended stopped",
        "beat ended stopped",
        "server ended stopped",
        "parent ended done",
      ]);
    }));

  test("a draining child goes on handling while it waits for its turn, so that a pipeline empties", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, life, gate] = [await openProbe(), await openProbe(), await closeGate()];
      const children = [
        member("sink", life, { args: { probe: probe.ref } }),
        member("source", life, { like: "marionette", args: { probe: probe.ref } }),
      ];
      const parent = await spawnPuppet({ label: "parent", life: life.ref, children });
      const sink = await parent.ask("childRef", "sink");
      const source = await parent.ask("childRef", "source");
      source.tell("hold", gate.ref);
      await probe.until(1);
      source.tell("flood", { to: sink, from: 0, count: 2_000 });
      parent.tell("finish", 1);
      gate.open();
      await parent.exited;
      assert.deepEqual(
        (await probe.heard()).slice(1),
        Array.from({ length: 2_000 }, (_, n) => n),
      );
      assert.deepEqual((await life.heard()).slice(3), [
        "source ended stopped",
        "sink ended stopped",
        "parent ended done",
      ]);
    }));

  test("children of one definition end side by side", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [life, gate] = [await openProbe(), await closeGate()];
      const children = ["a", "b", "c"].map((name) => member(name, life, { args: { endAt: gate.ref } }));
      const parent = await spawnPuppet({ label: "parent", life: life.ref, children });
      const exited = parent.stop();
      // All are at their end before any of them may leave it.
      assert.deepEqual(sorted((await life.until(7)).slice(4)), [
        "a ended stopped",
        "b ended stopped",
        "c ended stopped",
      ]);
      gate.open();
      await exited;
      assert.equal((await life.heard()).at(-1), "parent ended stopped");
    }));

  test("child.stop() with drain handles what waits, with its own children and its piped promises", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, life, gate, piped] = [await openProbe(), await openProbe(), await closeGate(), await closeGate()];
      const child = member("child", life, { args: { probe: probe.ref } });
      const actor = await spawnPuppet({ label: "it", life: life.ref, probe: probe.ref, children: [child] });
      const childRef = await actor.ask("childRef", "child");
      await actor.ask("pipe", { gate: piped.ref, about: "late" });
      for (const one of [actor, childRef]) one.tell("hold", gate.ref);
      await probe.until(2);
      actor.tell("note", "own");
      childRef.tell("note", "child's");
      const exited = actor.stop({ drain: true });
      gate.open();
      await probe.until(4);
      piped.open("value");
      assert.deepEqual(await exited, { kind: "stopped" });
      const notes = (await probe.heard()).slice(2);
      assert.deepEqual(sorted(notes.slice(0, 2)), ["child's", "own"]);
      assert.deepEqual(notes.slice(2), [{ about: "late", value: "value" }]);
      assert.deepEqual((await life.heard()).slice(2), ["child ended stopped", "it ended stopped"]);
    }));

  test("child.stop() with drain restarts a crashed actor as usual, and goes on draining", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("crashAfter", gate.ref);
      await probe.until(1);
      actor.tell("note", "after the crash");
      const exited = actor.stop({ drain: true });
      gate.open();
      assert.deepEqual(await exited, { kind: "stopped" });
      assert.deepEqual(await probe.heard(), ["holding", "after the crash"]);
    }));

  test("child.stop() with drain kills after timeoutMs, and has no limit without it", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const [patient, hasty] = [
        await spawnPuppet({ probe: probe.ref }, { stopTimeoutMs: 1 }),
        await spawnPuppet({ probe: probe.ref }),
      ];
      for (const actor of [patient, hasty]) actor.tell("hold", gate.ref);
      await probe.until(2);
      const drained = patient.stop({ drain: true });
      assert.deepEqual(await hasty.stop({ drain: true, timeoutMs: 20 }), { kind: "killed" });
      gate.open();
      assert.deepEqual(await drained, { kind: "stopped" });
    }));

  test("child.stop() kills an actor that has not handled its message in stopTimeoutMs", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, life, gate] = [await openProbe(), await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ label: "it", probe: probe.ref, life: life.ref }, { stopTimeoutMs: 20 });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      assert.deepEqual(await actor.stop(), { kind: "killed" });
      assert.deepEqual(await life.heard(), ["it starts"], "a kill runs no hook");
    }));

  test("ended that hangs is killed after stopTimeoutMs, one that throws is a fault event", () =>
    onStage(placement, async ({ spawnPuppet, event }) => {
      const hanging = await spawnPuppet({ endBy: "hang" }, { stopTimeoutMs: 1_000 }); // less, and a slow host is ended
      assert.deepEqual(await hanging.stop(), { kind: "killed" });
      const overdue = await event("fault", (each) => !isOfSilence(each));
      assert.equal((overdue.error as { code?: string }).code, "STOP_TIMEOUT");
      assert.match(overdue.error.message, /Cannot stop actor ".*" in time: its hook ended has not returned/);
      const throwing = await spawnPuppet({ endBy: "throw" });
      assert.deepEqual(await throwing.stop(), { kind: "stopped" });
      const { error } = await event("fault", ({ actor }) => actor === throwing.path);
      assert.equal(error.message, "cannot end");
    }));

  test("child.kill() ends the whole family and runs no hook", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, events }) => {
      const [probe, life, gate] = [await openProbe(), await openProbe(), await closeGate()];
      const leaf = member("leaf", life, { args: { probe: probe.ref } });
      const branch = member("branch", life, { args: { children: [leaf] } });
      const top = await spawnPuppet({ label: "top", life: life.ref, children: [branch] }, { name: "top" });
      const branchRef = await top.ask("childRef", "branch");
      const leafRef = await branchRef.ask("childRef", "leaf");
      leafRef.tell("hold", gate.ref);
      await probe.until(1);
      assert.deepEqual(await top.kill(), { kind: "killed" });
      assert.deepEqual(await life.heard(), ["top starts", "branch starts", "leaf starts"]);
      await assert.rejects(leafRef.ask("count"), { code: "KILLED" });
      const exits = events("exit").map(({ actor, exit }) => `${actor} ${exit.kind}`);
      assert.deepEqual(exits, ["/stage/top/branch/leaf killed", "/stage/top/branch killed", "/stage/top killed"]);
    }));

  test("child.kill() overtakes a stop and a drain under way", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actors = [await spawnPuppet({ probe: probe.ref }), await spawnPuppet({ probe: probe.ref })] as const;
      for (const actor of actors) actor.tell("hold", gate.ref);
      await probe.until(2);
      const exits = [actors[0].stop(), actors[1].stop({ drain: true })];
      for (const actor of actors) void actor.kill();
      assert.deepEqual(await Promise.all(exits), [{ kind: "killed" }, { kind: "killed" }]);
    }));

  test("child.stop() of a draining actor overtakes what it still has to handle", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate, deadLetters, until }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 10; n++) actor.tell("note", n);
      void actor.stop({ drain: true });
      const exited = actor.stop();
      gate.open();
      assert.deepEqual(await exited, { kind: "stopped" });
      await until(() => deadLetters(actor.path) >= 10);
      assert.deepEqual(await probe.heard(), ["holding"]);
    }));

  test("a supervisor stops and kills its own children by their handles", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const parent = await spawnPuppet({
        children: [
          { name: "stopped", on },
          { name: "killed", on },
          { name: "drained", on },
        ],
      });
      assert.deepEqual(await parent.ask("stopChild", { name: "stopped" }), { kind: "stopped" });
      assert.deepEqual(await parent.ask("killChild", "killed"), { kind: "killed" });
      assert.deepEqual(await parent.ask("stopChild", { name: "drained", options: { drain: true } }), {
        kind: "stopped",
      });
      // Its names are free again.
      assert.equal((await parent.ask("spawn", { name: "stopped", on })).path, `${parent.path}/stopped`);
    }));

  test("spawn() with a signal: aborting it stops the child", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const life = await openProbe();
      const controller = new AbortController();
      const child = await system.spawn(puppet, {
        on,
        args: { label: "it", life: life.ref },
        signal: controller.signal,
      });
      controller.abort();
      assert.deepEqual(await child.exited, { kind: "stopped" });
      assert.deepEqual(await life.heard(), ["it starts", "it ended stopped"]);
    }));
}
