import { describe, test } from "vitest";
import { createClonedSystem, placementContract, type ClonedSystem, type PlacementUnderTest } from "troupe/testing";
import { address, isAddressed } from "../../src/core/address.ts";

const breakHost: NonNullable<PlacementUnderTest["breakHost"]> = async (system, actor) => {
  if (!isAddressed(actor)) throw new Error("this is no ref");
  (system as ClonedSystem).killHost(actor[address].host);
};

describe("cloned", () => {
  const own = { thread: { own: true } } as const;
  placementContract({ createSystem: createClonedSystem, on: "thread", apart: own, crosses: true, breakHost }, { test });
});

describe("cloned, without shared memory", () => {
  const own = { process: { own: true } } as const;
  const placement = { createSystem: createClonedSystem, on: "process", apart: own, crosses: true, breakHost } as const;
  placementContract({ ...placement, countsLate: true }, { test });
});
