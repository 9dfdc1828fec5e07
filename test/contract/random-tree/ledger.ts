import type { SystemEvent } from "troupe";
import type { Life } from "./lives.ts";
import type { Letter } from "./protocol.ts";
import type { Failure, Member, Outcome, World } from "./world.ts";

/** The last one has no handler. */
type LetterType = "work" | "cull" | "nobody knows this";
type Verb = "tell" | "send" | "ask";

/** One message, from its sender to whatever becomes of it. */
interface Entry {
  readonly n: number;
  readonly verb: Verb;
  readonly to: Member;
  readonly pair: string;
  readonly fromHost: number;
  /** How the call went; a tell that returned is accepted. */
  call: "waiting" | "accepted" | "answered" | Failure;
  state: "under way" | "handled" | "put aside" | "dead";
}

/** The books of all messages: accepted = handled + dead letters. */
export class Ledger {
  readonly #world: World;
  readonly #entries: Entry[] = [];
  /** Told and not yet seen, by sender and receiver. */
  readonly #underWay = new Map<string, Set<number>>();
  readonly #lastStarted = new Map<string, number>();
  /** Those that were lost with a host, by the path of their receiver. */
  readonly #lost = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Sends something; resolves when the call has settled. */
  async post(from: Life | undefined, verb: Verb, to: Member, left: number, type: LetterType = "work"): Promise<void> {
    const entry = this.open(from, verb, to);
    if (type === "nobody knows this") this.#underWay.get(entry.pair)?.delete(entry.n); // its end is told, not seen
    const gift = from === undefined ? undefined : this.#world.chance.oneOf([undefined, ...from.refs]);
    const letter: Letter = { n: entry.n, left, ...(gift !== undefined && { gift }) };
    this.#world.note(`${from?.path ?? "test"} ${verb} ${type} ${entry.n} to ${to.path}`);
    if (verb === "tell") {
      to.tell(type as "work", letter);
      entry.call = "accepted";
      return;
    }
    const call: Promise<unknown> = verb === "send" ? to.send(type as "work", letter) : to.ask(type as "work", letter);
    await this.settle(entry.n, call);
  }

  open(from: Life | undefined, verb: Verb, to: Member): Entry {
    const fromHost = from?.host ?? 0;
    const pair = `${from?.id ?? ""}@${fromHost} > ${to.id}`;
    const entry: Entry = { n: this.#entries.length, verb, to, pair, fromHost, call: "waiting", state: "under way" };
    this.#entries.push(entry);
    if (verb === "tell") this.#underWay.set(pair, (this.#underWay.get(pair) ?? new Set()).add(entry.n));
    return entry;
  }

  async settle<Value>(n: number, call: Promise<Value>): Promise<Outcome<Value>> {
    const entry = this.#entries[n] as Entry;
    const outcome = await this.#world.track(`${entry.verb} ${n} to ${entry.to.path}`, entry.fromHost, call);
    entry.call = outcome.error ?? (entry.verb === "send" ? "accepted" : "answered");
    if (entry.call === "answered" && entry.state !== "handled" && entry.state !== "put aside") {
      this.#world.breach(`ask ${n} to ${entry.to.path} was answered, but it is ${entry.state}`);
    }
    return outcome;
  }

  /** A handler begins with it. */
  started(n: number, by: Life): void {
    const entry = this.#entries[n] as Entry;
    const { state, pair, verb, to } = entry;
    entry.state = "handled";
    if (to.id !== by.id) this.#world.breach(`message ${n} to ${to.path} was handled by ${by.path}`);
    if (state === "handled" || state === "dead")
      this.#world.breach(`message ${n} to ${to.path} was ${state}, and is handled`);
    if (state === "put aside" || verb !== "tell") return;
    this.#underWay.get(pair)?.delete(n);
    const last = this.#lastStarted.get(pair) ?? -1;
    this.#lastStarted.set(pair, Math.max(last, n));
    if (last > n) this.#world.breach(`message ${n} to ${to.path} was overtaken by ${last}`);
  }

  stashed(n: number): void {
    (this.#entries[n] as Entry).state = "put aside";
  }

  buried({ to, count, message }: SystemEvent<"deadletter">): void {
    if (message === undefined) return void this.#lost.set(to, (this.#lost.get(to) ?? 0) + count);
    const n = (message.payload as Letter | undefined)?.n;
    if (typeof n !== "number") return;
    const entry = this.#entries[n] as Entry;
    if (entry.state === "handled" || entry.state === "dead") {
      this.#world.breach(`message ${n} to ${to} was ${entry.state}, and is a dead letter`);
    }
    entry.state = "dead";
    this.#underWay.get(entry.pair)?.delete(n);
  }

  /** Told by that life before it ended, and still not there. */
  underWay(from: Life, to: Life): readonly number[] {
    return [...(this.#underWay.get(`${from.id}@${from.host} > ${to.id}`) ?? [])];
  }

  /** When all is over: what became of each. */
  check(): void {
    const missing = new Map<string, { sure: number; most: number }>();
    for (const { n, verb, to, call, state, fromHost } of this.#entries) {
      const isFailed = typeof call === "object";
      if (verb === "send" && isFailed && state !== "under way") this.#world.breach(`send ${n} failed, but is ${state}`);
      if (isFailed && state === "handled" && call.message.startsWith("Cannot deliver")) {
        this.#world.breach(`ask ${n} to ${to.path} was handled: ${call.message}`);
      }
      if (state === "put aside" && !this.#world.lives.wasLost(to.id))
        this.#world.breach(`${n} to ${to.path} is stashed for good`);
      if (state !== "under way" && state !== "put aside") continue;
      if (verb === "send" && isFailed) continue;
      const of = missing.get(to.path) ?? { sure: 0, most: 0 };
      missing.set(to.path, of);
      of.most += 1;
      if (!this.#world.isDead(fromHost) && !isFailed) of.sure += 1;
    }
    for (const [path, lost] of this.#lost) {
      const { most = 0 } = missing.get(path) ?? {};
      if (lost > most)
        this.#world.breach(`${lost} messages to ${path} were lost with its host, of ${most} that are missing`);
    }
    for (const [path, { sure }] of missing) {
      const lost = this.#lost.get(path) ?? 0;
      if (sure > lost)
        this.#world.breach(`${sure} messages to ${path} are missing, of which ${lost} were lost with its host`);
    }
  }
}
