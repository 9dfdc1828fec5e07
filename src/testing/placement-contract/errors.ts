import assert from "node:assert/strict";
import { wasRefused } from "../../mod.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** Guarantee 8: errors arrive whole. */
export function errorsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  const assertWhole = (error: Error & Record<string, unknown>): void => {
    assert.equal(error instanceof Error, true);
    const { name, message, code, status, headers } = error;
    assert.deepEqual(
      [name, message, code, status, headers],
      ["PageError", "no page", "E_PAGE", 503, { retry: ["later"] }],
    );
    assert.deepEqual(Object.keys(error).toSorted(), ["code", "headers", "name", "status"]);
    const cause = error.cause as Error;
    assert.deepEqual(
      [cause instanceof Error, cause.name, cause.message, cause.cause],
      [true, "TypeError", "no line", { socket: 7 }],
    );
    assert.match(String(error.stack), /PageError: no page\n[^]*puppet/, "the stack is that of the handler");
  };

  test("ref.ask() rejects with the very error that the handler threw, whole", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const error = await actor.ask("failWhole").catch((thrown: unknown) => thrown);
      assertWhole(error as never);
      assert.equal(wasRefused(error), false);
    }));

  test("an exit, a crash event and the error of a supervisor show the same error, whole", () =>
    onStage(placement, async ({ spawnPuppet, event }) => {
      const top = await spawnPuppet({ children: [{ name: "child", like: "strict", on, restart: "never" }] });
      const child = await top.ask("childRef", "child");
      child.tell("failWhole");
      const crash = await event("crash");
      assertWhole(crash.error as never);
      assert.deepEqual(crash.message, { type: "failWhole", payload: undefined });
      const { exit } = await event("exit");
      assertWhole((exit.kind === "crashed" ? exit.error : undefined) as never);
      const alone = await spawnPuppet({}, { restart: "never" });
      alone.tell("failWhole");
      const own = await alone.exited;
      assertWhole((own.kind === "crashed" ? own.error : undefined) as never);
    }));

  test("ctx.refuse() rejects the ask alone, and wasRefused() tells it from a crash", () =>
    onStage(placement, async ({ spawnPuppet, events }) => {
      const actor = await spawnPuppet();
      assert.equal(await actor.ask("count"), 1);
      const error = await actor.ask("refuse", "sold out").catch((thrown: unknown) => thrown);
      const { name, message, code } = error as Error & { code: string };
      assert.deepEqual([name, message, code, wasRefused(error)], ["PageError", "sold out", "E_PAGE", true]);
      assert.equal(await actor.ask("count"), 2);
      assert.equal(events("crash").length, 0);
      assert.equal(wasRefused(new Error("sold out")), false);
    }));

  test("wasRefused() holds across two hosts, and a refusal that is passed on is a crash of who passes it on", () =>
    onStage(placement, async ({ spawnPuppet, events }) => {
      const actor = await spawnPuppet();
      const other = await spawnPuppet({}, { on: placement.apart });
      const error = await other.ask("refuseOther", actor).catch((thrown: unknown) => thrown);
      assert.deepEqual([(error as Error).message, wasRefused(error)], ["passed on", true]);
      assert.equal(events("crash").length, 0);
    }));

  test("ctx.refuse() of a told message is a fault event", () =>
    onStage(placement, async ({ spawnPuppet, event }) => {
      const actor = await spawnPuppet();
      actor.tell("refuse", "sold out");
      const { actor: path, error, message } = await event("fault");
      assert.deepEqual([path, error.message, message?.type], [actor.path, "sold out", "refuse"]);
      assert.equal(await actor.ask("count"), 1);
    }));

  test("what is thrown and is no error arrives as NOT_AN_ERROR", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      await assert.rejects(actor.ask("throwText", "only text"), { code: "NOT_AN_ERROR", cause: "only text" });
    }));
}
