import { ActorError } from "../core/errors.ts";
import { show } from "../core/show.ts";
import type { StopOptions } from "../mod.ts";
import { createChartStep } from "../supervisor/life/chart.ts";
import type { System } from "../system.ts";
import { checkSystemOptions, type SystemOptions } from "../system-options.ts";
import { createClonedSystem, type ClonedSystem } from "./cloned-system.ts";
import { checkAdvance, type ManualClock } from "./manual-clock.ts";
import { openProbe, type Probe } from "./probe.ts";
import { RecentLines } from "./recent-lines.ts";
import { createTestEnv, type TestEnv } from "./test-env.ts";

/**
 * Settings of a test system: those of every system, and a seed.
 *
 * Two defaults differ: `name` is `"test"`, so that paths can be compared, and `log` is `false`, since a crash is often what
 * a test is about. What was logged last stands in the message of an assertion that fails.
 */
export interface TestSystemOptions extends SystemOptions {
  /**
   * Lets chance decide which of the actors that have work goes next and how long messages between hosts take: any whole
   * number. The same one gives the same run again. Default: every actor in its turn, every message in the next one.
   */
  readonly seed?: number;
}

/** A system for tests: its clock stands still, and its threads are clones that stay in this thread. */
export interface TestSystem extends ClonedSystem {
  readonly clock: ManualClock;
  readonly seed: number | undefined;
  /**
   * Resolves when nothing moves any more unless a test does something: moves the clock, sends a message, opens a gate.
   *
   * It waits for every message that an actor can take, for what is under way between hosts, for starts, restarts and ends,
   * and for handlers that await nothing but promises which all that leads to. It does not wait for time (the clock is the
   * test's), nor for what happens outside: files, sockets, real timers, real threads. So a handler that is held at a gate
   * for ever does not hold this, and neither do the messages behind it.
   *
   * @throws an `Error` if messages lead to messages without end
   */
  settled(): Promise<void>;
  /**
   * Moves the clock on by `ms`, with a {@link TestSystem.settled} before and after every timer that falls due on the way.
   *
   * @throws {ActorError} `BAD_OPTION` unless `ms` is a number of ms from 0 that has an end.
   */
  advance(ms: number): Promise<void>;
  /** Makes a {@link Probe}, whose limit is not a time: it waits until the system has settled. */
  createProbe<Protocol>(name?: string): Promise<Probe<Protocol>>;
  /**
   * Stops all actors as on every system, but lets time pass meanwhile: so an actor that is held at a gate is killed after its
   * `stopTimeoutMs`, of which nothing is waited for.
   */
  stop(options?: StopOptions): Promise<void>;
  /** Stops, without draining: a test that is over waits for nothing. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a system for a test.
 *
 * All of it happens in this thread and without real time; with a `seed`, in an order that another seed changes and the same
 * one repeats. Actors that do something outside (files, sockets) work too, but in their own time.
 *
 * @throws {ActorError} `BAD_OPTION`
 *
 * @example
 * await using system = createTestSystem();
 * const printer = await system.createProbe<Printer>();
 * await system.spawn(reminder, { args: printer.ref, on: "thread" });
 * await system.advance(60_000);
 * await printer.receive("print"); // => "It is late (1)"
 */
export function createTestSystem(options: TestSystemOptions = {}): TestSystem {
  const { seed, ...given } = options;
  checkSeed(seed);
  checkSystemOptions(given);
  const env = createTestEnv(seed);
  // What a system would load while it runs is loaded already: settled() knows of no import.
  const chart = createChartStep();
  const recent = new RecentLines(given.log === false ? undefined : given.log);
  const system = createClonedSystem(
    { ...given, name: given.name ?? "test", log: recent.log },
    {
      env,
      pick(length) {
        env.tookTurn();
        return env.choose(length);
      },
      clones: {
        latency: () => 1 + env.choose(MOST_LATENCY),
        during: (promise) => env.during(promise),
        host: { board: () => env.tookTurn(), pick: (length) => env.choose(length), chart },
      },
      chart,
    },
  );
  const stop = system.stop.bind(system);
  const patience = {
    until: () => env.settled(),
    quiet: () => env.settled(),
    gaveUp: "nothing can come any more: the system has settled",
    context: () => contextOf(env, seed, recent),
  };
  return Object.assign(system, {
    clock: env.clock,
    seed,
    settled: () => env.settled(),
    async advance(ms: number): Promise<void> {
      checkAdvance(ms);
      const until = env.clock.now() + ms;
      await env.settled();
      while (env.clock.step(until)) await env.settled();
    },
    createProbe: <Protocol>(name?: string) => openProbe<Protocol>(system, name, patience),
    stop: (stopOptions?: StopOptions) => passTime(env, stop, stopOptions),
    [Symbol.asyncDispose]: () => passTime(env, stop),
  });
}

/** In turns; more of them vary no more than these. */
const MOST_LATENCY = 8;

function checkSeed(seed: unknown): void {
  if (seed === undefined || Number.isSafeInteger(seed)) return;
  throw new ActorError("BAD_OPTION", `Cannot create a system: seed must be a whole number, not ${show(seed)}`);
}

/** Nobody else moves the clock while a test waits for the end: whatever is due only holds it up. */
async function passTime(env: TestEnv, stop: System["stop"], options?: StopOptions): Promise<void> {
  const ending = stop(options);
  const over = ending.then(
    () => true,
    () => true, // whoever called hears it below
  );
  let isEndless = false;
  while (!(await Promise.race([over, notYet]))) {
    try {
      await env.settled();
    } catch (error) {
      if (options?.drain === true) throw error;
      if (!isEndless) void stop({ timeoutMs: 0 }).catch(() => {}); // nothing is left to be waited for
      isEndless = true;
    }
    if (env.clock.waiting > 0) env.clock.step(Infinity);
    else await Promise.race([over, env.moved()]);
  }
  if (!isEndless) return ending; // else it was killed, for a reason that a test has heard from settled()
}

const notYet = Promise.resolve(false);

function contextOf({ clock }: TestEnv, seed: number | undefined, recent: RecentLines): string {
  const replay = seed === undefined ? "" : `, with seed ${seed}`;
  const lines = recent.text === "" ? "" : `; it had said:${recent.text}`;
  return ` (at ${clock.now()} ms${replay}${lines})`;
}
