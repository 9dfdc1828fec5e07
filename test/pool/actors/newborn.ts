import { appendFileSync, readFileSync } from "node:fs";
import { defineActor } from "../../../src/mod.ts";

/** How its starts end: those that come first by the death of its host. */
export interface Births {
  /** A file with a line for each start. */
  readonly path: string;
  readonly deaths: number;
  readonly by: "exit" | "SIGKILL" | "SIGABRT";
}

export const newborn = defineActor({
  name: "newborn",
  module: import.meta.url,
  init({ path, deaths, by }: Births) {
    appendFileSync(path, "start\n");
    if (readFileSync(path, "utf8").split("\n").length - 1 > deaths) return;
    if (by === "exit") process.exit(7);
    process.kill(process.pid, by);
    for (;;); // it is dead before the next turn
  },
  receive: { double: (_ctx, n: number) => n * 2 },
});
