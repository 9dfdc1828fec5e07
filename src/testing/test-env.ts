import { nanoid } from "nanoid/non-secure";
import type { Env } from "../core/env.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createSeededRandom } from "./seeded-random.ts";

/** A clock that stands still, chance that can be replayed, and Node's own event loop, of which it keeps count. */
export interface TestEnv extends Env {
  readonly clock: ManualClock;
  /** From 0 up to, not including, `length`: a choice of the seed's, or 0 if there is none. */
  choose(length: number): number;
  /** Resolves when nothing has asked for a turn for a while; see {@link TestSystem.settled}. */
  settled(): Promise<void>;
  /** Resolves as soon as anything asks for a turn. */
  moved(): Promise<void>;
  /** Keeps {@link TestEnv.settled} waiting until that has settled. */
  during<Value>(promise: Promise<Value>): Promise<Value>;
  /** An actor is about to handle messages. @throws if that goes on without end */
  tookTurn(): void;
}

/** For so many turns of the event loop nothing must move: one could be what a handler itself waits for. */
const QUIET_TURNS = 3;
/** More turns in one go are messages that go round for ever, from host to host. */
const MOST_TURNS = 100_000;
/** The same within one turn. No budget ends it, since no time passes. */
const MOST_SLICES = 500_000;

/** Makes one; without a seed it varies nothing. */
export function createTestEnv(seed: number | undefined): TestEnv {
  const clock = createManualClock();
  const random = createSeededRandom(seed ?? 0);
  let moves = 0;
  let loading = 0;
  let slices = 0;
  let settling = 0;
  let runaway: Error | undefined;
  let whenMoved: (() => void)[] = [];

  function move(): void {
    moves += 1;
    if (whenMoved.length === 0) return;
    const told = whenMoved;
    whenMoved = [];
    for (const tell of told) tell();
  }

  /** A runaway is for those who wait for the end of it; without any, for whoever reports what nobody caught. */
  function guarded(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      if (thrown !== runaway || settling === 0) throw thrown;
    }
  }

  async function quiet(): Promise<void> {
    let turns = 0;
    for (let still = 0; still < QUIET_TURNS; still++) {
      const before = moves;
      await turn();
      if (runaway !== undefined) throw runaway;
      if (moves === before && loading === 0) continue;
      still = -1;
      if (loading === 0 && ++turns > MOST_TURNS) throw new Error(`Cannot settle: ${endless(`${turns} turns`)}`);
    }
  }

  return {
    clock,
    random,
    // Nothing but the seed decides: two systems of one seed have the same ids, and their refs must not be mixed up.
    randomId:
      seed === undefined
        ? nanoid
        : () =>
            Math.floor(random() * 2 ** 32)
              .toString(36)
              .padStart(7, "0"),
    soon(run) {
      move();
      void resolved.then(() => guarded(run));
    },
    afterTurn(run) {
      move();
      process.nextTick(run);
    },
    nextTurn(run) {
      move();
      setImmediate(() => {
        slices = 0;
        guarded(run);
      });
    },
    choose: seed === undefined ? () => 0 : (length) => Math.floor(random() * length),
    async settled() {
      settling += 1;
      try {
        await quiet();
      } finally {
        settling -= 1;
      }
    },
    moved: () => new Promise((resolve) => whenMoved.push(resolve)),
    async during(promise) {
      loading += 1;
      try {
        return await promise;
      } finally {
        loading -= 1;
      }
    },
    tookTurn() {
      if (++slices <= MOST_SLICES) return;
      throw (runaway = new Error(`Cannot go on: ${endless("one turn")}, so that host stands still from now on`));
    },
  };
}

const resolved = Promise.resolve();

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

function endless(turns: string): string {
  return `messages lead to messages without end, for ${turns} of the event loop, while no time passes`;
}
