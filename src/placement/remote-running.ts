import type { Clock } from "../core/clock.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import type { Exit } from "../core/exit.ts";
import type { CrashDirective } from "../core/definition.ts";
import type { ActorLook, Glance, Overseer, Running, Seed } from "../core/running.ts";
import type { Exits } from "../supervisor/exits.ts";
import { HostPatience } from "./host-patience.ts";
import type { Idles } from "./idles.ts";
import type { Looks } from "./looks.ts";
import { whenRemoteIdle } from "./remote-idle.ts";
import { lineTo, type Line } from "./remote-line.ts";
import type { Cell } from "../cell/cell.ts";
import { closureOf } from "../cell/closure.ts";
import type { Exchange } from "../wire/exchange.ts";
import { nameOfHost } from "../wire/host-number.ts";
import { UNPLACED, type Outlet } from "../wire/outlet.ts";
import type { Hosts } from "../core/hosts.ts";
import { spawnWords } from "./spawn-words.ts";

/** What a remote actor needs of its parent's host. */
export interface RemoteScope {
  readonly exchange: Exchange;
  readonly hosts: Hosts;
  readonly patientClock: Clock;
  /** Where the actor is to live; asked again after the death of its host. */
  findHost(isRestart: boolean): Promise<number>;
  readonly exits: Exits;
  readonly looks: Looks;
  readonly idles: Idles;
  /** Reports an error that nobody waits for. */
  fault(actor: string, error: Error): void;
  /** For an actor whose place turns out to be this very host. */
  createCell(seed: Seed, overseer: Overseer): Cell;
  ended(id: string): void;
}

type Phase = "starting" | "running" | "down" | "ending" | "ended";

/** An actor on another host, seen from its parent's: passes on what its supervisor wants and what becomes of it. */
export class RemoteRunning implements Running, Overseer {
  readonly target: Outlet;
  readonly #seed: Seed;
  readonly #scope: RemoteScope;
  readonly #overseer: Overseer;
  readonly #patience: HostPatience;
  #phase: Phase = "starting";
  #hasStarted = false;
  /** Said ahead of all else, perhaps even before it is known to have started. */
  #isClosing = false;
  #givenUp: Exit | undefined = undefined;
  #host: number | undefined = undefined;
  /** The one that it died with last. */
  #lostHost: number | undefined = undefined;
  #line: Line | undefined = undefined;
  #wanted: "drain" | "stop" | "kill" | undefined = undefined;

  constructor(seed: Seed, scope: RemoteScope, overseer: Overseer) {
    this.#seed = seed;
    this.#scope = scope;
    this.#overseer = overseer;
    this.#patience = new HostPatience(seed, scope);
    scope.exchange.whereabouts.set(seed.id, undefined);
    this.target = scope.exchange.outlet(seed, UNPLACED, seed.mailbox);
  }

