import { expect, test } from "vitest";
import { defineActor, type CrashDecision } from "troupe";
import { createTestSystem } from "troupe/testing";

const ledger = defineActor({
  name: "ledger",
  init: () => ({ sum: 0 }),
  receive: {
    book({ state }, line: string) {
      const { amount } = JSON.parse(line) as { amount: number };
      if (amount > 1_000_000) throw new RangeError("this is not our money");
      state.sum += amount;
    },
    sum: ({ state }) => state.sum,
  },
  onCrash(error, message) {
    if (error instanceof SyntaxError) return "resume"; // one bad line: the sum is still right
    if (error instanceof RangeError) return "escalate"; // no fresh ledger could mend that
    if (message === undefined) return "stop"; // it could not start again
    return "restart";
  },
});

const office = defineActor({
  name: "office",
  init: (_, { spawn }) => spawn(ledger, { name: "ledger" }),
  receive: {},
});

test.each<[line: string, decision: CrashDecision, sum: number | undefined]>([
  ["{", "resume", 5],
  ["null", "restart", 0],
  ['{ "amount": 1000001 }', "escalate", 0], // of the ledger of a restarted office
])("onCrash answers a crash on %s with %s", async (line, decision, sum) => {
  await using system = createTestSystem();
  const decisions: CrashDecision[] = [];
  system.addEventListener("crash", (crash) => decisions.push(crash.decision));
  await system.spawn(office, { name: "office" });
  const book = await system.get("/test/office/ledger", ledger);
  for (const each of ['{ "amount": 5 }', line]) book?.tell("book", each);
  await system.advance(1_000);
  expect(decisions[0]).toBe(decision);
  expect(await (await system.get("/test/office/ledger", ledger))?.ask("sum")).toBe(sum);
});
