import type { Notice } from "../core/context.ts";
import type { WatchedExit } from "../core/exit.ts";
import type { Payload, Reply } from "../core/protocol.ts";
import type { ActorRef, Child } from "../core/ref.ts";
import type { System } from "../system.ts";
import { createTimedPatience, type Patience } from "./patience.ts";
import { defineProbe, WATCH, type Arrival, type ProbeOwner } from "./probe-definition.ts";
import { probeFailure } from "./probe-failure.ts";
import type { TestSystem } from "./test-system.ts";

// oxlint-disable-next-line typescript/no-explicit-any -- whatever it can be sent
type AnyRef = ActorRef<any>;

/** The payload of one message of a protocol; `undefined` if it has none. */
export type PayloadOf<Message> = Payload<Message> extends readonly [] ? undefined : Payload<Message>[0];

/** A message that a probe received. Compare `type`, and the rest is typed by the protocol. */
export type Received<Protocol, Type extends keyof Protocol & string = keyof Protocol & string> = {
  [Own in Type]: {
    readonly type: Own;
    readonly payload: PayloadOf<Protocol[Own]>;
    /** Resolves the ask; of a told message it reaches nobody. Only the first answer counts. */
    readonly reply: (this: void, value: Reply<Protocol[Own]>) => void;
    /** Rejects the ask as `ctx.refuse()` does. */
    readonly refuse: (this: void, error: Error) => void;
  };
}[Type];

/**
 * An actor in the hands of a test: it keeps what it is sent, in order, until the test takes it, and answers nothing by itself.
 *
 * Whatever fails here is an `AssertionError` that says what was waited for, and what came. A message that was not the one
 * waited for is not taken.
 */
export interface Probe<Protocol> {
  /** What actors under test are given. */
  readonly ref: ActorRef<Protocol>;
  /** Takes the next message, or waits for it. @throws `AssertionError` if none comes */
  receive(): Promise<Received<Protocol>>;
  /** The same for a message that must be of that type; resolves with its payload. @throws `AssertionError` */
  receive<Type extends keyof Protocol & string>(type: Type): Promise<PayloadOf<Protocol[Type]>>;
  /**
   * The same, but resolves with the message, to be answered.
   *
   * @example
   * (await shop.receiveAsk("price")).reply(12);
   */
  receiveAsk<Type extends keyof Protocol & string>(type: Type): Promise<Received<Protocol, Type>>;
  /** Takes all that has come once nothing more is to be expected; may be none. */
  receiveAll(): Promise<Received<Protocol>[]>;
  /** @throws `AssertionError` with what has come, if anything has once nothing more is to be expected */
  expectNothing(): Promise<void>;
  /**
   * From now on the probe will know how that actor ends, however long ago it will have been.
   *
   * @throws {ActorError} `BAD_OPTION` if that is no ref of this system
   */
  watch(ref: AnyRef): Promise<void>;
  /**
   * Resolves with how that actor has ended, as its watchers are told; it need not be watched yet.
   *
   * @throws `AssertionError` if it goes on living; {@link Probe.watch}
   */
  exit(ref: AnyRef): Promise<WatchedExit>;
  /** Ends the probe: what is sent to it from then on is a dead letter, and what it has not answered rejects. */
  stop(): Promise<void>;
}

/** Settings of a probe. */
export interface ProbeOptions {
  /** Default: `probe-1` and so on. */
  readonly name?: string;
  /** How long it waits in real time, in ms. Default: 1,000; on a test system, until that has settled. */
  readonly timeoutMs?: number;
}

/**
 * Makes a probe on any system, also on one whose time is real.
 *
 * There it waits for what comes for at most `timeoutMs`, and for nothing to come for at most 100 ms.
 *
 * @throws {ActorError} `BAD_OPTION`; `NAME_TAKEN`
 */
export async function createProbe<Protocol>(system: System, options: ProbeOptions = {}): Promise<Probe<Protocol>> {
  const { name, timeoutMs } = options;
  if (timeoutMs === undefined && "createProbe" in system) return (system as TestSystem).createProbe(name);
  return openProbe(system, name, createTimedPatience(timeoutMs ?? 1_000));
}

