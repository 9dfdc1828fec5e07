// Items of a map that travel together, one of which takes long.
import { expect, test } from "vitest";
import type { ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";
import { gate, type GateProtocol } from "../../src/testing/placement-contract/actors/gate.ts";
import { sorter } from "./actors/sorter.ts";
import { range } from "./behaviour/floor.ts";

const count = 2_000;
const [first, second] = [300, 301];

async function createFloor() {
  const system = createTestSystem({ threads: 2 });
  const pool = await system.pool(sorter, { size: 2, on: "thread" });
  const ran = new Int32Array(new SharedArrayBuffer((count + 2_000) * Int32Array.BYTES_PER_ELEMENT));
  for await (const _ of pool.map(
    "sort",
    range(2_000).map((n) => ({ ran, n: count + n })),
  )); // so that its pace is known
  const gates: { ref: ActorRef<GateProtocol>; open: () => void }[] = [];
  for (let n = 0; n < 2; n++) {
    let open!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    gates.push({ ref: await system.spawn(gate, { args: opened }), open });
  }
  const items = range(count).map((n) => {
    const at = [first, second].indexOf(n);
    return at < 0 ? { ran, n } : { ran, n, gate: gates[at]!.ref };
  });
  return { system, pool, ran, gates, items };
}

test.each([true, false])(
  "a batch in which one item takes long leaves the rest to others (ordered: %s)",
  async (ordered) => {
    const floor = await createFloor();
    await using system = floor.system;
    const { pool, ran, gates, items } = floor;
    const seen: number[] = [];
    const loop = (async () => {
      for await (const n of pool.map("sort", items, { ordered, buffer: count })) seen.push(n);
    })();
    await system.settled();
    expect(ran[first]).toBe(1);
    expect(ran[second]).toBe(0);
    await system.advance(10);
    gates[0]!.open();
    await system.settled();
    // The second one holds up what is at its worker, and nothing else.
    if (ordered) expect(seen).toEqual(range(second));
    else expect(seen.length).toBeGreaterThan(count - 200);
    expect(ran[second]).toBe(1);
    gates[1]!.open();
    await loop;
    expect(ordered ? seen : seen.toSorted((one, other) => one - other)).toEqual(range(count));
    expect([...ran].every((times) => times === 1)).toBe(true);
    expect(pool.stats()).toMatchObject({ done: count + 2_000, failed: 0, queued: 0, running: 0 });
  },
);

test("pool.close() finishes what is left of a batch", async () => {
  const { system, pool, ran, gates, items } = await createFloor();
  await using _ = system;
  const seen: number[] = [];
  const loop = (async () => {
    for await (const n of pool.map("sort", items, { buffer: count })) seen.push(n);
  })();
  await system.settled();
  const closed = pool.close();
  await system.advance(10);
  for (const { open } of gates) open();
  await closed;
  await loop;
  expect(seen).toEqual(range(count));
  expect([...ran].every((times) => times === 1)).toBe(true);
  expect(pool.stats()).toMatchObject({ queued: 0, failed: 0 });
});
