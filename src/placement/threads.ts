import { MessageChannel, type Worker } from "node:worker_threads";
import type { Clock } from "../core/clock.ts";
import type { AnyDefinition } from "../core/definition.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { ThreadOptions } from "../core/spawn.ts";
import { startThread } from "./boot.ts";
import { announceDeath, sayDead, type StartedHosts } from "./first-host.ts";
import type { Host, HostSettings } from "./host.ts";
import { Claims } from "./claims.ts";
import { Introductions } from "./introductions.ts";
import { createPortTransport } from "./port-transport.ts";

interface Thread {
  readonly host: number;
  readonly worker: Worker;
  /** Equal for threads that may be shared; undefined for one of an actor's own. */
  readonly group: string | undefined;
  /** Whose turn it is there, in shared memory. */
  readonly turn: Int32Array;
  readonly ended: Promise<void>;
  readonly claims: Claims;
  isLeaving: boolean;
  failure: Error | undefined;
}

/** How long a thread that is no longer needed may take to end by itself. */
const LEAVE_MS = 5_000;
/** How long one that was terminated may still run: in native code, say. */
const TERMINATE_MS = 5_000;

/** The threads of a system: started, shared, connected with each other and ended on its first host. */
export class Threads implements StartedHosts {
  readonly #first: Host;
  readonly #settings: HostSettings;
  readonly #limit: number;
  readonly #threads = new Map<number, Thread>();
  readonly #introductions = new Introductions();
  #lastHost = 0;

  /** `limit` is how many threads actors of equal options share. */
  constructor(first: Host, settings: HostSettings, limit: number) {
    this.#first = first;
    this.#settings = settings;
    this.#limit = limit;
  }

  async hire(definition: AnyDefinition, options: ThreadOptions): Promise<number> {
    return this.hireFor(this.#first.host, definition, options);
  }

  /** `asker` is the host that needs one: another thread is better, or nothing would run side by side. */
  hireFor(asker: number, definition: AnyDefinition | undefined, { own, ...options }: ThreadOptions): number {
    const group = own === true ? undefined : groupOf(options);
    const thread =
      (group !== undefined && this.#share(asker, group)) || this.#start(options, group, definition?.module);
    thread.claims.add(asker);
    return thread.host;
  }

  join(host: number, asker: number = this.#first.host): void {
    this.#threads.get(host)?.claims.add(asker);
  }

  dismiss(host: number, asker: number = this.#first.host): void {
    const thread = this.#threads.get(host);
    thread?.claims.remove(asker);
    if (thread !== undefined) this.#endIfUnused(thread);
  }

  condemn(host: number, why: string, heldBy?: number): void {
    const thread = this.#threads.get(host);
    if (thread === undefined) return;
    if (heldBy !== undefined && Atomics.load(thread.turn, 0) !== heldBy) return;
    thread.failure ??= new Error(why);
    void thread.worker.terminate();
  }

  /** The first host has a line to each thread from the start; one that it has none to is dead. */
  connect(host: number): void {
    this.#first.lose(host, lostError(host, "it has ended", undefined, undefined));
  }

  /** Gives two threads a line of their own; or tells the one that the other is dead. */
  introduce(one: number, other: number): void {
    const peer = this.#first.exchange.peer(one);
    const otherPeer = this.#first.exchange.peer(other);
    if (otherPeer.lost !== undefined) return sayDead(this.#first, peer, other, otherPeer.lost);
    if (!this.#introductions.isNew(one, other)) return;
    const { port1, port2 } = new MessageChannel();
    peer.introduce(other, port1);
    otherPeer.introduce(one, port2);
  }

  /** Ends them all; resolves when none is left. */
  async stop(): Promise<void> {
    await Promise.all([...this.#threads.values()].map((thread) => this.#end(thread)));
  }

  #share(asker: number, group: string): Thread | undefined {
    const shared = [...this.#threads.values()].filter((thread) => thread.group === group && !thread.isLeaving);
    if (shared.length < this.#limit) return undefined;
    const others = shared.length > 1 ? shared.filter((thread) => thread.host !== asker) : shared;
    return others.reduce((least, thread) => (thread.claims.count < least.claims.count ? thread : least));
  }

  #start(options: ThreadOptions, group: string | undefined, module: string | undefined): Thread {
    this.#lastHost += 1;
    const host = this.#lastHost;
    const { port1, port2 } = new MessageChannel();
    const turn = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const worker = startThread({ settings: { ...this.#settings, host }, port: port2, turn }, module, options);
    worker.unref(); // the system's actors keep the process alive, not its threads
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    const thread: Thread = {
      host,
      worker,
      group,
      turn,
      ended,
      claims: new Claims(),
      isLeaving: false,
      failure: undefined,
    };
    this.#threads.set(host, thread);
    worker.on("error", (error: unknown) => (thread.failure ??= toError(error)));
    worker.once("exit", (exitCode: number) => this.#died(thread, exitCode));
    this.#first.exchange.attach(host, createPortTransport(port1));
    if (group !== undefined) {
      for (const other of this.#threads.values()) {
        if (other !== thread && other.group !== undefined) this.introduce(other.host, host);
      }
    }
    return thread;
  }

  #died({ host, failure }: Thread, exitCode: number): void {
    this.#threads.delete(host);
    this.#introductions.forget(host);
    const why = failure?.message ?? `it exited with code ${exitCode}`;
    const error = lostError(host, why, failure, exitCode);
    announceDeath(this.#first, host, error, [...this.#threads.keys()]);
    for (const other of this.#threads.values()) {
      other.claims.removeAll(host);
      this.#endIfUnused(other);
    }
  }

  #endIfUnused(thread: Thread): void {
    if (thread.group !== undefined || thread.claims.count > 0) return;
    this.#end(thread).catch(() => {}); // stop() says so, if it is still there by then
  }

  /**
   * Lets it end by itself, so that what it has written comes out; then ends it.
   *
   * @throws {ActorError} `STOP_TIMEOUT` if even that does not end it.
   */
  async #end(thread: Thread): Promise<void> {
    const { clock } = this.#first.env;
    if (!thread.isLeaving) {
      thread.isLeaving = true;
      this.#first.exchange.peer(thread.host).sayNow("leave", { why: "no actor needs it any more" });
    }
    if (await isOverWithin(thread.ended, LEAVE_MS, clock)) return;
    void thread.worker.terminate();
    if (await isOverWithin(thread.ended, TERMINATE_MS, clock)) return;
    const message = `Cannot end thread ${thread.host}: it still runs ${TERMINATE_MS} ms after it was terminated`;
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

/** Equal for equal options, in whatever order they were written. */
function groupOf(options: object): string {
  return JSON.stringify(options, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([some], [other]) => (some < other ? -1 : 1)))
      : value,
  );
}

function lostError(host: number, why: string, cause: Error | undefined, exitCode: number | undefined): ActorError {
  return new ActorError("HOST_LOST", `Thread ${host} has died: ${why}`, {
    ...(cause && { cause }),
    details: exitCode === undefined ? {} : { exitCode },
  });
}
