import { describe, test } from "vitest";
import { createClonedSystem, placementContract, type ClonedSystem } from "troupe/testing";
import { address, isAddressed } from "../../src/core/address.ts";

describe("cloned", () => {
  placementContract(
    {
      createSystem: createClonedSystem,
      on: "thread",
      apart: { thread: { own: true } },
      crosses: true,
      async breakHost(system, actor) {
        if (!isAddressed(actor)) throw new Error("this is no ref");
        (system as ClonedSystem).killHost(actor[address].host);
      },
    },
    { test },
  );
});
