import type { CloseQueueOptions, WaitOptions } from "../../src/mod.ts";
import { codeOf, type Caller } from "./caller.ts";
import type { OpenQueue } from "./open-queue.ts";
import { abortedError, type QueueAct } from "./queue-error.ts";

/** What {@link openQueue} returns. */
export class Client<T> implements OpenQueue<T> {
  readonly #caller: Caller<T>;
  readonly #options: WaitOptions;

  constructor(caller: Caller<T>, options: WaitOptions = {}) {
    this.#caller = caller;
    this.#options = options;
  }

  async put(item: T, options?: WaitOptions): Promise<void> {
    const { ref, session } = this.#caller;
    const { timeoutMs, signal } = this.#limits("put", options);
    const ticket = signal && this.#caller.nextTicket();
    const asked = ref.ask("put", { item, session, ticket, timeoutMs });
    await this.#caller.verdict({ act: "put", ticket, asked, signal });
  }

  tryPut(item: T): Promise<boolean> {
    const { ref, session } = this.#caller;
    return ref.ask("tryPut", { item, session });
  }

  async take(options?: WaitOptions): Promise<T> {
    const { ref, session } = this.#caller;
    const { timeoutMs, signal } = this.#limits("take", options);
    const ticket = this.#caller.nextTicket();
    const asked = ref.ask("take", { session, ticket, timeoutMs });
    const item = await this.#arrived(ticket, this.#caller.answer({ act: "take", ticket, asked, signal }));
    await this.#caller.received(ticket);
    return item;
  }

  async tryTake(): Promise<{ value: T } | undefined> {
    const { ref, session } = this.#caller;
    const ticket = this.#caller.nextTicket();
    const taken = await this.#arrived(ticket, ref.ask("tryTake", { session, ticket }));
    if (taken !== undefined) await this.#caller.received(ticket);
    return taken;
  }

  taskDone(): void {
    this.#caller.taskDone();
  }

  async join(options?: WaitOptions): Promise<void> {
    const { ref, session } = this.#caller;
    const { timeoutMs, signal } = this.#limits("join", options);
    const ticket = this.#caller.nextTicket();
    const asked = ref.ask("join", { session, ticket, timeoutMs });
    await this.#caller.answer({ act: "join", ticket, asked, signal });
  }

  async size(): Promise<number> {
    return (await this.#caller.ref.ask("look")).size;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.size()) === 0;
  }

  async isFull(): Promise<boolean> {
    return (await this.#caller.ref.ask("look")).isFull;
  }

  async isClosed(): Promise<boolean> {
    return (await this.#caller.ref.ask("look")).isClosed;
  }

  close(options?: CloseQueueOptions): Promise<T[]> {
    return this.#caller.ref.ask("close", options);
  }

  with(options: WaitOptions): OpenQueue<T> {
    return new Client(this.#caller, this.#checked(options));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, undefined, undefined> {
    for (;;) {
      let item: T;
      try {
        item = await this.take();
      } catch (error) {
        if (codeOf(error) === "QUEUE_CLOSED") return undefined;
        throw error;
      }
      yield item;
    }
  }

  /** @throws {ActorError} `BAD_OPTION`, or `ABORTED` if that was so before. */
  #limits(act: QueueAct, options: WaitOptions | undefined): WaitOptions {
    const limits = options === undefined ? this.#options : this.#checked(options);
    const { signal } = limits;
    if (signal?.aborted === true) throw abortedError(act, this.#caller.ref.path, signal.reason);
    return limits;
  }

  /** Options together with those of this client. */
  #checked(options: WaitOptions): WaitOptions {
    this.#caller.ref.with(options); // throws for those that an ask does not take
    return { ...this.#options, ...options };
  }

  /** An item that cannot cross to this thread will not arrive by waiting, and would be in everybody's way. */
  async #arrived<Answer>(ticket: string, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      if (codeOf(error) === "NOT_SENDABLE") this.#caller.ref.tell("lost", ticket);
      throw error;
    }
  }
}
