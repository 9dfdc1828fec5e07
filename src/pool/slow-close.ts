import type { Clock, Timer } from "../core/clock.ts";
import { ActorError } from "../core/errors.ts";
import type { Crew } from "./crew.ts";
import type { Tally } from "./tally.ts";

/** Those that are named. */
const MOST_NAMED = 5;

/** The pool that it looks at. */
interface ClosingPool {
  readonly path: string;
  readonly crew: Pick<Crew, "all" | "isStarting">;
  readonly tally: Pick<Tally, "ended">;
  fault(actor: string, error: Error): void;
}

/** Says what a pool waits for that is being closed, once, if none of its jobs ends for a while. It calls nothing off. */
export class SlowClose {
  readonly #pool: ClosingPool;
  readonly #clock: Clock;
  readonly #patienceMs: number;
  #timer: Timer | undefined = undefined;

  constructor(pool: ClosingPool, clock: Clock, patienceMs: number) {
    this.#pool = pool;
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  begin(): void {
    if (this.#timer === undefined) this.#look(-1);
  }

  end(): void {
    this.#timer?.cancel();
  }

  #look(endedBefore: number): void {
    const { ended } = this.#pool.tally;
    if (ended === endedBefore) return this.#report();
    this.#timer = this.#clock.setTimer(this.#patienceMs, () => this.#look(ended));
  }

  #report(): void {
    const { crew, path } = this.#pool;
    const { all } = crew;
    const held = all.flatMap(({ child, tasks }) =>
      tasks.slice(0, 1).map(({ type }) => `worker "${child.name}" has "${type}" in hand`),
    );
    const idle =
      crew.isStarting || all.length === 0
        ? "a worker is yet to start"
        : "its workers have nothing in hand, and have not ended";
    const named = held.length === 0 ? [idle] : held.slice(0, MOST_NAMED);
    const more = held.length > MOST_NAMED ? `; and ${held.length - MOST_NAMED} more` : "";
    const message = `Cannot close pool "${path}" yet: none of its jobs has ended for ${this.#patienceMs} ms; ${named.join("; ")}${more}`;
    this.#pool.fault(path, new ActorError("STOP_TIMEOUT", message));
  }
}
