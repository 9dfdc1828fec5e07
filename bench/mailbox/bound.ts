import type { MailboxOptions } from "troupe";
import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { spawnLedger } from "./ledger.ts";

const BATCHES = 500;
const BATCH = 1_000;
const FLOOR = "the same without a capacity";

/** What a bound costs that is never met. */
export const boundedTells: Comparison = {
  title: "tells to a mailbox with a capacity, 1,000 at a time",
  unit: "per second",
  floor: FLOOR,
  goal: { timesFloor: 0.85 },
  measure: () => tellsPerSecond({ capacity: 4_096 }),
  measureFloor: () => tellsPerSecond({}),
};

/** The same for senders that wait: with room for all of them on both sides. */
export const boundedSends: Comparison = {
  title: "sends, awaited one by one, to a mailbox with a capacity",
  unit: "per second",
  floor: FLOOR,
  goal: { timesFloor: 0.85 },
  measure: () => sendsPerSecond({ capacity: 1_024 }),
  measureFloor: () => sendsPerSecond({}),
};

/** Without an order, and with one. */
export const droppingTells: Comparison = {
  title: "tells to a mailbox that would drop the oldest, 1,000 at a time",
  unit: "per second",
  floor: FLOOR,
  measure: () => tellsPerSecond({ capacity: 4_096, overflow: "drop-oldest" }),
  measureFloor: () => tellsPerSecond({}),
};

async function tellsPerSecond(mailbox: MailboxOptions): Promise<number> {
  const ref = await spawnLedger(mailbox);
  return ratePerSecond(BATCHES * BATCH, async () => {
    for (let batch = 0; batch < BATCHES; batch++) {
      for (let index = 0; index < BATCH; index++) ref.tell("add", index);
      await ref.ask("sum");
    }
  });
}

async function sendsPerSecond(mailbox: MailboxOptions): Promise<number> {
  const ref = await spawnLedger(mailbox);
  return ratePerSecond(BATCHES * BATCH, async () => {
    for (let index = 0; index < BATCHES * BATCH; index++) await ref.send("add", index);
    await ref.ask("sum");
  });
}
