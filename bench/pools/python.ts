import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Measure, Measured } from "../comparison.ts";
import type { Place } from "./contender.ts";

/** The compiler leaves it where it is. */
const script = fileURLToPath(new URL("../../../bench/pools/executors.py", import.meta.url));
const run = promisify(execFile);

/** A figure of Python's executor for that place; it measures itself, in a process of its own. */
export function inPython(figure: string, place: Place): Measure {
  return async () => {
    try {
      const { stdout } = await run("python3", [script, figure, place]);
      return JSON.parse(stdout) as Measured;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { missing: "no python3 here" };
      throw error;
    }
  };
}
