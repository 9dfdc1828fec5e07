import { availableParallelism } from "node:os";
import { nanoid } from "nanoid/non-secure";
import type { Timer } from "./core/clock.ts";
import { asDefinition } from "./core/definition.ts";
import type { Env } from "./core/env.ts";
import { ActorError } from "./core/errors.ts";
import { hostSlot } from "./core/host-slot.ts";
import type { Log } from "./core/log.ts";
import { checkStopOptions, type StopOptions } from "./core/wait-options.ts";
import type { CreatePool } from "./core/pool.ts";
import type { Ref } from "./core/ref.ts";
import type { SystemEventData, SystemEventName } from "./core/events.ts";
import type { Spawn } from "./core/spawn.ts";
import type { SystemTree } from "./core/tree.ts";
import { EventHub } from "./events.ts";
import { ExitDoctor } from "./exit-doctor.ts";
import { createEventLog, guardLog, silentLog, standardLog } from "./log.ts";
import { createFirstHost, type StartedHosts } from "./placement/first-host.ts";
import type { Host, HostSettings } from "./placement/host.ts";
import { createNodeEnv } from "./placement/node-env.ts";
import { LocalHosts, type HostLimits } from "./placement/local-hosts.ts";
import { onBeforeExit } from "./process-hooks.ts";
import type { Step } from "./supervisor/life/table.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { Overdue } from "./overdue.ts";
import { nodeAt, pathBelow } from "./paths.ts";
import type { HostCounts } from "./wire/host-counts.ts";
import type { System } from "./system-face.ts";
import { checkSystemOptions, type SystemOptions } from "./system-options.ts";

export type { System };

/**
 * Makes a system: the root of all supervision.
 *
 * It keeps the process alive while one of its actors lives that is not transient, and stops by itself when the process
 * runs out of other work.
 *
 * @throws {ActorError} `ON_HOST` on a thread that was started to run actors; `BAD_OPTION`.
 *
 * @example
 * const system = createSystem({ name: "shop" });
 * const ref = await system.spawn(counter, { args: 10 });
 * await ref.ask("get"); // => 10
 * await system.stop();
 */
export function createSystem(options: SystemOptions = {}): System {
  return createSystemOn(options, createPlatformParts());
}

/** What a system is made of, so that tests can put a clock, chance and hosts of their own in place of the platform's. */
export interface SystemParts {
  readonly env: Env;
  /** Starts the hosts other than the first. */
  readonly startHosts: (first: Host, settings: HostSettings, limits: GivenLimits) => StartedHosts;
  /** Which of the actors that have work goes next. Default: the first. */
  readonly pick?: ((length: number) => number) | undefined;
  /** The statechart of supervisors, already loaded. Default: loaded at the first failure. */
  readonly chart?: Step | undefined;
  /** Default: one that knows of no script. */
  readonly doctor?: ExitDoctor;
}

/** How many hosts of each kind a system was told to share. */
export type GivenLimits = { readonly [Kind in keyof HostLimits]?: HostLimits[Kind] | undefined };

/** Those that Node gives. */
export function createPlatformParts(): SystemParts {
  return { env: createNodeEnv(nanoid), startHosts };
}

/** As {@link createSystem}, on those parts. */
export function createSystemOn(options: SystemOptions, parts: SystemParts): System {
  refuseOnHost();
  checkSystemOptions(options);
  return new RootSystem(options, parts);
}

function startHosts(first: Host, settings: HostSettings, limits: GivenLimits): StartedHosts {
  const each = availableParallelism();
  return new LocalHosts(first, settings, { threads: limits.threads ?? each, processes: limits.processes ?? each });
}

function refuseOnHost(): void {
  const slot = hostSlot();
  if (slot === undefined) return;
  slot.host?.reachedMain();
  throw new ActorError("ON_HOST", "Cannot create a system here: this thread was started to run actors of another one");
}

/** A host that has not answered by then is shown as one that does not. */
const PATIENCE_MS = 1_000;

/** Set by the class: what its hosts count is for tests of placements, not for those who use them. */
let takeCensus: (system: RootSystem) => Promise<readonly HostCounts[]>;

/** The numbers of all hosts of a system, at about the same moment. */
export function censusOf(system: System): Promise<readonly HostCounts[]> {
  return takeCensus(system as RootSystem);
}

class RootSystem implements System {
  static {
    takeCensus = (system) => system.#host.census.take(false);
  }

  readonly name: string;
  readonly #host: Host;
  readonly #hosts: StartedHosts;
  readonly #root: Supervisor;
  readonly #events: EventHub;
  readonly #signal: AbortSignal | undefined;
  readonly #doctor: ExitDoctor;
  readonly #log: Log;
  readonly #leaveProcess: () => void;
  readonly #startedAt: number;
  #stopped: Promise<void> | undefined = undefined;
  /** What kept it from stopping in time, once that time is over. */
  #overdue: Overdue | undefined = undefined;

