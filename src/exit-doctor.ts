import type { Log } from "./core/log.ts";
import type { Strays } from "./core/strays.ts";
import { isSystemLeft } from "./process-hooks.ts";

/** A process that is alive so long after its system stopped is kept alive by something. */
const PATIENCE_MS = 2_000;
/** Strays that are noted: whoever has more has one fault many times. */
const MOST_STRAYS = 1_000;
/** Those of them that are named. */
const MOST_NAMED = 5;

/** What the doctor knows, and what it looks at; tests put their own in place of the process. */
export interface DoctorParts {
  /** The process is there for this system alone, so whatever has come with it is suspect. Default: false. */
  readonly isScript?: boolean;
  /** What keeps the event loop alive, by kind. */
  readonly resources?: () => readonly string[];
  /** Whether another system may hold the process. */
  readonly isInUse?: () => boolean;
  /** Does not keep the process alive. */
  readonly setTimer?: (ms: number, run: () => void) => void;
}

/** Says what may be at fault when a process does not end although its system has stopped. */
export class ExitDoctor implements Strays {
  readonly #parts: Required<DoctorParts>;
  readonly #strays = new Set<{ readonly actor: string; readonly handler: string }>();
  readonly #before: ReadonlyMap<string, number>;

  constructor(parts: DoctorParts = {}) {
    this.#parts = { ...ofProcess, ...parts };
    this.#before = this.#parts.isScript ? countKinds(this.#parts.resources()) : new Map();
  }

  add(actor: string, handler: string): () => void {
    if (this.#strays.size >= MOST_STRAYS) return () => {};
    const stray = { actor, handler };
    this.#strays.add(stray);
    return () => void this.#strays.delete(stray);
  }

  /** The system has stopped: if the process is still alive in a while and something can be blamed, one line tells it. */
  watch(log: Log): void {
    const { isScript, setTimer } = this.#parts;
    if (!isScript && this.#strays.size === 0) return;
    setTimer(PATIENCE_MS, () => {
      const blamed = [...this.#blameStrays(), ...this.#blameResources()];
      this.#strays.clear();
      if (blamed.length === 0) return;
      const text = `the process is still alive ${PATIENCE_MS} ms after the system stopped, it may be held by`;
      log.warn(`${text}: ${blamed.join("; ")}`);
    });
  }

  #blameStrays(): string[] {
    const counts = countKinds([...this.#strays].map(({ actor, handler }) => `handler "${handler}" of ${actor}`));
    const names = [...counts].map(([name, count]) => {
      const times = count === 1 ? "" : ` (${count} times)`;
      return `${name}${times}, which was let go and has not returned`;
    });
    const left = names.length - MOST_NAMED;
    return left > 0 ? [...names.slice(0, MOST_NAMED), `${left} more such handlers`] : names;
  }

  #blameResources(): string[] {
    const { isScript, isInUse, resources } = this.#parts;
    if (!isScript || isInUse()) return [];
    return [...countKinds(resources())].flatMap(([kind, count]) => {
      const more = count - (this.#before.get(kind) ?? 0);
      return more > 0 ? [inWords(kind, more)] : [];
    });
  }
}

const ofProcess: Required<DoctorParts> = {
  isScript: false,
  resources: () => process.getActiveResourcesInfo(),
  isInUse: isSystemLeft,
  setTimer: (ms, run) => void setTimeout(run, ms).unref(),
};

function countKinds(kinds: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function inWords(kind: string, count: number): string {
  const [one, many] = words[kind] ?? ["one resource", "resources"];
  return `${count === 1 ? one : `${count} ${many}`} (${kind})`;
}

/** Node's own names are those of its classes; a few of them are no word of a user's. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  ConnectWrap: ["a connection being made", "connections being made"],
  FSEventWrap: ["a file watcher", "file watchers"],
  FSReqCallback: ["a file operation", "file operations"],
  FSReqPromise: ["a file operation", "file operations"],
  GetAddrInfoReqWrap: ["a name look-up", "name look-ups"],
  Immediate: ["an immediate", "immediates"],
  MessagePort: ["a message port", "message ports"],
  PipeWrap: ["a pipe", "pipes"],
  ProcessWrap: ["a child process", "child processes"],
  StatWatcher: ["a file watcher", "file watchers"],
  TCPServerWrap: ["a TCP server", "TCP servers"],
  TCPSocketWrap: ["a TCP socket", "TCP sockets"],
  TTYWrap: ["a terminal", "terminals"],
  Timeout: ["a timer", "timers"],
  UDPWrap: ["a UDP socket", "UDP sockets"],
};
