import type { Comparison } from "./comparison.ts";
import { pagesInline, pagesOnThreads } from "./main-job/pages.ts";
import { asks } from "./inline/asks.ts";
import { asksOneByOne } from "./inline/asks-one-by-one.ts";
import { firstFailure, secondFailure } from "./inline/failures.ts";
import { memory, memoryOfChild, memoryOfUsed, memoryOfWatched, memoryWithTimer } from "./inline/memory.ts";
import { pingPong } from "./inline/ping-pong.ts";
import { restarts, restartsInTurn } from "./inline/restarts.ts";
import { siblingGrowth, spawnGrowth, spawnsOf1000, spawnsOf10000, spawnsOf100000 } from "./inline/spawns.ts";
import { queue, queueInTurns } from "./inline/queue.ts";
import { steadyTells } from "./inline/steady-tells.ts";
import { firstStop, mixedStopsOfActor, mixedStopsOfSystem, stopsOfActor, stopsOfSystem } from "./inline/stops.ts";
import { tells } from "./inline/tells.ts";
import { emitter } from "./machine.ts";
import { boundedSends, boundedTells, droppingTells } from "./mailbox/bound.ts";
import { depthBounded, depthFifo, depthLifo, depthPriority } from "./mailbox/depth.ts";
import {
  processesBurst,
  processesInFlight,
  processesMap,
  processesMapAsIs,
  processesOneAtATime,
  processesSpeedUp,
  processesTransfer,
  threadsBurst,
  threadsInFlight,
  threadsMap,
  threadsMapAsIs,
  threadsOneAtATime,
  threadsSpeedUp,
  threadsTransfer,
  threadsTransferGrowth,
  threadsTransferGrowthTo100,
} from "./pools/figures.ts";
import { readiness } from "./pools/readiness.ts";
import { sends128, sends2048, sends8192 } from "./threads/bounded-sends.ts";
import { flatMemory } from "./threads/flat-memory.ts";
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
  ["inline/spawns-1000", spawnsOf1000],
  ["inline/spawns-10000", spawnsOf10000],
  ["inline/spawns-100000", spawnsOf100000],
  ["inline/spawns-growth", spawnGrowth],
  ["inline/spawns-growth-siblings", siblingGrowth],
  ["inline/stops-system", stopsOfSystem],
  ["inline/stops-system-first", firstStop],
  ["inline/stops-system-mixed", mixedStopsOfSystem],
  ["inline/stops-actor", stopsOfActor],
  ["inline/stops-actor-mixed", mixedStopsOfActor],
  ["inline/restarts", restarts],
  ["inline/restarts-in-turn", restartsInTurn],
  ["inline/failure-first", firstFailure],
  ["inline/failure-second", secondFailure],
  ["inline/memory", memory],
  ["inline/memory-child", memoryOfChild],
  ["inline/memory-timer", memoryWithTimer],
  ["inline/memory-watched", memoryOfWatched],
  ["inline/memory-used", memoryOfUsed],
  ["inline/queue", queue],
  ["inline/queue-in-turns", queueInTurns],
  ["mailbox/bounded-tells", boundedTells],
  ["mailbox/bounded-sends", boundedSends],
  ["mailbox/dropping-tells", droppingTells],
  ["mailbox/depth-fifo", depthFifo],
  ["mailbox/depth-bounded", depthBounded],
  ["mailbox/depth-lifo", depthLifo],
  ["mailbox/depth-priority", depthPriority],
  ["threads/tells", threadTells],
  ["threads/bounded-sends-128", sends128],
  ["threads/bounded-sends-2048", sends2048],
  ["threads/bounded-sends-8192", sends8192],
  ["threads/flat-memory", flatMemory],
  ["threads/asks", threadAsks],
  ["threads/round-trip", roundTrip],
  ["threads/first-reply", firstReply],
  ["pools/threads/one-at-a-time", threadsOneAtATime],
  ["pools/threads/in-flight", threadsInFlight],
  ["pools/threads/burst", threadsBurst],
  ["pools/threads/map", threadsMap],
  ["pools/threads/map-default", threadsMapAsIs],
  ["pools/threads/transfer", threadsTransfer],
  ["pools/threads/transfer-growth", threadsTransferGrowth],
  ["pools/threads/transfer-growth-100", threadsTransferGrowthTo100],
  ["pools/threads/speed-up", threadsSpeedUp],
  ["pools/threads/readiness", readiness],
  ["pools/processes/one-at-a-time", processesOneAtATime],
  ["pools/processes/in-flight", processesInFlight],
  ["pools/processes/burst", processesBurst],
  ["pools/processes/map", processesMap],
  ["pools/processes/map-default", processesMapAsIs],
  ["pools/processes/transfer", processesTransfer],
  ["pools/processes/speed-up", processesSpeedUp],
  ["main-job/threads", pagesOnThreads],
  ["main-job/inline", pagesInline],
]);
