import { describe, test } from "vitest";
import { createSystem } from "troupe";
import { placementContract } from "troupe/testing";
import { bomb } from "../fixtures/actors/bomb.ts";

describe("thread", () =>
  placementContract(
    {
      createSystem,
      on: "thread",
      apart: { thread: { own: true } },
      crosses: true,
      async breakHost(system, actor) {
        const laid = await system.spawn(bomb, { on: { beside: actor }, restart: "never" });
        laid.tell("exit", 7);
        await laid.exited;
      },
    },
    { test },
  ));
