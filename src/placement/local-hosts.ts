import { MessageChannel } from "node:worker_threads";
import type { Clock } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError } from "../core/errors.ts";
import type { HostOptions } from "../core/spawn.ts";
import { isProcess, nameOfHost, processNumber } from "../wire/host-number.ts";
import { announceDeath, sayDead, type StartedHosts } from "./first-host.ts";
import type { Host, HostSettings } from "./host.ts";
import { Claims, fairest } from "./claims.ts";
import { Introductions } from "./introductions.ts";
import type { Machine, MachineEnd } from "./machine.ts";
import { startProcess } from "./process-machine.ts";
import { createRelay } from "./relay.ts";
import { startThread } from "./thread-machine.ts";

/** How many hosts of each kind actors of equal options share. */
export interface HostLimits {
  readonly threads: number;
  readonly processes: number;
}

interface Member {
  readonly host: number;
  readonly machine: Machine;
  /** Equal for hosts that may be shared; undefined for one of an actor's own. */
  readonly group: string | undefined;
  readonly ended: Promise<void>;
  readonly claims: Claims;
  isLeaving: boolean;
}

/** How long a host that is no longer needed may take to end by itself. */
const LEAVE_MS = 5_000;
/** How long one that was terminated may still run: in native code, say. */
const TERMINATE_MS = 5_000;

/** The threads and child processes of a system: started, shared, connected with each other and ended on its first host. */
export class LocalHosts implements StartedHosts {
  readonly #first: Host;
  readonly #settings: HostSettings;
  readonly #limits: HostLimits;
  readonly #members = new Map<number, Member>();
  readonly #introductions = new Introductions();
  #lastThread = 0;
  #lastProcess = 0;

  constructor(first: Host, settings: HostSettings, limits: HostLimits) {
    this.#first = first;
    this.#settings = settings;
    this.#limits = limits;
  }

