import { describe, test } from "vitest";
import { createSystem } from "troupe";
import { placementContract } from "troupe/testing";
import { dangerous } from "../fixtures/actors/dangerous.ts";

describe("process", () => {
  placementContract(
    {
      createSystem,
      on: "process",
      apart: { process: { own: true } },
      crosses: true,
      countsLate: true,
      async breakHost(system, actor) {
        const laid = await system.spawn(dangerous, { on: { beside: actor }, restart: "never" });
        laid.tell("exit", 7);
        await laid.exited;
      },
    },
    { test },
  );
});
