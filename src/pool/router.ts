import { ActorError } from "../core/errors.ts";
import type { Receipt } from "../core/receipt.ts";
import { show } from "../core/show.ts";
import type { Enclose } from "../cell/entrance.ts";
import type { Again } from "./again.ts";
import type { Crew } from "./crew.ts";
import { KeyedMailbox, type KeyedScope } from "./keyed-mailbox.ts";
import type { PoolPlan } from "./pool-options.ts";
import { isKey, picks, placeOf } from "./routing.ts";
import type { Task } from "./task.ts";
import { Ticket } from "./ticket.ts";
import type { Worker } from "./worker.ts";

/** Knows which worker a message is for, whether that can take it, and where more workers are needed. */
export class Router implements KeyedScope {
  /** Makes the mailbox, if messages wait there by key. */
  readonly enclose: Enclose | undefined;
  readonly #plan: PoolPlan;
  readonly #crew: Crew;
  readonly #again: Again;
  readonly #isMailboxClosed: () => boolean;
  #keyed: KeyedMailbox | undefined = undefined;
  #lastPick = -1;

  /** `again`: what comes before all that waits in the mailbox. */
  constructor(plan: PoolPlan, crew: Crew, again: Again, isMailboxClosed: () => boolean) {
    this.#plan = plan;
    this.#crew = crew;
    this.#again = again;
    this.#isMailboxClosed = isMailboxClosed;
    if (plan.routing !== "by-key") return;
    this.enclose = (create, order) => (this.#keyed = new KeyedMailbox(this, plan.size.max, create, order));
  }

  /** Whether one of those that wait could be passed on now. */
  get isFree(): boolean {
    const { up } = this.#crew;
    if (this.#keyed !== undefined) return this.#keyed.isDeliverable;
    if (!this.#again.isEmpty) return false;
    if (this.#plan.routing !== "broadcast") return up.some((worker) => worker.hasRoom);
    return !this.#crew.isStarting && up.length > 0 && up.every((worker) => worker.hasRoom);
  }

  /** The place of the message that was taken from the mailbox last; undefined if it may go anywhere. */
  get slot(): number | undefined {
    return this.#keyed?.slot;
  }

  /** Undefined if nobody can take it now. */
  workerFor({ slot, isSuspect, load }: Task): Worker | undefined {
    const { up, trials } = this.#crew;
    if (slot !== undefined) {
      const worker = this.#crew.at(slot);
      if (worker?.hasRoom !== true) return undefined;
      return isSuspect && !trials.mayBeAt(worker.host) ? undefined : worker;
    }
    if (isSuspect) return up.find(({ hasRoom, host }) => hasRoom && trials.mayBeAt(host));
    const pick = this.#plan.routing === "round-robin" ? picks["round-robin"] : picks["least-busy"];
    const index = pick(up, this.#lastPick, load);
    if (index >= 0) this.#lastPick = index;
    return up[index];
  }

  /** So many wait in the mailbox, and those are to be passed on again: has workers started for them. */
  grow(waiting: number, again: readonly Task[]): void {
    if (this.#keyed === undefined) return this.#crew.grow(waiting + again.length);
    for (const slot of this.#keyed.stuck) this.#crew.growAt(slot);
    let anywhere = this.#keyed.stuckAnywhere;
    for (const { slot } of again) {
      if (slot === undefined) anywhere += 1;
      else this.#crew.growAt(slot);
    }
    this.#crew.grow(anywhere);
  }

  slotOf(type: string, payload: unknown, receipt: Receipt | undefined): number | undefined {
    const key = (receipt instanceof Ticket ? receipt.key : undefined) ?? this.#keyOf(type, payload);
    return key === undefined ? undefined : placeOf(key, this.#plan.size.max);
  }

  canTake(slot: number): boolean {
    return this.#crew.at(slot)?.hasRoom === true && !this.#again.isFor(slot);
  }

  get isClosed(): boolean {
    return this.#isMailboxClosed();
  }

  #keyOf(type: string, payload: unknown): string | number | undefined {
    let key: unknown;
    try {
      key = this.#plan.key?.(type, payload);
    } catch (cause) {
      throw new ActorError("ORDER_FAILED", "Cannot tell the key of a message: its function threw", { cause });
    }
    if (key === undefined || isKey(key)) return key;
    if (key instanceof Promise) key.catch(() => {}); // of an async function: nobody else would hear it fail
    const what = `Cannot tell the key of a message: its function answered ${show(key)}`;
    throw new ActorError("ORDER_FAILED", `${what}, which is neither a text nor a number`);
  }
}
