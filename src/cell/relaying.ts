import type { Timer } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import type { DeadLetterReason, ShownMessage } from "../core/events.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { Cell } from "./cell.ts";
import { childrenOf } from "./spawn-under.ts";
import type { InHand } from "./idle-waits.ts";
import type { Relay, RelayScope, Submitted } from "./relay.ts";

/** The relay of an actor that has one, between it and the actor's handling. */
export class Relaying implements RelayScope {
  readonly #cell: Cell;
  readonly #relay: Relay;
  /** Something was taken, or is done with. */
  readonly #moved: () => void;
  #limit: Timer | undefined = undefined;

  constructor(cell: Cell, relay: Relay, moved: () => void) {
    this.#cell = cell;
    this.#relay = relay;
    this.#moved = moved;
    relay.attach(this);
  }

  get inHand(): readonly InHand[] {
    return this.#relay.inHand;
  }

  get isIdle(): boolean {
    return this.#relay.isIdle;
  }

  offer(): boolean {
    return this.#relay.offer();
  }

  take(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void {
    this.#cell.locale.traffic.awaited += 1;
    this.#relay.take(type, payload, receipt, meta);
  }

  abort(why: Error): void {
    this.#relay.abort(why);
  }

  /** As for handlers: what has not ended in `ms` holds up what must follow. */
  callOff(why: Error, ms: number, overdue: () => void): void {
    if (this.isIdle) return;
    this.#relay.abort(why);
    this.#limit ??= this.#cell.locale.patientClock.setTimer(ms, overdue);
  }

  letGo(why: Error): void {
    this.#relay.letGo(why);
  }

  close(): void {
    this.#endLimit();
    this.#relay.close();
  }

  // What the relay says.

  get path(): string {
    return this.#cell.seed.path;
  }

  get isOpen(): boolean {
    return this.#cell.isOpen;
  }

  get isClosed(): boolean {
    return this.#cell.target.closure !== undefined;
  }

  get waiting(): number {
    const { length, entrance } = this.#cell.target;
    return length - entrance.uncounted + entrance.senders;
  }

  get isBusy(): boolean {
    return !this.#cell.target.isIdle;
  }

  submit(message: Submitted): void {
    const { target } = this.#cell;
    // Without a capacity a job need not wait for room: it is here already, and nobody waits for its being accepted.
    if (target.rules.capacity === Infinity && target.closure === undefined) target.entrance.letIn(message);
    else target.enter(message);
  }

  withdrawn(): void {
    this.#cell.target.entrance.withdraw();
  }

  wake(): void {
    this.#cell.handling.wake();
  }

  done(): void {
    const { target, locale } = this.#cell;
    locale.traffic.awaited -= 1;
    target.mailbox.done();
    if (this.isIdle) this.#endLimit();
    this.#cell.proceed();
    this.#moved();
  }

  bury(type: string, payload: unknown, receipt: Receipt | undefined): void {
    const { target, locale } = this.#cell;
    locale.traffic.handled -= 1; // as it was counted when it was taken
    target.lose(target.closure ?? { reason: "STOPPED" }, type, payload, receipt);
    this.done();
  }

  lose(type: string, payload: unknown, reason: DeadLetterReason | undefined): void {
    const { target, locale } = this.#cell;
    locale.traffic.accepted += 1; // what it is a copy of was handled
    target.lose({ reason: reason ?? target.closure?.reason ?? "GONE" }, type, payload, undefined);
  }

  spawnWorker(definition: AnyDefinition, options: object): Promise<unknown> {
    return childrenOf(this.#cell).spawn(definition, options, "worker");
  }

  fault(actor: string, error: Error, message?: ShownMessage): void {
    this.#cell.locale.events.emit("fault", { actor, error, ...(message && { message }) });
  }

  closeInbox(): void {
    this.#cell.target.close({ reason: "STOPPED" });
  }

  crash(error: Error): void {
    this.#cell.target.close({ reason: "CRASHED", cause: error });
    this.#cell.failed(error, undefined, false);
  }

  #endLimit(): void {
    this.#limit?.cancel();
    this.#limit = undefined;
  }
}
