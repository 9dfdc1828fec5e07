import { ActorError } from "../core/errors.ts";
import { show } from "../core/show.ts";

/** How long a probe waits: until a test system has settled, or for a time on a system that runs in real time. */
export interface Patience {
  /** Waits until that holds, or waiting is of no more use. `looks` are called whenever it may hold by now. */
  until(holds: () => boolean, looks: Set<() => void>): Promise<void>;
  /** Waits until nothing more is expected to come. */
  quiet(): Promise<void>;
  /** Why it no longer waits, for an error message. */
  readonly gaveUp: string;
  /** What else an error message should say. */
  context(): string;
}

/** How long a probe on a real system waits for nothing to come, in ms. */
const QUIET_MS = 100;

/** @throws {ActorError} `BAD_OPTION` */
export function createTimedPatience(timeoutMs: number): Patience {
  if (!(typeof timeoutMs === "number" && timeoutMs >= 0 && timeoutMs <= LONGEST_MS)) {
    const wanted = `timeoutMs must be a number of ms from 0 to ${LONGEST_MS}, not ${show(timeoutMs)}`;
    throw new ActorError("BAD_OPTION", `Cannot create a probe: ${wanted}`);
  }
  return {
    until(holds, looks) {
      if (holds()) return Promise.resolve();
      return new Promise((resolve) => {
        const end = (): void => {
          clearTimeout(timer);
          looks.delete(look);
          resolve();
        };
        const look = (): void => {
          if (holds()) end();
        };
        const timer = setTimeout(end, timeoutMs);
        looks.add(look);
      });
    },
    quiet: () => new Promise((resolve) => void setTimeout(resolve, Math.min(QUIET_MS, timeoutMs))),
    gaveUp: `nothing came for ${timeoutMs} ms`,
    context: () => "",
  };
}

/** Node fires a longer timer at once. */
const LONGEST_MS = 2 ** 31 - 1;
