import type { Transport } from "../wire/link.ts";
import type { Mark, MarkFile } from "../wire/mark-file.ts";

/** How a machine has ended. */
export interface MachineEnd {
  readonly why: string;
  readonly cause?: Error | undefined;
  /** What a process had marked as started. */
  readonly marks?: readonly Mark[] | undefined;
  /** Own fields of the error that everybody gets: `exitCode` or `exitSignal`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a host runs on that was started by this one: a worker thread, or a child process. */
export interface Machine {
  readonly transport: Transport;
  /** Where a process marks what it starts. */
  readonly file?: MarkFile | undefined;
  /** Whether that actor's turn blocks it; false if that cannot be told. */
  isHeldBy(turn: number): boolean;
  /** Ends it whatever it does; `why` is told if nothing else is known. */
  terminate(why: string): void;
}
