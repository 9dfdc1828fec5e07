import { expect, test } from "vitest";
import { defineActor, type ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

interface Bank {
  charge: (cents: number) => { receipt: string };
}

const till = defineActor({
  name: "till",
  init: (bank: ActorRef<Bank>) => ({ bank: bank.with({ timeoutMs: 5_000 }), paid: 0 }),
  receive: {
    async pay({ state, refuse }, cents: number) {
      try {
        const { receipt } = await state.bank.ask("charge", cents);
        state.paid += cents;
        return receipt;
      } catch {
        return refuse(new Error("no connection to the bank"));
      }
    },
  },
});

test("till hands out the bank's receipt", async () => {
  await using system = createTestSystem();
  const bank = await system.createProbe<Bank>();
  const paid = (await system.spawn(till, { args: bank.ref })).ask("pay", 250);

  const charge = await bank.receiveAsk("charge"); // fails, with what came, if that was something else
  expect(charge.payload).toBe(250);
  charge.reply({ receipt: "no. 1" });
  expect(await paid).toBe("no. 1");
});

test("till gives up when the bank is silent", async () => {
  await using system = createTestSystem();
  const bank = await system.createProbe<Bank>();
  const child = await system.spawn(till, { args: bank.ref });
  const refusal = child.ask("pay", 250).catch((error: Error) => error.message);

  await bank.receive("charge");
  await system.advance(6_000);
  expect(await refusal).toBe("no connection to the bank");
});
