import type { Comparison } from "./comparison.ts";
import { pagesInline, pagesOnThreads } from "./main-job/pages.ts";
import { asks } from "./inline/asks.ts";
import { asksOneByOne } from "./inline/asks-one-by-one.ts";
import { memory } from "./inline/memory.ts";
import { pingPong } from "./inline/ping-pong.ts";
import { spawns } from "./inline/spawns.ts";
import { steadyTells } from "./inline/steady-tells.ts";
import { tells } from "./inline/tells.ts";
import { emitter } from "./machine.ts";
import { firstReply } from "./threads/first-reply.ts";
import { roundTrip } from "./threads/round-trip.ts";
import { threadAsks } from "./threads/asks.ts";
import { threadTells } from "./threads/tells.ts";

/** All that is compared, in the order of the table. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["machine/emitter", emitter],
  ["inline/tells", tells],
  ["inline/steady-tells", steadyTells],
  ["inline/ping-pong", pingPong],
  ["inline/asks", asks],
  ["inline/asks-one-by-one", asksOneByOne],
  ["inline/spawns", spawns],
  ["inline/memory", memory],
  ["threads/tells", threadTells],
  ["threads/asks", threadAsks],
  ["threads/round-trip", roundTrip],
  ["threads/first-reply", firstReply],
  ["main-job/threads", pagesOnThreads],
  ["main-job/inline", pagesInline],
]);
