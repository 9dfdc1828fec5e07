import { createSystem, defineActor } from "troupe";
import type { Comparison } from "../comparison.ts";

let thrownAt = NaN;

const thrower = defineActor({
  name: "thrower",
  init: () => ({}),
  receive: {
    fail(): void {
      thrownAt = performance.now();
      throw new Error("on purpose");
    },
  },
});

const parent = defineActor({
  name: "parent",
  supervise: { backoff: { minMs: 0, maxMs: 0 } },
  receive: {
    raise: ({ spawn }) => spawn(thrower),
  },
});

/** What only failures need is loaded at the first one of a process, and its machine code is cold. */
export const firstFailure: Comparison = {
  title: "from a throw to the restart event, the first in its process",
  unit: "ms",
  floor: "importing xstate, and a timer of 0 ms",
  measure: () => msToRestart(1),

  async measureFloor() {
    const began = performance.now();
    await import("xstate");
    await firedAt();
    return performance.now() - began;
  },
};

export const secondFailure: Comparison = {
  title: "from a throw to the restart event, the second",
  unit: "ms",
  floor: "a timer of 0 ms",
  measure: () => msToRestart(2),

  async measureFloor() {
    await firedAt();
    const began = performance.now();
    return (await firedAt()) - began;
  },
};

/** Of the last one of so many failures, one after another. */
async function msToRestart(failures: number): Promise<number> {
  const system = createSystem({ log: false });
  const child = await (await system.spawn(parent)).ask("raise");
  let ms = NaN;
  for (let index = 0; index < failures; index++) {
    const restartedAt = new Promise<number>((resolve) => {
      system.addEventListener("restart", () => resolve(performance.now()), { once: true });
    });
    child.tell("fail");
    ms = (await restartedAt) - thrownAt;
    await new Promise((resolve) => setTimeout(resolve, 50)); // what the failure has set going is over then
  }
  return ms;
}

function firedAt(): Promise<number> {
  return new Promise((resolve) => setTimeout(() => resolve(performance.now()), 0));
}
