import type { AnyDefinition } from "../core/definition.ts";
import type { DeadLetterReason, ShownMessage } from "../core/events.ts";
import type { Meta, Receipt } from "../core/receipt.ts";
import type { Enclose } from "./entrance.ts";
import type { InHand } from "./idle-waits.ts";
import type { Sender } from "./sender.ts";

/** Takes the messages of an actor in place of its handlers, to pass them on to others: a pool. */
export interface Relay {
  /** Its actor has been made, and has not started. */
  attach(scope: RelayScope): void;
  /** Makes the mailbox, if messages are to wait in more than one. */
  readonly enclose?: Enclose | undefined;
  /** A message waits: whether it can be taken now. */
  offer(): boolean;
  /** Takes one; {@link RelayScope.done} follows when it is done with. */
  take(type: string, payload: unknown, receipt: Receipt | undefined, meta: Meta | undefined): void;
  /** What was taken and is not done with. */
  readonly inHand: readonly InHand[];
  readonly isIdle: boolean;
  /** Calls off what is in hand. */
  abort(why: Error): void;
  /** Nobody waits any longer for what is in hand. */
  letGo(why: Error): void;
  /** Its actor has ended for good. */
  close(): void;
}

/** A message that waits for room, and is its own receipt. */
export type Submitted = Sender & Receipt;

/** What a relay says to its actor. */
export interface RelayScope {
  readonly path: string;
  /** Whether messages are taken now. */
  readonly isOpen: boolean;
  /** Whether no more are let in. */
  readonly isClosed: boolean;
  /** How many wait: in the mailbox, and for room in it. */
  readonly waiting: number;
  /** Whether anything waits or is in hand. */
  readonly isBusy: boolean;
  submit(message: Submitted): void;
  /** A message in the mailbox, which is reserved from now on, is not wanted any more: it takes nobody's room. */
  withdrawn(): void;
  /** There may be room for more. */
  wake(): void;
  done(): void;
  /** One in hand is done with, and nobody has handled it nor will: it is a dead letter. */
  bury(type: string, payload: unknown, receipt: Receipt | undefined): void;
  /** One that was handed on beside others is not handled: it is a dead letter too, though not what was taken. */
  lose(type: string, payload: unknown, reason: DeadLetterReason | undefined): void;
  spawnWorker(definition: AnyDefinition, options: object): Promise<unknown>;
  fault(actor: string, error: Error, message?: ShownMessage): void;
  /** Lets nothing more in, and gives up what waits. */
  closeInbox(): void;
  /** Ends its actor with that error, for good. */
  crash(error: Error): void;
}

const relay = Symbol("relay");

/** A definition whose actor is a relay. */
export function withRelay(definition: AnyDefinition, its: Relay): AnyDefinition {
  return Object.freeze({ ...definition, [relay]: its });
}

export function relayOf(definition: AnyDefinition): Relay | undefined {
  return (definition as { readonly [relay]?: Relay })[relay];
}
