import type { Transport } from "../wire/link.ts";
import type { Mark, Marks } from "../wire/marks.ts";

/** How a machine has ended. */
export interface MachineEnd {
  readonly why: string;
  readonly cause?: Error | undefined;
  /** Of what it had started. */
  readonly marks?: readonly Mark[] | undefined;
  /** Own fields of the error that everybody gets: `exitCode` or `exitSignal`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a host runs on that was started by this one: a worker thread, or a child process. */
export interface Machine {
  readonly transport: Transport;
  /** Of what it starts. */
  readonly marks?: Marks | undefined;
  /** Whether that actor's turn blocks it; false if that cannot be told. */
  isHeldBy(turn: number): boolean;
  /** Ends it whatever it does; `why` is told if nothing else is known. */
  terminate(why: string): void;
}
