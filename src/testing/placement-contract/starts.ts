import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { address, isAddressed } from "../../core/address.ts";
import { puppet } from "./actors/puppet.ts";
import { stillborn } from "./actors/stillborn.ts";
import { onStage } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/** How an actor comes to be, or does not. */
export function startsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on } = placement;

  test("spawn() rejects with START_FAILED when init throws, with what it threw as cause, and nothing of it is left", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, events }) => {
      const life = await openProbe();
      const children = [{ name: "child", on, args: { label: "child", life: life.ref } }];
      const spawned = spawnPuppet({ children, startBy: "throw" }, { name: "taken" });
      const error = (await spawned.catch((thrown: unknown) => thrown)) as Error & { code: string };
      const cause = error.cause as Error & { code: string; status: number };
      assert.deepEqual(
        [error.code, cause.name, cause.message, cause.code, cause.status],
        ["START_FAILED", "PageError", "cannot start", "E_PAGE", 503],
      );
      assert.match(error.message, /\/stage\/taken/);
      await spawnPuppet({}, { name: "taken" });
      assert.deepEqual(events("start").filter(({ actor }) => actor === "/stage/taken").length, 1);
      assert.deepEqual(events("exit"), []);
    }));

  test("spawn() rejects with START_FAILED also when init throws at once and not in a promise", () =>
    onStage(placement, async ({ system, spawnPuppet, events }) => {
      const error = await system.spawn(stillborn, { on, name: "taken" }).catch((thrown: unknown) => thrown);
      const { code, cause } = error as Error & { code: string; cause: Error };
      assert.deepEqual([code, cause.name, cause.message], ["START_FAILED", "RangeError", "stillborn"]);
      await spawnPuppet({}, { name: "taken" });
      assert.deepEqual([events("start").length, events("exit").length], [1, 0]);
    }));

  test("an init that throws at once at a restart is one more crash", () =>
    onStage(placement, async ({ system, events }) => {
      const actor = await system.spawn(stillborn, { on, args: randomUUID() });
      actor.tell("fail");
      const exit = await actor.exited;
      assert.equal(exit.kind === "crashed" && exit.error.message, "stillborn");
      assert.deepEqual(
        events("crash").map(({ error }) => error.message),
        ["as told", ...Array(3).fill("stillborn")],
      );
    }));

  test("spawn() rejects when init fails after it has spawned children, and ends those", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const life = await openProbe();
      const children = [{ name: "child", on, args: { label: "child", life: life.ref } }];
      await assert.rejects(spawnPuppet({ children, startBy: "throwLate" }), { code: "START_FAILED" });
      assert.deepEqual(await life.heard(), ["child starts", "child ended stopped"]);
    }));

  test("spawn() rejects with START_TIMEOUT when init takes longer than startTimeoutMs", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      await spawnPuppet(); // its host is there
      await assert.rejects(spawnPuppet({ startBy: "hang" }, { name: "slow", startTimeoutMs: 50 }), {
        code: "START_TIMEOUT",
        message: /\/stage\/slow.*50 ms/,
      });
      await spawnPuppet({}, { name: "slow" });
    }));

  test("spawn() waits for an async init, and what is sent to the actor meanwhile waits too", () =>
    onStage(placement, async ({ spawnPuppet, closeGate, openProbe }) => {
      const [life, gate] = [await openProbe(), await closeGate()];
      const spawned = spawnPuppet({ label: "it", life: life.ref, startAt: gate.ref });
      await life.until(1);
      gate.open();
      assert.equal(await (await spawned).ask("count"), 1);
    }));

  test("spawn() gives names of its own: the definition's and a number", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const paths = [await spawnPuppet(), await spawnPuppet(), await spawnPuppet({}, { like: "marionette" })].map(
        ({ path }) => path,
      );
      assert.deepEqual(paths, ["/stage/puppet-1", "/stage/puppet-2", "/stage/marionette-1"]);
    }));

  test("spawn() rejects a name that another child of the same parent has", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const [first, second] = await Promise.allSettled([
        spawnPuppet({}, { name: "one" }),
        spawnPuppet({}, { name: "one" }),
      ]);
      assert.equal(first.status, "fulfilled");
      assert.equal(second.status === "rejected" && second.reason.code, "NAME_TAKEN");
      const parent = await spawnPuppet();
      assert.equal((await parent.ask("spawn", { name: "one", on })).path, `${parent.path}/one`);
    }));

  test("spawn() rejects with STOPPED when the parent ends or has ended, and the new actor is not left alone", () =>
    onStage(placement, async ({ system, spawnPuppet, openProbe, closeGate, events, until }) => {
      const [life, gate] = [await openProbe(), await closeGate()];
      const parent = await spawnPuppet();
      const asked = parent.ask("spawn", {
        name: "late",
        on,
        args: { label: "late", life: life.ref, startAt: gate.ref },
      });
      const outcome = asked.then(
        () => "spawned",
        (error: { code: string }) => error.code,
      );
      await life.until(1);
      const stopped = parent.stop();
      gate.open();
      await stopped;
      assert.ok(["STOPPED", "spawned"].includes(await outcome));
      await until(() => events("start").length - events("exit").length === 2); // the probe and the gate
      await system.stop();
      await assert.rejects(spawnPuppet(), { code: "STOPPED" });
    }));

  test("spawn() with an aborted signal starts nothing", () =>
    onStage(placement, async ({ system, openProbe }) => {
      const life = await openProbe();
      const args = { label: "it", life: life.ref };
      await assert.rejects(system.spawn(puppet, { on, args, signal: AbortSignal.abort("before") }), {
        code: "ABORTED",
      });
      assert.deepEqual(await life.heard(), []);
    }));

  test("a child that is killed while it starts rejects its spawn", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const life = await openProbe();
      const parent = await spawnPuppet();
      const asked = parent.ask("spawn", { name: "child", on, args: { label: "it", life: life.ref, startBy: "hang" } });
      const rejected = assert.rejects(asked, { code: "KILLED" });
      await life.until(1);
      assert.deepEqual(await parent.kill(), { kind: "killed" });
      await rejected;
    }));

  test("beside: an actor is spawned on the host of another", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const neighbour = await spawnPuppet({}, { on: placement.apart });
      const actor = await spawnPuppet({}, { on: { beside: neighbour } });
      assert.equal(await actor.ask("echo", 1), 1);
      assert.equal(await actor.ask("thread"), await neighbour.ask("thread"));
      const parent = await spawnPuppet();
      const child = await parent.ask("spawn", { name: "child", on: { beside: neighbour } });
      assert.equal(await child.ask("thread"), await neighbour.ask("thread"));
      const home = await spawnPuppet({}, { on: "inline" });
      const atHome = await parent.ask("spawn", { name: "at-home", on: { beside: home } });
      assert.equal(await atHome.ask("thread"), await home.ask("thread"));
      await neighbour.kill();
      await assert.rejects(spawnPuppet({}, { on: { beside: neighbour } }), { code: "START_FAILED" });
      assert.equal(await actor.ask("count"), 2, "it keeps the host that its neighbour has left");
    }));

  const { breakHost } = placement;
  if (breakHost === undefined) return;

  test("beside: an actor follows its neighbour when their host has died, and so does who is spawned later", () =>
    onStage(placement, async ({ system, spawnPuppet, event }) => {
      const neighbour = await spawnPuppet({}, { on: placement.apart });
      const follower = await spawnPuppet({}, { on: { beside: neighbour } });
      const parent = await spawnPuppet();
      assert.equal(await parent.ask("askOther", { to: neighbour, type: "echo" }), "echo"); // it knows the old host
      const former = hostOf(neighbour);
      await breakHost(system, neighbour);
      for (const { path } of [neighbour, follower]) await event("restart", ({ actor }) => actor === path);
      const late = await spawnPuppet({}, { on: { beside: neighbour } });
      const child = await parent.ask("spawn", { name: "child", on: { beside: neighbour } });
      assert.equal(await parent.ask("askOther", { to: neighbour, type: "echo" }), "echo");
      const threads = await Promise.all([neighbour, follower, late, child].map((actor) => actor.ask("thread")));
      assert.equal(new Set(threads).size, 1);
      const hosts = [neighbour, follower, late, child].map(hostOf);
      assert.deepEqual(hosts, Array(4).fill(hosts[0]));
      assert.notEqual(hosts[0], former);
    }));
}

/** The number of the host on which an actor is known to live. */
function hostOf(ref: unknown): number | undefined {
  return typeof ref === "object" && ref !== null && isAddressed(ref) ? ref[address].host : undefined;
}
