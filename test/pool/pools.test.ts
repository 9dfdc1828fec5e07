// What a pool does, in every placement: one line each.
import { describe, test } from "vitest";
import { createSystem } from "troupe";
import { createClonedSystem, type ClonedSystem } from "troupe/testing";
import { address, isAddressed } from "../../src/core/address.ts";
import type { PlacementUnderTest } from "../../src/testing/placement-contract/subject.ts";
import { dangerous } from "../fixtures/actors/dangerous.ts";
import { endingCases } from "./behaviour/endings.ts";
import { failureCases } from "./behaviour/failures.ts";
import { jobCases } from "./behaviour/jobs.ts";
import { mapCases } from "./behaviour/maps.ts";
import { queueCases } from "./behaviour/queueing.ts";
import { routingCases } from "./behaviour/routing.ts";
import { staffCases } from "./behaviour/staff.ts";
import { waitCases } from "./behaviour/waits.ts";

const apart = { thread: { own: true } } as const;
const clones: PlacementUnderTest["breakHost"] = async (system, actor) => {
  if (isAddressed(actor)) (system as ClonedSystem).killHost(actor[address].host);
};
const machines: PlacementUnderTest["breakHost"] = async (system, actor) => {
  const laid = await system.spawn(dangerous, { on: { beside: actor }, restart: "never" });
  laid.tell("exit", 7);
  await laid.exited;
};

const placements: Readonly<Record<string, PlacementUnderTest>> = {
  inline: { createSystem, on: "inline", apart: "inline", crosses: false },
  cloned: { createSystem: createClonedSystem, on: "thread", apart, crosses: true, breakHost: clones },
  thread: { createSystem, on: "thread", apart, crosses: true, breakHost: machines },
  process: {
    createSystem,
    on: "process",
    apart: { process: { own: true } },
    crosses: true,
    breakHost: machines,
    countsLate: true,
  },
};

const all = [jobCases, queueCases, mapCases, waitCases, routingCases, staffCases, failureCases, endingCases];

describe.each(Object.entries(placements))("%s", (_title, placement) => {
  for (const cases of all) cases(placement, { test });
});
