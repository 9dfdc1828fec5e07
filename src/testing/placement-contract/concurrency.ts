import assert from "node:assert/strict";
import { wasRefused, type Child, type SpawnOptions } from "../../mod.ts";
import { octopus, trio, type JugglerProtocol, type WorkWords } from "./actors/juggler.ts";
import { onStage, type Gate, type Probe, type Stage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** An actor with three hands, and three pieces of work in them, of which each waits at a gate of its own. */
interface Busy {
  readonly actor: Child<JugglerProtocol>;
  readonly probe: Probe;
  readonly gates: Readonly<Record<Label, Gate>>;
  readonly asked: Readonly<Record<Label, Promise<unknown>>>;
}

type Label = "a" | "b" | "c";

/** Guarantee 2: what `concurrency` says about one message at a time. */
export function concurrencyContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  async function busy(
    stage: Stage,
    how: Partial<Record<Label, Pick<WorkWords, "next" | "minds">>> = {},
    options: Pick<SpawnOptions, "restart" | "stopTimeoutMs"> = {},
  ): Promise<Busy> {
    const { system, openProbe, closeGate } = stage;
    const [probe, a, b, c] = [await openProbe(), await closeGate(), await closeGate(), await closeGate()];
    const actor = await system.spawn(trio, { args: { probe: probe.ref }, on, ...options });
    const ask = (label: Label, { ref }: Gate): Promise<unknown> => {
      const asked = actor.with({ timeoutMs: Infinity }).ask("work", { label, gate: ref, ...how[label] });
      asked.catch(() => {}); // it is looked at later
      return asked;
    };
    const asked = { a: ask("a", a), b: ask("b", b), c: ask("c", c) };
    await probe.until(3);
    return { actor, probe, gates: { a, b, c }, asked };
  }

  test("concurrency: 3 has three messages in hand, started in order, over one state, and never more", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage);
      const last = await stage.closeGate();
      const later = ["d", "e"].map((label) => actor.ask("work", { label, gate: last.ref }));
      gates.b.open();
      assert.equal(await asked.b, "b of 3");
      await probe.until(5);
      gates.a.open();
      assert.equal(await asked.a, "a of 4");
      await probe.until(7); // else c may end before e has started
      for (const gate of [gates.c, last]) gate.open();
      assert.deepEqual(await Promise.all([asked.c, ...later]), ["c of 5", "d of 5", "e of 5"]);
      const notes = (await probe.heard()) as readonly string[];
      const starts = notes.filter((note) => note.endsWith("starts"));
      assert.deepEqual(starts, ["a starts", "b starts", "c starts", "d starts", "e starts"]);
      assert.deepEqual(notes.slice(0, 7), [...starts.slice(0, 3), "b ends", "d starts", "a ends", "e starts"]);
    }));

  test("concurrency: Infinity has any number of messages in hand", () =>
    onStage(placement, async (stage) => {
      const [probe, gate] = [await stage.openProbe(), await stage.closeGate()];
      const actor = await stage.system.spawn(octopus, { args: { probe: probe.ref }, on });
      for (let n = 0; n < 2_000; n++) actor.tell("work", { label: String(n), gate: gate.ref });
      assert.deepEqual(
        await probe.until(2_000),
        Array.from({ length: 2_000 }, (_, n) => `${n} starts`),
      );
      gate.open();
      await probe.until(4_000);
      assert.equal(await actor.ask("count"), 2_001);
    }));

  test("concurrency: a crash aborts the others, waits for them, and restarts with a fresh state and what waits", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage, { a: { minds: true }, c: { next: "fail" } });
      const waiting = actor.ask("count");
      gates.c.open();
      await assert.rejects(asked.c, { message: "c failed" });
      assert.equal(await asked.a, "a of 3");
      await probe.until(7);
      gates.b.open();
      assert.equal(await asked.b, "b of 3");
      assert.equal(await waiting, 1);
      assert.deepEqual((await probe.heard()).slice(3), [
        "c ends",
        "a aborted c failed",
        "b aborted c failed",
        "a ends",
        "b ends",
      ]);
      assert.deepEqual(
        stage.events("crash").map(({ error, message }) => [error.message, message?.type]),
        [["c failed", "work"]],
      );
    }));

  test("concurrency: a crash waits for the others no longer than stopTimeoutMs, and nobody hears what they say then", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage, { c: { next: "fail" } }, { stopTimeoutMs: 20 });
      gates.c.open();
      for (const label of ["a", "b", "c"] as const) await assert.rejects(asked[label], { message: "c failed" });
      await stage.event("restart");
      const { error } = await stage.event("fault");
      assert.equal((error as { code?: string }).code, "STOP_TIMEOUT");
      assert.match(error.message, /its handler of "work", "work" has not returned/);
      assert.equal(await actor.ask("count"), 1);
      for (const gate of [gates.a, gates.b]) gate.open();
      await probe.until(8);
      assert.equal(await actor.ask("count"), 2);
      assert.equal(stage.events("crash").length, 1);
    }));

  test("concurrency: what the others throw or decide once a crash has aborted them is theirs alone", () =>
    onStage(placement, async (stage) => {
      const { actor, gates, asked } = await busy(stage, {
        a: { minds: true, next: "fail" },
        b: { minds: true, next: "finish" },
        c: { next: "fail" },
      });
      const waiting = actor.ask("count");
      gates.c.open();
      await assert.rejects(asked.c, { message: "c failed" });
      await assert.rejects(asked.a, { message: "a failed" });
      assert.equal(await asked.b, "b");
      assert.equal(await waiting, 1);
      assert.equal(await actor.ask("count"), 2);
      assert.deepEqual(
        stage.events("crash").map(({ error }) => error.message),
        ["c failed"],
      );
      assert.equal(stage.events("deadletter").length + stage.events("exit").length, 0);
    }));

  test("concurrency: ctx.finish() lets the others in hand run to the end, and the first one counts", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage, { a: { next: "finish" }, b: { next: "finish" } });
      const waiting = assert.rejects(actor.ask("count"), { code: "FINISHED" });
      gates.a.open();
      assert.equal(await asked.a, "a");
      await waiting;
      gates.b.open();
      assert.equal(await asked.b, "b");
      gates.c.open();
      assert.equal(await asked.c, "c of 3");
      assert.deepEqual(await actor.exited, { kind: "done", value: "a" });
      assert.deepEqual((await probe.heard()).slice(3), ["a ends", "b ends", "c ends"]);
    }));

  test("concurrency: what another handler throws after ctx.finish() is a fault event, and the actor is done", () =>
    onStage(placement, async (stage) => {
      const { actor, gates, asked } = await busy(stage, { a: { next: "finish" }, b: { next: "fail" } });
      gates.a.open();
      await asked.a;
      gates.b.open();
      await assert.rejects(asked.b, { message: "b failed" });
      gates.c.open();
      assert.deepEqual(await actor.exited, { kind: "done", value: "a" });
      assert.equal((await stage.event("fault")).error.message, "b failed");
      assert.equal(stage.events("crash").length, 0);
    }));

  test("concurrency: child.stop() aborts what is in hand and waits for all of it, as a drain does without aborting", () =>
    onStage(placement, async (stage) => {
      for (const drain of [false, true]) {
        const { actor, probe, gates, asked } = await busy(stage);
        const stopped = actor.stop({ drain });
        for (const gate of Object.values(gates)) gate.open();
        assert.deepEqual(await Promise.all(Object.values(asked)), ["a of 3", "b of 3", "c of 3"]);
        assert.deepEqual(await stopped, { kind: "stopped" });
        const aborted = (await probe.heard()).filter((note) => String(note).includes("aborted"));
        assert.deepEqual(aborted, drain ? [] : ["a", "b", "c"].map((label) => `${label} aborted STOPPED`));
      }
    }));

  test("concurrency: child.kill() lets all go that is in hand", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage);
      const rejected = Object.values(asked).map((ask) => assert.rejects(ask, { code: "KILLED" }));
      assert.deepEqual(await actor.kill(), { kind: "killed" });
      await Promise.all(rejected);
      for (const gate of Object.values(gates)) gate.open();
      await probe.until(9);
      assert.equal(stage.events("crash").length + stage.events("fault").length, 0);
    }));

  test("concurrency: each message has a ctx of its own: its signal, its outcome", () =>
    onStage(placement, async (stage) => {
      const { actor, probe, gates, asked } = await busy(stage, { a: { next: "refuse" } });
      gates.b.open();
      await asked.b;
      const controller = new AbortController();
      const words = { label: "d", gate: gates.b.ref, minds: true } as const;
      const { ref: closed } = await stage.closeGate();
      const given = actor.with({ signal: controller.signal }).ask("work", { ...words, gate: closed });
      await probe.until(5);
      controller.abort();
      await assert.rejects(given, { code: "ABORTED" });
      await probe.until(7);
      gates.a.open();
      const refusal = await asked.a.catch((error: unknown) => error);
      assert.deepEqual([wasRefused(refusal), (refusal as Error).message], [true, "a refused"]);
      gates.c.open();
      assert.equal(await asked.c, "c of 4");
      assert.deepEqual((await probe.heard()).slice(3), [
        "b ends",
        "d starts",
        "d aborted ABORTED",
        "d ends",
        "a ends",
        "c ends",
      ]);
      assert.equal(await actor.ask("count"), 5);
    }));
}
