/** The floor of all inline figures: a call of a handler by its name, once it has been through an array. */
export class ArrayQueue<State> {
  readonly state: State;
  readonly #handlers: Readonly<Record<string, (state: State, payload: number) => number>>;
  #waiting: (string | number)[] = [];

  constructor(state: State, handlers: Readonly<Record<string, (state: State, payload: number) => number>>) {
    this.state = state;
    this.#handlers = handlers;
  }

  put(type: string, payload: number): void {
    this.#waiting.push(type, payload);
  }

  /** Calls the handlers of all that waits. */
  drain(replied: (reply: number) => void = () => {}): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += 2) {
      const handler = this.#handlers[waiting[at] as string];
      if (handler !== undefined) replied(handler(this.state, waiting[at + 1] as number));
    }
  }
}

/** The same actor as tally.ts, as a queue. */
export function createQueue(): ArrayQueue<{ sum: number }> {
  return new ArrayQueue(
    { sum: 0 },
    {
      add: (state, by) => (state.sum += by),
      plus: (state, by) => state.sum + by,
    },
  );
}
