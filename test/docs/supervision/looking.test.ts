import { expect, test } from "vitest";
import { createSystem, defineActor } from "troupe";

const till = defineActor({
  name: "till",
  init: () => ({ sum: 0 }),
  receive: {
    pay({ state }, amount: number) {
      state.sum += amount;
    },
    sum: ({ state }) => state.sum,
  },
});

const hall = defineActor({
  name: "hall",
  init: (_, { spawn }) => spawn(till, { name: "till-1", transient: true }),
  receive: {},
});

test("system.get() and system.tree()", async () => {
  const system = createSystem({ name: "shop", log: false });
  await system.spawn(hall, { name: "hall" });

  const ref = await system.get("/shop/hall/till-1", till); // typed; undefined if there is no such actor
  ref?.tell("pay", 250);
  expect(await ref?.ask("sum")).toBe(250);

  expect((await system.tree()).children).toEqual([
    {
      name: "hall",
      path: "/shop/hall",
      id: expect.any(String),
      definition: "hall",
      host: "main", // or "thread 2"
      isTransient: false,
      state: "running",
      mailbox: 0, // how many messages wait
      restarts: 0,
      uptimeMs: expect.any(Number), // since its last start
      children: [expect.objectContaining({ path: "/shop/hall/till-1", isTransient: true })],
    },
  ]);
  await system.stop();
});

test("system events", async () => {
  const system = createSystem({ name: "shop", log: false });
  const lines: string[] = [];

  system.addEventListener("start", ({ actor }) => lines.push(`${actor} started`));
  system.addEventListener("exit", ({ actor, exit }) => lines.push(`${actor} ended: ${exit.kind}`));
  system.addEventListener("deadletter", ({ to, reason, count }) => lines.push(`${count} lost for ${to}: ${reason}`));

  const child = await system.spawn(till);
  await child.stop();
  child.tell("pay", 1);
  await system.stop();
  expect(lines).toEqual(["/shop/till-1 started", "/shop/till-1 ended: stopped", "1 lost for /shop/till-1: STOPPED"]);
});
