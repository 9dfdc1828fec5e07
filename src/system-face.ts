import type { ActorDefinition } from "./core/definition.ts";
import type { CreatePool } from "./core/pool.ts";
import type { ActorRef } from "./core/ref.ts";
import type { Spawn } from "./core/spawn.ts";
import type { SystemTree } from "./core/tree.ts";
import type { StopOptions } from "./core/wait-options.ts";
import type { SystemEventTarget } from "./events.ts";

/** The root of a family of actors, with the threads they run on; an `EventTarget` for what happens among them. */
export interface System extends SystemEventTarget, AsyncDisposable {
  readonly name: string;
  readonly spawn: Spawn;
  /** Makes a pool of workers: see {@link CreatePool}. It keeps the process alive only while it has jobs. */
  readonly pool: CreatePool;
  /**
   * The actor of that path, as in `/shop/orders-1/till`, wherever it lives; undefined if there is none, or if a host on the
   * way to it does not answer within 1 s. With a definition the ref has its protocol.
   *
   * @throws {ActorError} `BAD_OPTION` if the actor is not one of that definition.
   */
  // oxlint-disable-next-line typescript/no-explicit-any -- its protocol is not known
  get(path: string): Promise<ActorRef<any> | undefined>;
  get<Protocol>(
    path: string,
    // oxlint-disable-next-line typescript/no-explicit-any -- whatever it starts and ends with
    definition: ActorDefinition<any, Protocol, any, any>,
  ): Promise<ActorRef<Protocol> | undefined>;
  /** All actors as they are now, on every host. One whose host does not answer within 1 s is shown as `unknown`. */
  tree(): Promise<SystemTree>;
  /**
   * Resolves when no host has anything to do: no message waits, is in hand or under way, no actor is being started, and no
   * promise that was piped is unsettled. Timers that are not due do not count, nor what actors have put aside.
   */
  idle(): Promise<void>;
  /**
   * Stops all actors, those spawned last first, and ends every thread. Repeated calls wait for the same end.
   *
   * @throws {ActorError} `STOP_TIMEOUT` if it took longer than `timeoutMs` and was killed, or if something of the system's
   * could not be ended; the message names what held it up.
   */
  stop(options?: StopOptions): Promise<void>;
}
