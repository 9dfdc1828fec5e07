import { nextTick } from "node:process";
import type { ActorRef } from "../../src/mod.ts";
import { Aborts } from "./aborts.ts";
import type { QueueProtocol } from "./protocol.ts";
import { abortedError, notInHandError, type QueueAct } from "./queue-error.ts";

/** A call that may have to wait at the queue. */
export interface Call<Answer> {
  readonly act: QueueAct;
  /** What only a call that can be aborted needs. */
  readonly ticket: string | undefined;
  readonly asked: Promise<Answer>;
  readonly signal: AbortSignal | undefined;
}

/** Who has opened a queue: gives its calls their tickets, and tells the queue what has become of them. */
export class Caller<T> {
  readonly ref: ActorRef<QueueProtocol<T>>;
  /** Undefined for plain code. */
  readonly session: string | undefined;
  readonly #id: string;
  readonly #aborts = new Aborts();
  #calls = 0;
  #inHand = 0;

  constructor(ref: ActorRef<QueueProtocol<T>>, id: string, session: string | undefined) {
    this.ref = ref;
    this.session = session;
    this.#id = id;
  }

  nextTicket(): string {
    return `${this.#id}/${++this.#calls}`;
  }

  /** Settles with the answer, unless the signal is aborted first: then what still comes is the queue's again. */
  answer<Answer>({ act, ticket, asked, signal }: Call<Answer>): Promise<Answer> {
    if (signal === undefined || ticket === undefined) return asked;
    return new Promise((resolve, reject) => {
      const off = this.#aborts.on(signal, () => {
        this.#withdraw(ticket);
        reject(this.#aborted(act, signal));
      });
      asked.finally(off).then(resolve, reject);
    });
  }

  /** Settles with what the queue says, also to the abort of the signal: what it has taken in cannot be taken back. */
  async verdict<Answer>({ act, ticket, asked, signal }: Call<Answer>): Promise<Answer> {
    if (signal === undefined || ticket === undefined) return asked;
    const off = this.#aborts.on(signal, () => this.#withdraw(ticket));
    try {
      return await asked.finally(off);
    } catch (error) {
      throw signal.aborted && codeOf(error) === "ABORTED" ? this.#aborted(act, signal) : error;
    }
  }

  /**
   * Says that an item has arrived; resolves when that is out. A taker whose thread dies of the item must not have it sent to
   * the next one.
   */
  received(ticket: string): Promise<void> {
    this.#inHand += 1;
    this.ref.tell("received", ticket);
    return new Promise((resolve) => nextTick(resolve)); // what is told is posted at the end of the turn
  }

  /** @throws {ActorError} `NOT_IN_HAND` */
  taskDone(): void {
    if (this.#inHand === 0) throw notInHandError(this.ref.path);
    this.#inHand -= 1;
    this.ref.tell("taskDone", { session: this.session });
  }

  /** Asked: what is told could overtake a call that still waits for room, and is a dead letter where a queue has ended. */
  #withdraw(ticket: string): void {
    this.ref.ask("withdraw", ticket).catch(() => {}); // nobody waits at a queue that has ended
  }

  #aborted(act: QueueAct, { reason }: AbortSignal): Error {
    return abortedError(act, this.ref.path, reason);
  }
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