export async function openProbe<Protocol>(
  system: System,
  name: string | undefined,
  patience: Patience,
): Promise<Probe<Protocol>> {
  const basket = new Basket();
  // Transient: a system that finishes or drains does not wait for what a test has left unanswered.
  const options = { transient: true, ...(name !== undefined && { name }) };
  const child = await system.spawn(defineProbe<Protocol>(basket), options);
  return new OpenProbe(child, basket, patience);
}

/** What has come and was not taken yet. */
class Basket implements ProbeOwner {
  readonly arrivals: Arrival[] = [];
  readonly exits = new Map<string, WatchedExit>();
  /** Called whenever something has come. */
  readonly looks = new Set<() => void>();

  arrived(arrival: Arrival): void {
    this.arrivals.push(arrival);
    for (const look of this.looks) look();
  }

  ended({ ref, exit }: Notice): void {
    if (!this.exits.has(ref.id)) this.exits.set(ref.id, exit); // who asks late hears "gone"
    for (const look of this.looks) look();
  }
}

class OpenProbe<Protocol> implements Probe<Protocol> {
  readonly ref: ActorRef<Protocol>;
  readonly #child: Child<Protocol>;
  readonly #basket: Basket;
  readonly #patience: Patience;
  /** Whoever calls first takes first. */
  #taking: Promise<unknown> = Promise.resolve();

  constructor(child: Child<Protocol>, basket: Basket, patience: Patience) {
    this.ref = child;
    this.#child = child;
    this.#basket = basket;
    this.#patience = patience;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- what it returns depends on whether there is a type
  async receive(type?: string): Promise<any> {
    const arrival = await this.#take(type);
    return type === undefined ? toReceived(arrival) : arrival.payload;
  }

  async receiveAsk<Type extends keyof Protocol & string>(type: Type): Promise<Received<Protocol, Type>> {
    return toReceived(await this.#take(type)) as Received<Protocol, Type>;
  }

  async receiveAll(): Promise<Received<Protocol>[]> {
    await this.#patience.quiet();
    return this.#basket.arrivals.splice(0).map((arrival) => toReceived(arrival) as Received<Protocol>);
  }

  async expectNothing(): Promise<void> {
    await this.#patience.quiet();
    const { arrivals } = this.#basket;
    if (arrivals.length === 0) return;
    const context = this.#patience.context();
    throw probeFailure(`Expected nothing at probe "${this.ref.path}", but this came${context}:`, [], arrivals);
  }

  async watch(ref: AnyRef): Promise<void> {
    await (this.#child as AnyRef).ask(WATCH, ref);
  }

  async exit(ref: AnyRef): Promise<WatchedExit> {
    await this.watch(ref);
    const { exits, looks } = this.#basket;
    await this.#patience.until(() => exits.has(ref.id), looks);
    const exit = exits.get(ref.id);
    if (exit !== undefined) return exit;
    const message = `Expected actor "${ref.path}" to end, but it has not${this.#patience.context()}`;
    throw probeFailure(message, ["exit"], []);
  }

  async stop(): Promise<void> {
    await this.#child.stop();
  }

  async #take(type: string | undefined): Promise<Arrival> {
    const before = this.#taking;
    let done!: () => void;
    this.#taking = new Promise<void>((resolve) => (done = resolve));
    await before;
    try {
      return await this.#next(type);
    } finally {
      done();
    }
  }

  async #next(type: string | undefined): Promise<Arrival> {
    const { arrivals, looks } = this.#basket;
    const patience = this.#patience;
    if (arrivals.length === 0) await patience.until(() => arrivals.length > 0, looks);
    const [first] = arrivals;
    const wanted = type === undefined ? "a message" : `"${type}"`;
    if (first === undefined) {
      const message = `Expected ${wanted} at probe "${this.ref.path}", but ${patience.gaveUp}${patience.context()}`;
      throw probeFailure(message, [type ?? "a message"], []);
    }
    if (type !== undefined && first.type !== type) {
      const message = `Expected ${wanted} at probe "${this.ref.path}", but this came${patience.context()}:`;
      throw probeFailure(message, [type], arrivals);
    }
    arrivals.shift();
    return first;
  }
}

function toReceived({ type, payload, answer }: Arrival): Received<Record<string, (payload: unknown) => unknown>> {
  return { type, payload, reply: answer.resolve, refuse: answer.reject };
}