  async hire(definition: AnyDefinition, options: HostOptions): Promise<number> {
    return this.hireFor(this.#first.host, definition, options);
  }

  /** `asker` is the host that needs one. */
  hireFor(asker: number, definition: AnyDefinition | undefined, options: HostOptions): number {
    const group = groupOf(options);
    const member =
      (group !== undefined && this.#share(asker, group, options)) || this.#start(options, group, definition?.module);
    member.claims.add(asker);
    return member.host;
  }

  join(host: number, asker: number = this.#first.host): void {
    this.#members.get(host)?.claims.add(asker);
  }

  dismiss(host: number, asker: number = this.#first.host): void {
    const member = this.#members.get(host);
    member?.claims.remove(asker);
    if (member !== undefined) this.#endIfUnused(member);
  }

  condemn(host: number, why: string, heldBy?: number): void {
    const member = this.#members.get(host);
    if (member === undefined || (heldBy !== undefined && !member.machine.isHeldBy(heldBy))) return;
    member.isLeaving = true; // nobody is to be placed there any more
    member.machine.terminate(why);
  }

  /** The first host has a line to each other one from the start; one that it has none to is dead. */
  connect(host: number): void {
    this.#first.lose(host, lostError(host, { why: "it has ended", details: {} }));
  }

  /** Gives two hosts a line to each other; or tells the one that the other is dead. */
  introduce(one: number, other: number): void {
    const peer = this.#first.exchange.peer(one);
    const otherPeer = this.#first.exchange.peer(other);
    if (otherPeer.lost !== undefined) return sayDead(this.#first, peer, other, otherPeer.lost);
    if (!this.#introductions.isNew(one, other)) return;
    if (isProcess(one) || isProcess(other)) {
      peer.sayNow("relay", { host: other });
      otherPeer.sayNow("relay", { host: one });
    } else {
      const { port1, port2 } = new MessageChannel();
      peer.introduce(other, port1);
      otherPeer.introduce(one, port2);
    }
  }

  /** Ends them all; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all([...this.#members.values()].map((member) => this.#end(member)));
  }

  #share(asker: number, group: string, options: HostOptions): Member | undefined {
    const limit = "thread" in options ? this.#limits.threads : this.#limits.processes;
    const shared = [...this.#members.values()].filter((member) => member.group === group && !member.isLeaving);
    return shared.length < limit ? undefined : fairest(asker, shared);
  }

  #start(options: HostOptions, group: string | undefined, module: string | undefined): Member {
    const host = "thread" in options ? ++this.#lastThread : processNumber(++this.#lastProcess);
    const settings = { ...this.#settings, host };
    let sayEnded = (): void => {};
    const ended = new Promise<void>((resolve) => (sayEnded = resolve));
    const died = (end: MachineEnd): void => {
      sayEnded();
      this.#died(host, end);
    };
    const machine =
      "thread" in options
        ? startThread(settings, module, options.thread, died)
        : startProcess(settings, module, options.process, died);
    const member: Member = { host, machine, group, ended, claims: new Claims(), isLeaving: false };
    this.#members.set(host, member);
    this.#first.exchange.attach(
      host,
      createRelay(machine.transport, host, (to, frame) => this.#members.get(to)?.machine.transport.post(frame, [])),
      machine.marks,
    );
    if (group !== undefined && !isProcess(host)) this.#introduceThread(host);
    return member;
  }

  /** To all threads that are shared: a line of its own is worth having ready. */
  #introduceThread(host: number): void {
    for (const other of this.#members.values()) {
      if (other.host !== host && other.group !== undefined && !isProcess(other.host)) this.introduce(other.host, host);
    }
  }

  #died(host: number, end: MachineEnd): void {
    this.#members.delete(host);
    this.#introductions.forget(host);
    announceDeath(this.#first, host, lostError(host, end), [...this.#members.keys()], end.marks);
    for (const other of this.#members.values()) {
      other.claims.removeAll(host);
      this.#endIfUnused(other);
    }
  }

  #endIfUnused(member: Member): void {
    if (member.group !== undefined || member.claims.count > 0) return;
    this.#end(member).catch(() => {}); // stop() says so, if it is still there by then
  }

  /**
   * Lets it end by itself, so that what it has written comes out; then ends it.
   *
   * @throws {ActorError} `STOP_TIMEOUT` if even that does not end it.
   */
  async #end(member: Member): Promise<void> {
    const { patientClock } = this.#first;
    if (!member.isLeaving) {
      member.isLeaving = true;
      this.#first.exchange.peer(member.host).sayNow("leave", { why: "no actor needs it any more" });
    }
    if (await isOverWithin(member.ended, LEAVE_MS, patientClock)) return;
    member.machine.terminate("it did not end by itself");
    if (await isOverWithin(member.ended, TERMINATE_MS, patientClock)) return;
    const message = `Cannot end ${nameOfHost(member.host)}: it still runs ${TERMINATE_MS} ms after it was terminated`;
    throw new ActorError("STOP_TIMEOUT", message);
  }
}

function isOverWithin(ended: Promise<void>, ms: number, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const limit = clock.setTimer(ms, () => resolve(false));
    void ended.then(() => {
      limit.cancel();
      resolve(true);
    });
  });
}

/** Equal for equal options, in whatever order they were written; undefined for a host of an actor's own. */
function groupOf(options: HostOptions): string | undefined {
  const [[kind, { own, ...rest }] = ["", {} as { own?: true }]] = Object.entries(
    options as Record<string, { own?: true }>,
  );
  if (own === true) return undefined;
  return JSON.stringify({ [kind]: rest }, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([some], [other]) => (some < other ? -1 : 1)))
      : value,
  );
}

function lostError(host: number, { why, cause, details }: MachineEnd): ActorError {
  const name = nameOfHost(host);
  const message = `${name.charAt(0).toUpperCase()}${name.slice(1)} has died: ${why}`;
  return new ActorError("HOST_LOST", message, { ...(cause && { cause }), details });
}
