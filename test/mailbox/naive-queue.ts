/** What a wait at a queue came to. */
export type Outcome = { readonly value: unknown } | { readonly code: string };

interface Waiting {
  readonly act: "put" | "take" | "join";
  readonly n: number;
  readonly item: number;
  readonly due: number;
}

/** A queue of lists that are searched, against which the real one is checked. Small numbers come first. */
export class NaiveQueue {
  /** By the number of the wait. */
  readonly outcomes = new Map<number, Outcome>();
  readonly #order: "fifo" | "lifo" | "priority";
  readonly #capacity: number;
  #items: number[] = [];
  #waiting: Waiting[] = [];
  #inHand = 0;

  constructor(order: "fifo" | "lifo" | "priority", capacity: number) {
    this.#order = order;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#items.length;
  }

  wait(act: Waiting["act"], n: number, item: number, now: number, timeoutMs: number): void {
    this.#waiting.push({ act, n, item, due: now + timeoutMs });
    this.#serve();
    if (timeoutMs === 0) this.callOff(n, "QUEUE_TIMEOUT");
  }

  put(item: number): void {
    this.#items.push(item);
    this.#serve();
  }

  tryTake(): number | undefined {
    const item = this.#items.length === 0 ? undefined : this.#take();
    this.#serve();
    return item;
  }

  /** False if nothing is in hand. */
  taskDone(): boolean {
    if (this.#inHand === 0) return false;
    this.#inHand -= 1;
    this.#serve();
    return true;
  }

  callOff(n: number, code: string): void {
    if (!this.#waiting.some((one) => one.n === n)) return;
    this.#settle(n, { code });
  }

  advance(until: number): void {
    for (const { n, due } of this.#waiting) if (due <= until) this.callOff(n, "QUEUE_TIMEOUT");
  }

  close(isNow: boolean): number[] {
    for (const { act, n } of this.#waiting) if (act !== "join") this.callOff(n, "QUEUE_CLOSED");
    if (!isNow) return [];
    const left = this.#items.map(() => 0);
    for (const at of left.keys()) left[at] = this.#take();
    this.#inHand -= left.length;
    this.#serve();
    return left;
  }

  /** Again and again, whoever came first of those who can be served. */
  #serve(): void {
    for (;;) {
      const next =
        this.#waiting.find(({ act }) => act === "put" && this.#items.length < this.#capacity) ??
        this.#waiting.find(({ act }) => act === "take" && this.#items.length > 0) ??
        this.#waiting.find(({ act }) => act === "join" && this.#items.length === 0 && this.#inHand === 0);
      if (next === undefined) return;
      if (next.act === "put") this.#items.push(next.item);
      this.#settle(next.n, { value: next.act === "take" ? this.#take() : undefined });
    }
  }

  #take(): number {
    const ordered = this.#order === "priority" ? this.#items.toSorted((one, other) => one - other) : this.#items;
    const item = (this.#order === "lifo" ? ordered.at(-1) : ordered[0]) as number;
    this.#items.splice(this.#items.indexOf(item), 1);
    this.#inHand += 1;
    return item;
  }

  #settle(n: number, outcome: Outcome): void {
    this.#waiting = this.#waiting.filter((one) => one.n !== n);
    this.outcomes.set(n, outcome);
  }
}
