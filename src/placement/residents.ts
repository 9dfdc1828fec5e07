import type { Clock } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { Exit } from "../core/exit.ts";
import { ordinaryMailbox } from "../core/mailbox-options.ts";
import type { Overseer, Seed } from "../core/running.ts";
import type { Cell } from "../cell/cell.ts";
import { whenDone } from "../cell/thenable.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords, SpawnWords } from "../wire/protocol.ts";
import { sayLeniently } from "./lenient.ts";

/** What the actors of other hosts' supervisors need of the host they live on. */
export interface ResidentScope {
  readonly patientClock: Clock;
  /**
   * Resolves when all that was sent from here to other hosts has arrived there: an end is not told before what the actor
   * had sent. Undefined if there is nothing to wait for but what goes to its home, on the same line as the news.
   */
  settled(home: number): Promise<void> | undefined;
  /** Runs what may block this thread, and shows whose doing it is. */
  during(cell: Cell, run: () => void): void;
  findDefinition(module: string, name: string): Promise<AnyDefinition>;
  createCell(seed: Seed, overseer: Overseer): Cell;
}

interface Resident {
  readonly peer: Peer;
  /** Undefined while its module is being loaded. */
  cell: Cell | undefined;
}

/** The actors of this host whose supervisors live on others: does what those say, and reports back. */
export class Residents {
  readonly #scope: ResidentScope;
  readonly #residents = new Map<string, Resident>();

  constructor(scope: ResidentScope) {
    this.#scope = scope;
  }

  /** False if the word is for somebody else. */
  hear<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): boolean {
    if (name === "spawn") {
      this.#spawn(peer, words as SpawnWords);
      return true;
    }
    const order = orders[name as OrderName];
    if (order === undefined) return false;
    const { id } = words as { id: string };
    const resident = this.#residents.get(id);
    const cell = resident?.cell;
    if (cell !== undefined) {
      this.#scope.during(cell, () => order(cell, words as never, peer));
      // It has ended already, and that was to be told when all that it had sent has arrived: too late for a kill.
      if (name === "kill" && cell.phase === "ended") this.#ended(id, { kind: "killed" }, false);
    } else if (name === "look") peer.say("seen", { request: (words as ControlWords["look"]).request, look: undefined });
    else if (name === "idle") peer.say("idled", { request: (words as ControlWords["idle"]).request, isGone: true });
    else if (resident === undefined) return true; // it ended meanwhile, and has said so
    else if (name === "kill" || name === "stop")
      this.#ended(id, { kind: name === "kill" ? "killed" : "stopped" }, true);
    return true;
  }

  /** Nobody is orphaned: with a host die the actors whose supervisors lived there. */
  hostLost(peer: Peer): void {
    for (const [id, resident] of this.#residents) {
      if (resident.peer !== peer) continue;
      this.#residents.delete(id);
      resident.cell?.kill(false);
    }
  }

  /** Whether a module is being loaded for one of them. */
  get isLoading(): boolean {
    return [...this.#residents.values()].some(({ cell }) => cell === undefined);
  }

  #spawn(peer: Peer, { module, definition: name, mailbox = ordinaryMailbox, ...rest }: SpawnWords): void {
    const { id } = rest;
    const resident: Resident = { peer, cell: undefined };
    this.#residents.set(id, resident);
    const fail = (error: Error): void => {
      if (this.#residents.get(id) !== resident) return; // it was ended meanwhile
      this.#residents.delete(id);
      peer.say("startFailed", { id, error, directive: "restart" });
    };
    const limit = this.#scope.patientClock.setTimer(rest.startTimeoutMs, () => {
      const message = `Cannot start actor "${rest.path}": module ${module} has not loaded after ${rest.startTimeoutMs} ms`;
      fail(new ActorError("START_TIMEOUT", message));
    });
    this.#scope.findDefinition(module, name).then(
      (definition) => {
        limit.cancel();
        if (this.#residents.get(id) !== resident) return;
        const cell = this.#scope.createCell({ ...rest, mailbox, definition }, this.#overseer(peer, id));
        resident.cell = cell;
        this.#scope.during(cell, () => cell.start());
      },
      (thrown: unknown) => {
        limit.cancel();
        fail(toError(thrown));
      },
    );
  }

  #overseer(peer: Peer, id: string): Overseer {
    return {
      started: () => peer.say("started", { id }),
      startFailed: (error, directive) =>
        this.#whenSettled(id, () => {
          this.#residents.delete(id);
          peer.say("startFailed", { id, error, directive });
        }),
      crashed: (error, message, directive) => sayLeniently(peer, "crashed", { id, error, message, directive }),
      halted: () => peer.say("halted", { id }),
      finished: (value) => sayLeniently(peer, "finished", { id, value }), // it starts again: nobody gets the value
      closing: () => peer.sayNow("closing", { id }),
      ending: () => peer.say("ending", { id }),
      ended: (exit) => {
        this.#whenSettled(id, () => this.#ended(id, exit, true));
        if (exit.kind === "killed") this.#ended(id, exit, false); // a kill waits for nobody
      },
    };
  }

  /** Tells how it ended when all that it had sent has arrived; if a kill was faster, merely that it has. */
  #whenSettled(id: string, tell: () => void): void {
    const resident = this.#residents.get(id);
    if (resident === undefined) return;
    whenDone(this.#scope.settled(resident.peer.host), () => {
      if (this.#residents.get(id) === resident) tell();
      else resident.peer.say("settled", { id });
    });
  }

  #ended(id: string, exit: Exit, isSettled: boolean): void {
    const resident = this.#residents.get(id);
    if (!this.#residents.delete(id) || resident === undefined) return;
    try {
      resident.peer.say("ended", { id, exit, isSettled });
    } catch (thrown) {
      // The value it finished with cannot cross: for everybody elsewhere that is how it failed.
      resident.peer.say("ended", { id, exit: { kind: "crashed", error: toError(thrown) }, isSettled });
    }
  }
}

type OrderName = "restart" | "giveUp" | "halt" | "drain" | "stop" | "kill" | "idle" | "look";

const orders: { [Name in OrderName]: (cell: Cell, words: ControlWords[Name], peer: Peer) => void } = {
  restart: (cell) => cell.restart(),
  giveUp: (cell, { exit }) => cell.giveUp(exit),
  halt: (cell) => cell.halt(),
  drain: (cell) => cell.drain(),
  stop: (cell) => cell.stop(),
  kill: (cell, { isOverdue }) => cell.kill(isOverdue),
  idle(cell, { request }, peer) {
    if (cell.target.closure !== undefined) return peer.say("idled", { request, isGone: true });
    void cell.idle().then(
      () => peer.say("idled", { request }),
      (error: Error) => peer.say("idled", { request, error }),
    );
  },
  look: (cell, { request, ...glance }, peer) =>
    void cell.look(glance).then((look) => peer.say("seen", { request, look })),
};
