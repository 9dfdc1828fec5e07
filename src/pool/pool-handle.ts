import { address, defineAddress, type Addressed } from "../core/address.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import type { ClosePoolOptions, JobOptions, MapOptions, PoolStats } from "../core/pool.ts";
import type { ActorIdentity, Ref, WaitOptions } from "../core/ref.ts";
import type { ChildRef } from "../supervisor/child-ref.ts";
import { JobHandle } from "./job.ts";
import type { Office } from "./office.ts";
import { Mapping } from "./mapping.ts";
import { checkCloseOptions, checkJobOptions, checkMapOptions } from "./pool-options.ts";

const NO_OPTIONS = {};

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see defineAddress()
export interface PoolHandle extends Addressed {}
/** What `pool` returns: a ref to the pool as an actor, and what only its owner can do with it. To others it crosses as the ref. */
export class PoolHandle implements ActorIdentity, AsyncDisposable {
  static {
    defineAddress(PoolHandle.prototype, (pool) => pool.#child[address]);
  }

  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly #child: ChildRef;
  readonly #office: Office;

  constructor(child: ChildRef, office: Office) {
    this.id = child.id;
    this.name = child.name;
    this.path = child.path;
    this.#child = child;
    this.#office = office;
  }

  get closed(): Promise<void> {
    return this.#ended(this.#child.exited);
  }

  tell(type: string, payload?: unknown): void {
    this.#child.tell(type, payload);
  }

  send(type: string, payload?: unknown): Promise<void> {
    return this.#child.send(type, payload);
  }

  ask(type: string, payload?: unknown): Promise<unknown> {
    return this.#child.ask(type, payload);
  }

  with(options: WaitOptions): Ref {
    return this.#child.with(options);
  }

  submit(type: string, payload?: unknown, options: JobOptions = NO_OPTIONS): JobHandle<unknown> {
    let wrong: unknown;
    try {
      if (options !== NO_OPTIONS) checkJobOptions(type, options, this.#office.routing);
      return new JobHandle(this.#office.submit(type, payload, options));
    } catch (thrown) {
      wrong = thrown;
    }
    return new JobHandle(this.#office.reject(type, payload, toError(wrong)));
  }

  map(type: string, items: unknown, options: MapOptions = NO_OPTIONS): Mapping {
    checkMapOptions(type, options);
    return new Mapping(type, items, options, this.#office);
  }

  stats(): PoolStats {
    return this.#office.stats();
  }

  async close(options: ClosePoolOptions = NO_OPTIONS): Promise<void> {
    checkCloseOptions(this.path, options);
    this.#office.close(options.now === true);
    return this.#ended(this.#child.stop({ drain: true }));
  }

  async kill(): Promise<void> {
    this.#office.close(false);
    await this.#child.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ended(exited: Promise<Exit>): Promise<void> {
    const exit = await exited;
    if (exit.kind !== "crashed") return;
    throw (
      this.#office.brokenError ?? new ActorError("CRASHED", `Pool "${this.path}" has crashed`, { cause: exit.error })
    );
  }
}