  constructor(
    { name, threads, processes, askTimeoutMs = 30_000, budgetMs = 5, signal, log }: SystemOptions,
    { env, startHosts, pick, chart, doctor = new ExitDoctor() }: SystemParts,
  ) {
    const writer = log === false ? silentLog : guardLog(log ?? standardLog);
    const id = env.randomId();
    const settings: HostSettings = { system: id, host: 0, askTimeoutMs, budgetMs };
    this.name = name ?? `system-${id.slice(0, 6)}`;
    this.#events = new EventHub(this, createEventLog(writer));
    const { host, hosts } = createFirstHost(
      settings,
      env,
      {
        events: { emit: (name, data) => this.#report(name, data) },
        log: (level, actor, message, details) => writer[level](`${actor}: ${message}`, ...details),
        pick,
        chart,
        strays: doctor,
      },
      (first) => startHosts(first, settings, { threads, processes }),
    );
    this.#host = host;
    this.#startedAt = env.clock.now();
    this.#hosts = hosts;
    const hold = (): (() => void) => host.holds.hold();
    this.#root = new Supervisor(
      {
        identity: undefined,
        path: `/${this.name}`,
        supervise: {},
        isStarting: false,
        canCrash: () => false,
        escalate() {},
        hold,
      },
      host,
    );
    this.#signal = signal;
    signal?.addEventListener("abort", this.#stopQuietly);
    this.#doctor = doctor;
    this.#log = writer;
    this.#leaveProcess = onBeforeExit(this.#stopQuietly);
    if (signal?.aborted === true) this.#stopQuietly();
  }

  readonly spawn = (async (definition: unknown, options?: unknown): Promise<unknown> => {
    this.#refuseIfStopped("spawn");
    return this.#root.spawn(definition, options);
  }) as Spawn;

  readonly pool = (async (definition: unknown, options?: unknown): Promise<unknown> => {
    this.#refuseIfStopped("make a pool");
    return this.#host.openPool(this.#root, definition, options);
  }) as CreatePool;

  readonly get = (async (path: string, definition?: unknown): Promise<Ref | undefined> => {
    const names = pathBelow(this.name, path);
    const wanted = definition === undefined ? undefined : asDefinition(definition, `get actor "${path}" as`);
    if (names === undefined) return undefined;
    const node = await this.#waitFor(this.#root.look({ along: names, patienceMs: PATIENCE_MS }));
    const found = nodeAt(node, names);
    if (found === undefined) return undefined;
    if (wanted === undefined || wanted.name === found.definition)
      return this.#host.exchange.refTo(found, this.#root.wait);
    const message = `Cannot get actor "${path}" as a "${wanted.name}": it is a "${found.definition}"`;
    throw new ActorError("BAD_OPTION", message);
  }) as System["get"];

  async tree(): Promise<SystemTree> {
    const children = await this.#waitFor(this.#root.look({ along: undefined, patienceMs: PATIENCE_MS }));
    const isRunning = this.#stopped === undefined;
    const ending = children.length > 0 ? "stopping" : "ended"; // it waits for the statechart, or for its threads
    return {
      name: this.name,
      path: `/${this.name}`,
      state: this.#root.state ?? (isRunning ? "running" : ending),
      uptimeMs: this.#host.env.clock.now() - this.#startedAt,
      children,
    };
  }

  idle(): Promise<void> {
    return this.#waitFor(this.#host.census.whenQuiet());
  }

  async stop(options: StopOptions = {}): Promise<void> {
    checkStopOptions(`system "${this.name}"`, options);
    const release = this.#host.holds.hold();
    if (this.#stopped !== undefined) this.#hurry(options);
    const stopped = (this.#stopped ??= this.#stop(options));
    return stopped.finally(release);
  }

  // As many arguments as were given: too few are an error of the platform's.
  addEventListener(...given: Parameters<EventTarget["addEventListener"]>): void {
    this.#events.inner.addEventListener(...given);
  }

  removeEventListener(...given: Parameters<EventTarget["removeEventListener"]>): void {
    this.#events.inner.removeEventListener(...given);
  }

  dispatchEvent(...given: Parameters<EventTarget["dispatchEvent"]>): boolean {
    return this.#events.inner.dispatchEvent(...given);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop({ drain: true });
  }

  #refuseIfStopped(verb: string): void {
    if (this.#stopped === undefined) return;
    throw new ActorError("STOPPED", `Cannot ${verb} in system "${this.name}": it has been stopped`);
  }

  /** Plain code that waits keeps the process alive. */
  #waitFor<Value>(promise: Promise<Value>): Promise<Value> {
    return promise.finally(this.#host.holds.hold());
  }

  #report<Name extends SystemEventName>(name: Name, data: SystemEventData[Name]): void {
    if (name === "fault") this.#overdue?.add((data as SystemEventData["fault"]).error);
    this.#events.emit(name, data);
  }

  readonly #stopQuietly = (): void => {
    // Whoever calls stop() hears of a failure; here nobody would.
    this.stop().catch((error: unknown) => console.error(error));
  };

  async #stop({ drain = false, timeoutMs }: StopOptions): Promise<void> {
    this.#leaveProcess();
    this.#signal?.removeEventListener("abort", this.#stopQuietly);
    const limit = this.#killAfter(timeoutMs);
    await this.#root.end(drain ? "drain" : "stop");
    limit?.cancel();
    await this.#hosts.stop();
    await new Promise<void>((resolve) => this.#host.env.nextTurn(resolve)); // what was due this turn is over then
    this.#host.close();
    this.#doctor.watch(this.#log);
    this.#overdue?.check();
  }

  /** An end is under way, a drain perhaps, which a stop overtakes; a limit that is given holds for it too. */
  #hurry({ drain, timeoutMs }: StopOptions): void {
    if (drain !== true) void this.#root.end("stop");
    const limit = this.#killAfter(timeoutMs);
    this.#stopped?.finally(() => limit?.cancel()).catch(() => {}); // whoever waits hears it
  }

  #killAfter(ms: number | undefined): Timer | undefined {
    if (ms === undefined) return undefined;
    return this.#host.patientClock.setTimer(ms, () => {
      const isOverdue = ms > 0; // 0 is no time to stop in: it asks for a kill
      if (isOverdue) this.#overdue ??= new Overdue(this.name, ms);
      void this.#root.end("kill", isOverdue);
    });
  }
}
