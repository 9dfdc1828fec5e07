import { availableParallelism } from "node:os";
import { nanoid } from "nanoid/non-secure";
import { checkMs } from "./core/check-ms.ts";
import type { Timer } from "./core/clock.ts";
import type { Env } from "./core/env.ts";
import { ActorError } from "./core/errors.ts";
import { hostSlot } from "./core/host-slot.ts";
import type { Log } from "./core/log.ts";
import type { StopOptions } from "./core/wait-options.ts";
import type { Spawn } from "./core/spawn.ts";
import { EventHub, type SystemEventTarget } from "./events.ts";
import { ExitDoctor } from "./exit-doctor.ts";
import { createEventLog, guardLog, silentLog, standardLog } from "./log.ts";
import { createFirstHost, type StartedHosts } from "./placement/first-host.ts";
import type { Host, HostSettings } from "./placement/host.ts";
import { createNodeEnv } from "./placement/node-env.ts";
import { Threads } from "./placement/threads.ts";
import { onBeforeExit } from "./process-hooks.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { checkSystemOptions, type SystemOptions } from "./system-options.ts";

/** The root of a family of actors, with the threads they run on; an `EventTarget` for what happens among them. */
export interface System extends SystemEventTarget, AsyncDisposable {
  readonly name: string;
  readonly spawn: Spawn;
  /**
   * Stops all actors, those spawned last first, and ends every thread. Repeated calls wait for the same end.
   *
   * @throws {ActorError} `STOP_TIMEOUT` if something of the system's could not be ended.
   */
  stop(options?: StopOptions): Promise<void>;
}

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
  readonly startHosts: (first: Host, settings: HostSettings, limit: number | undefined) => StartedHosts;
  /** Which of the actors that have work goes next. Default: the first. */
  readonly pick?: ((length: number) => number) | undefined;
  /** Default: one that knows of no script. */
  readonly doctor?: ExitDoctor;
}

/** Those that Node gives. */
export function createPlatformParts(): SystemParts {
  return { env: createNodeEnv(nanoid), startHosts: startThreads };
}

/** As {@link createSystem}, on those parts. */
export function createSystemOn(options: SystemOptions, parts: SystemParts): System {
  refuseOnHost();
  checkSystemOptions(options);
  return new RootSystem(options, parts);
}

function startThreads(first: Host, settings: HostSettings, limit = availableParallelism()): StartedHosts {
  return new Threads(first, settings, limit);
}

function refuseOnHost(): void {
  const slot = hostSlot();
  if (slot === undefined) return;
  slot.reachedMain();
  throw new ActorError("ON_HOST", "Cannot create a system here: this thread was started to run actors of another one");
}

class RootSystem implements System {
  readonly name: string;
  readonly #host: Host;
  readonly #hosts: StartedHosts;
  readonly #root: Supervisor;
  readonly #events: EventHub;
  readonly #signal: AbortSignal | undefined;
  readonly #doctor: ExitDoctor;
  readonly #log: Log;
  readonly #leaveProcess: () => void;
  #stopped: Promise<void> | undefined = undefined;

  constructor(
    { name, threads, askTimeoutMs = 30_000, budgetMs = 5, signal, log }: SystemOptions,
    { env, startHosts, pick, doctor = new ExitDoctor() }: SystemParts,
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
        events: this.#events,
        log: (level, actor, message, details) => writer[level](`${actor}: ${message}`, ...details),
        pick,
        strays: doctor,
      },
      (first) => startHosts(first, settings, threads),
    );
    this.#host = host;
    this.#hosts = hosts;
    const hold = (): (() => void) => host.holds.hold();
    this.#root = new Supervisor(
      { identity: undefined, path: `/${this.name}`, supervise: {}, isStarting: false, escalate: undefined, hold },
      host,
    );
    this.#signal = signal;
    signal?.addEventListener("abort", this.#stopQuietly);
    this.#doctor = doctor;
    this.#log = writer;
    this.#leaveProcess = onBeforeExit(this.#stopQuietly);
    if (signal?.aborted === true) this.#stopQuietly();
  }

  readonly spawn = ((definition: unknown, options?: unknown) => {
    if (this.#stopped !== undefined) {
      return Promise.reject(new ActorError("STOPPED", `Cannot spawn in system "${this.name}": it has been stopped`));
    }
    return this.#root.spawn(definition, options);
  }) as Spawn;

  async stop(options: StopOptions = {}): Promise<void> {
    checkMs(`stop system "${this.name}"`, "timeoutMs", options.timeoutMs);
    const release = this.#host.holds.hold();
    if (this.#stopped !== undefined && options.drain !== true) this.#hurry(options); // a drain may be under way
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
  }

  #hurry({ timeoutMs }: StopOptions): void {
    void this.#root.end("stop");
    const limit = this.#killAfter(timeoutMs);
    this.#stopped?.finally(() => limit?.cancel()).catch(() => {}); // whoever waits hears it
  }

  #killAfter(ms: number | undefined): Timer | undefined {
    return ms === undefined ? undefined : this.#host.env.clock.setTimer(ms, () => void this.#root.end("kill"));
  }
}
