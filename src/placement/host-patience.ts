import type { Clock, Timer } from "../core/clock.ts";
import { ActorError } from "../core/errors.ts";
import type { Hosts } from "../core/hosts.ts";
import { nameOfHost } from "../wire/host-number.ts";
import type { Line } from "./remote-line.ts";
import { turnOf } from "./turns.ts";

/** After this a killed actor that does not answer is looked for on its thread. */
const KILL_GRACE_MS = 100;

/** A host that does not answer for so long does nothing else. */
const SILENCE_MS = 1_000;

/** Whom a host is to say something of. */
interface AwaitedActor {
  readonly id: string;
  readonly path: string;
  readonly stopTimeoutMs: number;
}

interface PatienceScope {
  readonly hosts: Pick<Hosts, "condemn">;
  readonly patientClock: Clock;
  fault(actor: string, error: Error): void;
}

/** How long a host may say nothing of an actor: neither a cell nor a host waits for a thread that somebody blocks. */
export class HostPatience {
  readonly #actor: AwaitedActor;
  readonly #scope: PatienceScope;
  #timer: Timer | undefined = undefined;
  #isKill = false;

  constructor(actor: AwaitedActor, scope: PatienceScope) {
    this.#actor = actor;
    this.#scope = scope;
  }

  /** A thread that is blocked, by it or a neighbour, cannot say so itself; what merely takes too long does, and sooner. */
  limit(host: number, line: Line | undefined, ms: number, what: string): void {
    if (this.#isKill) return; // which waits for less
    const { path, id } = this.#actor;
    const why = `actor "${path}" ${what}`;
    const timer = this.#set(ms + KILL_GRACE_MS, () => {
      this.#scope.hosts.condemn(host, why, turnOf(id));
      void line?.look({ along: [], patienceMs: SILENCE_MS }).then((answer) => {
        if (this.#timer !== timer) return;
        if (answer === "silent") this.#scope.hosts.condemn(host, why);
        else this.limit(host, line, ms, what);
      });
    });
  }

  /** It is killed; `isOverdue`: since a stop took too long. Who kills it again and again does not put that off. */
  insist(host: number, isOverdue: boolean): void {
    if (this.#isKill && !isOverdue) return;
    const { id, path, stopTimeoutMs } = this.#actor;
    const { hosts } = this.#scope;
    const why = `actor "${path}" was killed there and did not end`;
    this.#set(KILL_GRACE_MS, () => {
      if (isOverdue) this.#scope.fault(path, overdueError(path, host));
      hosts.condemn(host, why, turnOf(id));
      this.#set(Math.max(0, stopTimeoutMs - KILL_GRACE_MS), () => hosts.condemn(host, why));
    });
    this.#isKill = true;
  }

  /** The host has said something. Of an actor that is to be killed only its end is waited for, see {@link HostPatience.end}. */
  calm(): void {
    if (!this.#isKill) this.#cancel();
  }

  end(): void {
    this.#isKill = false;
    this.#cancel();
  }

  #set(ms: number, run: () => void): Timer {
    this.#timer?.cancel();
    return (this.#timer = this.#scope.patientClock.setTimer(ms, run));
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

function overdueError(path: string, host: number): ActorError {
  return new ActorError("STOP_TIMEOUT", `Cannot stop actor "${path}" in time: ${nameOfHost(host)} does not answer`);
}
