import type { MailboxOptions } from "troupe";
import type { Comparison } from "../comparison.ts";
import { medianMs } from "../repeat.ts";
import { spawnLedger } from "./ledger.ts";

const DEEP = 500_000;
const SHALLOW = 10;
const MESSAGES = 1_000_000;

/** What one message costs, from being told to being handled, when so many others are told before it is. */
async function nsOfOne(mailbox: MailboxOptions, depth: number): Promise<number> {
  const ref = await spawnLedger(mailbox);
  const ms = await medianMs(async () => {
    for (let told = 0; told < MESSAGES; told += depth) {
      for (let index = 0; index < depth; index++) ref.tell("add", scattered(index));
      await ref.idle();
    }
  });
  return (ms * 1e6) / MESSAGES;
}

/** In no order, so that a mailbox that sorts has something to do. */
function scattered(index: number): number {
  return (index * 7_919) % 65_537;
}

function depthOf(order: "fifo" | "lifo", capacity: number | undefined): Comparison {
  const mailbox: MailboxOptions = capacity === undefined ? { order } : { order, capacity };
  const bound = capacity === undefined ? "" : ", with a capacity";
  return {
    title: `one message behind 500,000 others, ${order}${bound}`,
    unit: "ns",
    floor: "behind ten others",
    goal: { atMostTimesFloor: 2 },
    measure: () => nsOfOne(mailbox, DEEP),
    measureFloor: () => nsOfOne(mailbox, SHALLOW),
  };
}

export const depthFifo: Comparison = depthOf("fifo", undefined);
export const depthBounded: Comparison = depthOf("fifo", 600_000);
export const depthLifo: Comparison = depthOf("lifo", undefined);

/** O(log n): the work per message doubles from 1,000 to 1,000,000 that wait, and what they take of memory no cache holds. */
export const depthPriority: Comparison = {
  title: "one message among 1,000,000 that are ordered by priority",
  unit: "ns",
  floor: "among 1,000",
  goal: { atMostTimesFloor: 6 },
  measure: () => nsOfOne({ order: "priority" }, 1_000_000),
  measureFloor: () => nsOfOne({ order: "priority" }, 1_000),
};
