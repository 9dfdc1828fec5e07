/** A message whose sender waits for room before it is accepted. */
export interface WaitingMessage {
  /** False once it was admitted, refused or given up. */
  isWaiting: boolean;
}

/** Senders that wait for room, first come first served. One that gives up leaves its place to the next. */
export class WaitingSenders<Message extends WaitingMessage> {
  #queue: (Message | undefined)[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(message: Message): void {
    message.isWaiting = true;
    this.#queue.push(message);
    this.#length += 1;
  }

  remove(message: Message): void {
    if (!message.isWaiting) return;
    message.isWaiting = false;
    this.#length -= 1;
    if (this.#length === 0) this.#empty();
    else if (this.#queue.length > 64 && this.#length < this.#queue.length / 2) this.#compact();
  }

  /** The one that {@link WaitingSenders.next} would hand over. */
  get first(): Message | undefined {
    while (this.#head < this.#queue.length) {
      const message = this.#queue[this.#head];
      if (message?.isWaiting === true) return message;
      this.#queue[this.#head++] = undefined;
    }
    return undefined;
  }

  next(): Message | undefined {
    const message = this.first;
    if (message === undefined) return undefined;
    this.#queue[this.#head++] = undefined; // one that was let in is not held until the next sweep
    this.remove(message);
    return message;
  }

  /** All that still wait, in their order. */
  get all(): Message[] {
    return this.#queue.filter((message) => message?.isWaiting === true) as Message[];
  }

  takeAll(): Message[] {
    const all = this.all;
    for (const message of all) message.isWaiting = false;
    this.#length = 0;
    this.#empty();
    return all;
  }

  #empty(): void {
    this.#queue.length = 0;
    this.#head = 0;
  }

  #compact(): void {
    this.#queue = this.#queue.slice(this.#head).filter((message) => message?.isWaiting === true);
    this.#head = 0;
  }
}