  start(): void {
    this.#phase = "starting";
    this.#scope.findHost(this.#hasStarted).then(
      (host) => this.#settle(host),
      (thrown: unknown) => this.#lost(toError(thrown)),
    );
  }

  restart(): void {
    if (this.#phase !== "down") return;
    if (this.#line === undefined) return this.start();
    this.#phase = "starting";
    this.#limitPhase(this.#seed.startTimeoutMs, "did not start again"); // first: if it lives right here it starts at once
    this.#line.restart();
  }

  giveUp(exit: Exit): void {
    if (this.#phase !== "down") return;
    this.#phase = "ending";
    this.#givenUp = exit;
    if (this.#line === undefined) this.ended(exit);
    else this.#line.giveUp(exit);
  }

  halt(): void {
    this.#limitPhase(this.#seed.stopTimeoutMs, "did not stop for a restart");
    this.#line?.halt(); // also when it is ending by itself: its children need not drain then
  }

  drain(): void {
    this.#wanted ??= "drain";
    this.#drainNow();
  }

  stop(): void {
    if (this.#wanted !== "kill") this.#wanted = "stop";
    if (this.#line === undefined) this.ended({ kind: "stopped" });
    else this.#line.stop();
  }

  kill(isOverdue: boolean): void {
    if (this.#phase === "ended") return;
    this.#wanted = "kill";
    const host = this.#host;
    if (this.#line === undefined || host === undefined) return this.ended({ kind: "killed" });
    this.#line.kill(isOverdue);
    if (this.#host === host) this.#patience.insist(host, isOverdue); // it did not end at once
  }

  readonly idle = (): Promise<void> => whenRemoteIdle(this.target, () => this.#line?.idle());

  /** Whether a place is being found for it. */
  get isStarting(): boolean {
    return this.#phase === "starting";
  }

  async look(glance: Glance): Promise<ActorLook> {
    const asked = this.#host;
    const answer = await this.#line?.look(glance);
    // A fresh host does not know that the actor has started before.
    const due = this.#hasStarted ? "restarting" : "starting";
    if (typeof answer === "object") return answer.state === "starting" ? { ...answer, state: due } : answer;
    const host = this.#host;
    const isSilent = answer === "silent" && host === asked;
    return { host: nameOfHost(host), state: isSilent ? "unknown" : due, mailbox: undefined, children: [] };
  }

  // What its cell reports.

  started(): void {
    if (this.#phase === "ended") return;
    this.#phase = "running";
    this.#patience.calm();
    this.#hasStarted = true;
    const host = this.#host as number;
    this.#scope.exchange.place(this.target, host);
    this.#scope.exchange.whereabouts.set(this.#seed.id, host);
    this.#overseer.started();
    if (this.#wanted === "drain") this.#drainNow();
  }

  startFailed(error: Error, directive: CrashDirective = "restart"): void {
    this.#leave();
    this.#goNowhere(error, directive);
  }

  crashed(error: Error, message: ShownMessage | undefined, directive: CrashDirective): void {
    this.#goDown();
    this.#overseer.crashed(error, message, directive);
  }

  halted(): void {
    this.#goDown();
    this.#overseer.halted();
  }

  finished(value: unknown): void {
    this.#goDown();
    this.#overseer.finished(value);
  }

  closing(): void {
    this.#isClosing = true;
    this.#overseer.closing();
  }

  ending(): void {
    this.#overseer.ending();
  }

  /** Unless `isSettled`, something that it had sent is still under way. */
  ended(exit: Exit, isSettled: boolean = true): void {
    if (this.#phase === "ended") return;
    if (!isSettled) this.#scope.exits.expect(this.#seed.id, { host: this.#host as number, isLost: false });
    this.#leave();
    this.#end(exit);
    this.#overseer.ended(exit);
  }

  /** Its host has died. */
  hostLost(host: number, error: ActorError): void {
    if (this.#host === host) this.#lost(error);
  }

  #settle(host: number): void {
    const { exchange, hosts } = this.#scope;
    if (this.#phase === "ended") return hosts.dismiss(host); // it was ended while a host was looked for
    this.#host = host;
    this.#lostHost = undefined;
    if (host === exchange.host) {
      const cell = this.#scope.createCell({ ...this.#seed, hasStarted: this.#hasStarted }, this);
      this.#line = cell;
      return cell.start();
    }
    const peer = exchange.peer(host);
    if (peer.lost !== undefined) return this.#lost(peer.lost);
    this.#line = lineTo(peer, this.#seed.id, this.#scope.looks, this.#scope.idles);
    try {
      peer.sayNow("spawn", spawnWords(this.#seed, this.#hasStarted));
    } catch (thrown) {
      return this.startFailed(toError(thrown)); // args that cannot cross
    }
    if (this.#hasStarted) this.#limitPhase(this.#seed.startTimeoutMs, "did not start again");
  }

  #lost(error: Error): void {
    this.#scope.exchange.whereabouts.set(this.#seed.id, undefined);
    this.#lostHost = this.#host;
    this.#leave();
    this.#goNowhere(error, "restart");
  }

  /** It has no place any more: unless it was to end anyway, its supervisor decides whether it gets another. */
  #goNowhere(error: Error, directive: CrashDirective): void {
    const wasDown = this.#phase === "down";
    this.#line = undefined;
    if (this.#wanted === "kill") return this.ended({ kind: "killed" });
    if (this.#givenUp !== undefined) return this.ended(this.#givenUp);
    if (this.#wanted === "stop") return this.ended({ kind: "stopped" });
    if (!this.#hasStarted) {
      this.#end({ kind: "crashed", error });
      return this.#overseer.startFailed(error, directive);
    }
    if (this.#isClosing) return this.ended({ kind: "crashed", error });
    this.#phase = "down";
    if (!wasDown) this.#overseer.crashed(error, undefined, directive); // else its supervisor is about to restart it anyway
  }

  /** Behind all that waits here, also for room: it drains with the actor. */
  #drainNow(): void {
    this.target.whenSent(false, () => this.#line?.drain());
  }

  #limitPhase(ms: number, what: string): void {
    this.#patience.limit(this.#host as number, this.#line, ms, what);
  }

  #goDown(): void {
    this.#phase = "down";
    this.#patience.calm();
  }

  #leave(): void {
    this.#patience.end();
    const host = this.#host;
    this.#host = undefined; // first: a host of its own dies of this
    if (host !== undefined) this.#scope.hosts.dismiss(host);
  }

  #end(exit: Exit): void {
    const { id } = this.#seed;
    this.#phase = "ended";
    const closure = closureOf(exit);
    if (this.#lostHost !== undefined) this.#scope.exits.expect(id, { host: this.#lostHost, isLost: true });
    this.#scope.exchange.whereabouts.ended(id, closure.reason);
    this.target.close(closure);
    this.#scope.ended(id);
  }
}
