import assert from "node:assert/strict";
import { transfer } from "../../mod.ts";
import { onStage, sorted } from "./stage.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

class Thing {
  readonly size = 1;
}

/** Guarantee 9: payloads. */
export function payloadsContract(placement: PlacementUnderTest, { test }: TestRunner): void {
  const { on, crosses } = placement;

  test("refs in payloads, args and replies are equal by id and usable wherever they arrive", () =>
    onStage(
      placement,
      async ({ spawnPuppet, openProbe }) => {
        const probe = await openProbe();
        const home = await spawnPuppet({ probe: probe.ref }, { on: "inline" });
        const [near, far] = [await spawnPuppet(), await spawnPuppet({}, { on: placement.apart })];
        const carried = await far.ask("echo", {
          list: [home, near, far],
          probe: probe.ref,
          map: new Map([["far", far]]),
        });
        const { list, map } = carried as { list: (typeof near)[]; map: Map<string, typeof near> };
        assert.deepEqual(
          list.map(({ id, name, path }) => [id, name, path]),
          [home, near, far].map(({ id, name, path }) => [id, name, path]),
        );
        assert.deepEqual(await Promise.all(list.map((ref) => ref.ask("echo", ref.id))), [home.id, near.id, far.id]);
        assert.equal(await map.get("far")?.ask("count"), 3);
        near.tell("flood", { to: list[0] as typeof near, from: 1, count: 1 });
        assert.deepEqual(await probe.until(1), [1]);
      },
      { threads: 2 },
    ));

  test("a ref that has been sent through a third host leads straight to its actor", () =>
    onStage(
      placement,
      async ({ spawnPuppet }) => {
        const actor = await spawnPuppet();
        const [relay, asker] = [
          await spawnPuppet({}, { on: placement.apart }),
          await spawnPuppet({}, { on: placement.apart }),
        ];
        const relayed = (await relay.ask("echo", actor)) as typeof actor;
        assert.equal(await asker.ask("askOther", { to: relayed, type: "count" }), 1);
        await relay.kill();
        assert.equal(await asker.ask("askOther", { to: relayed, type: "count" }), 2);
      },
      { threads: 2 },
    ));

  test("a value arrives with the type that was sent", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const value = {
        date: new Date(0),
        expression: /a+/giu,
        url: new URL("https://example.org/a?b#c"),
        map: new Map<unknown, unknown>([[{ key: 1 }, new Set(["x"])]]),
        big: 10n ** 30n,
        numbers: [-0, NaN, Infinity],
        bytes: new Uint8Array([1, 2, 3]),
        missing: undefined,
        error: new RangeError("far"),
      };
      const arrived = (await actor.ask("echo", value)) as typeof value;
      assert.deepEqual(arrived, value);
      assert.equal(arrived.url instanceof URL && arrived.error instanceof RangeError, true);
    }));

  if (!crosses) {
    test("inline, the object itself is passed", () =>
      onStage(placement, async ({ spawnPuppet }) => {
        const actor = await spawnPuppet();
        const value = { run: () => 7 };
        assert.equal(await actor.ask("echo", value), value);
      }));
    return;
  }

  test("what changes in a payload after the call is not seen by the receiver", () =>
    onStage(placement, async ({ spawnPuppet, openProbe }) => {
      const probe = await openProbe();
      const actor = await spawnPuppet({ probe: probe.ref });
      const page = { name: "before", tags: ["a"] };
      actor.tell("note", page);
      const asked = actor.ask("echo", page);
      const sent = actor.send("note", page);
      page.name = "after";
      page.tags.push("b");
      assert.deepEqual(await asked, { name: "before", tags: ["a"] });
      await sent;
      const before = { name: "before", tags: ["a"] };
      assert.deepEqual(await probe.until(2), [before, before]);
    }));

  for (const [what, value, path] of [
    ["a function", { list: [1, { run: () => {} }] }, "payload.list[1].run"],
    ["a symbol", { key: Symbol("s") }, "payload.key"],
    ["a symbol key", { nested: { [Symbol("s")]: 1 } }, "payload.nested"],
    ["a Buffer", [Buffer.from("a")], "payload[0]"],
    ["a promise", { later: Promise.resolve() }, "payload.later"],
    ["an instance of a class", { map: new Map([["a", new Thing()]]) }, `payload.map.get("a")`],
  ] as const) {
    test(`what cannot cross is refused with its path and message by tell, send and ask: ${what}`, () =>
      onStage(placement, async ({ spawnPuppet }) => {
        const actor = await spawnPuppet();
        const refused = (type: string) => (error: unknown) => {
          const { code, message } = error as { code?: string; message?: string };
          assert.equal(code, "NOT_SENDABLE");
          const place = `Cannot send ${path} of "${type}": `;
          assert.ok(message?.startsWith(place), `"${message}" says "${place}"`);
          return true;
        };
        assert.throws(() => actor.tell("note", value), refused("note"));
        await assert.rejects(actor.ask("echo", value), refused("echo"));
        await assert.rejects(actor.send("note", value), refused("note"));
        assert.equal(await actor.ask("count"), 1, "nothing was sent");
      }));
  }

  test("a reply that cannot cross rejects the ask with its path, and the actor goes on", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      for (const what of ["function", "symbol", "class"] as const) {
        await assert.rejects(actor.ask("replyWith", what), { code: "NOT_SENDABLE", message: /reply\.answer\[0\]/ });
      }
      assert.equal(await actor.ask("count"), 1);
    }));

  test("args that cannot cross reject the spawn with START_FAILED, and the cause names the path", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const spawned = spawnPuppet({ firstNote: { run: () => {} } });
      const error = await spawned.catch((thrown: unknown) => thrown);
      const { code, cause } = error as { code: string; cause: { code: string; message: string } };
      assert.deepEqual([code, cause.code], ["START_FAILED", "NOT_SENDABLE"]);
      assert.match(cause.message, /args\.firstNote\.run/);
    }));

  test("a value to finish with that cannot cross is how the actor failed", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      actor.tell("finishUncrossable");
      const exit = await actor.exited;
      assert.equal(exit.kind === "crashed" && (exit.error as { code?: string }).code, "NOT_SENDABLE");
    }));

  test("transfer() moves: it detaches at once and arrives", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const actor = await spawnPuppet();
      const bytes = new Uint8Array(1_000_000).fill(7);
      const asked = actor.ask("echo", transfer({ bytes }, [bytes.buffer]));
      assert.equal(bytes.byteLength, 0);
      const { bytes: arrived } = (await asked) as { bytes: Uint8Array };
      assert.deepEqual([arrived.byteLength, arrived[999_999]], [1_000_000, 7]);
    }));

  test("transfer() works for a message that waits for room or for a place", () =>
    onStage(placement, async ({ spawnPuppet, openProbe, closeGate }) => {
      const [probe, gate] = [await openProbe(), await closeGate()];
      const actor = await spawnPuppet({ probe: probe.ref });
      actor.tell("hold", gate.ref);
      await probe.until(1);
      for (let n = 0; n < 1_100; n++) actor.tell("count");
      const bytes = new Uint8Array(16).fill(7);
      const asked = actor.ask("echo", transfer({ bytes }, [bytes.buffer]));
      assert.equal(bytes.byteLength, 0);
      gate.open();
      assert.deepEqual(await asked, { bytes: new Uint8Array(16).fill(7) });
    }));

  test("args cannot be transferred: they are kept for restarts", () =>
    onStage(placement, async ({ spawnPuppet }) => {
      const { buffer } = new Uint8Array(8);
      await assert.rejects(spawnPuppet({ firstNote: transfer(buffer, [buffer]) }), { code: "START_FAILED" });
    }));

  test("spawn() in an actor on another host sends args on to any host", () =>
    onStage(
      placement,
      async ({ spawnPuppet, openProbe }) => {
        const probe = await openProbe();
        const parent = await spawnPuppet();
        for (const [name, where] of [
          ["inline", "inline"],
          ["shared", on],
          ["own", placement.apart],
          ["beside", { beside: parent }],
        ] as const) {
          const child = await parent.ask("spawn", { name, on: where, args: { probe: probe.ref } });
          child.tell("note", child.path);
        }
        const paths = ["inline", "shared", "own", "beside"].map((name) => `${parent.path}/${name}`);
        assert.deepEqual(sorted(await probe.until(4)), paths.toSorted());
      },
      { threads: 2 },
    ));
}
