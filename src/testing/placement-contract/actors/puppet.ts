import { threadId } from "node:worker_threads";
import {
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type Child,
  type Context,
  type Exit,
  type InitContext,
  type Piped,
  type Placement,
  type Restart,
  type StopOptions,
  type SuperviseOptions,
  type Timer,
} from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";

/** What a puppet is started with. */
export interface PuppetArgs {
  /** Begins what it notes about its life. */
  readonly label?: string;
  /** Hears what it is told to note. */
  readonly probe?: ProbeRef;
  /** Hears of its starts and its end. */
  readonly life?: ProbeRef;
  /** Its starts wait here. */
  readonly startAt?: GateRef;
  readonly startBy?: "throw" | "throwLate" | "throwAgain" | "hang" | "finish";
  /** Its hook `ended` waits here. */
  readonly endAt?: GateRef;
  readonly endBy?: "throw" | "hang";
  /** Children of its `init`. */
  readonly children?: readonly ChildWords[];
  /** Told to itself by its `init`. */
  readonly firstNote?: unknown;
}

/** A child of a puppet, itself one. */
export interface ChildWords {
  readonly name: string;
  readonly like?: PuppetName;
  readonly args?: PuppetArgs;
  readonly on?: Placement;
  readonly transient?: boolean;
  readonly restart?: Restart;
  readonly startTimeoutMs?: number;
  readonly stopTimeoutMs?: number;
}

export interface TimerWords {
  readonly ms: number;
  readonly value: unknown;
  readonly key?: string;
}

export type PuppetProtocol = {
  note: (value: unknown) => void;
  /** Notes `in value`, gives everybody else a chance, then notes `out value`. */
  noteSlowly: (value: unknown) => void;
  echo: (value: unknown) => unknown;
  /** How many messages this instance has been given, this one included. */
  count: () => number;
  identity: () => { id: string; path: string; parent: string | undefined; self: PuppetRef };
  hold: (gate: GateRef) => unknown;
  untilAborted: (then: "reply" | "throw") => string;
  isAborted: () => void;
  thread: () => number;
  block: (ms: number) => void;
  fail: (message: string) => void;
  failWhole: () => void;
  refuse: (message: string) => void;
  refuseOther: (to: PuppetRef) => unknown;
  throwText: (text: string) => void;
  replyWith: (what: "function" | "symbol" | "class") => unknown;
  finish: (value: unknown) => unknown;
  finishUncrossable: () => unknown;
  finishLate: (gate: GateRef) => unknown;
  crashAfter: (gate: GateRef) => void;
  after: (timer: TimerWords) => void;
  every: (timer: TimerWords) => void;
  cancel: (key: string) => void;
  pipe: (words: { gate: GateRef; about: unknown }) => void;
  piped: (outcome: Piped<unknown, unknown>) => void;
  flood: (words: { to: PuppetRef; from: number; count: number }) => void;
  /** Asks the other until its timer has ticked. */
  askUntil: (words: { to: PuppetRef; note: ProbeRef }) => void;
  ticked: () => boolean;
  askOther: (words: { to: PuppetRef; type: "echo" | "count" }) => unknown;
  spawn: (child: ChildWords) => PuppetRef;
  childRef: (name: string) => PuppetRef;
  stopChild: (words: { name: string; options?: StopOptions }) => Exit;
  killChild: (name: string) => Exit;
  failChild: (name: string) => void;
  destructured: (value: unknown) => unknown;
};

export type PuppetRef = ActorRef<PuppetProtocol>;

interface State {
  readonly args: PuppetArgs;
  readonly children: Map<string, Child<PuppetProtocol>>;
  readonly timers: Map<string, Timer>;
  count: number;
  noted: number;
}

type Type = keyof PuppetProtocol;
type Puppet = ActorDefinition<PuppetArgs, PuppetProtocol, unknown>;

const impatient: SuperviseOptions = { backoff: { minMs: 0, jitter: 0 } };

/** Does what it is told, and notes what becomes of it. */
export const puppet: Puppet = definePuppet("puppet", impatient);
/** The same under another name: children of different definitions end one after another. */
export const marionette: Puppet = definePuppet("marionette", impatient);
/** Bears no crash of a child. */
export const strict: Puppet = definePuppet("strict", { maxRestarts: 0 });
/** Bears the default number of crashes, which come soon. */
export const puppets = { puppet, marionette, strict };

type PuppetName = "puppet" | "marionette" | "strict";

/** An error with all that an error may carry. */
export class PageError extends Error {
  override readonly name = "PageError";
  readonly code = "E_PAGE";
  readonly status = 503;
  readonly headers: Record<string, readonly string[]> = { retry: ["later"] };
}

function definePuppet(name: string, supervise: SuperviseOptions): Puppet {
  return defineActor({
    name,
    module: import.meta.url,
    supervise,
    init: start,
    receive: {
      note({ state }: Ctx, value: unknown) {
        count(state);
        state.noted += 1;
        state.args.probe?.tell("note", value);
      },
      async noteSlowly({ state }: Ctx, value: unknown) {
        count(state);
        state.args.probe?.tell("note", `in ${String(value)}`);
        await state.args.probe?.ask("sync");
        state.args.probe?.tell("note", `out ${String(value)}`);
      },
      echo({ state }: Ctx, value: unknown) {
        count(state);
        return value;
      },
      count: ({ state }: Ctx) => count(state),
      identity({ self, parent }: Ctx) {
        return { id: self.id, path: self.path, parent: parent?.path, self: self as PuppetRef };
      },
      async hold({ state }: Ctx, gate: GateRef) {
        count(state);
        state.args.probe?.tell("note", "holding");
        return wait(gate);
      },
      async untilAborted({ state, signal }: Ctx, then: "reply" | "throw") {
        state.args.probe?.tell("note", "waiting");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        const { code } = signal.reason as { code: string };
        state.args.probe?.tell("note", `aborted ${code}`);
        if (then === "throw") throw new Error("given up");
        return code;
      },
      isAborted({ state, signal }: Ctx) {
        state.args.probe?.tell("note", signal.aborted);
      },
      thread: () => threadId,
      block(_ctx: Ctx, ms: number) {
        const end = performance.now() + ms;
        while (performance.now() < end);
      },
      fail({ state }: Ctx, message: string): void {
        count(state);
        throw new Error(message);
      },
      failWhole(): void {
        throw new PageError("no page", { cause: new TypeError("no line", { cause: { socket: 7 } }) });
      },
      refuse: ({ refuse }: Ctx, message: string) => refuse(new PageError(message)),
      async refuseOther({ refuse }: Ctx, to: PuppetRef) {
        const error = await to.ask("refuse", "passed on").catch((thrown: Error) => thrown);
        return refuse(error as Error);
      },
      throwText(_ctx: Ctx, text: string): void {
        // oxlint-disable-next-line typescript/only-throw-error -- that is what it is for
        throw text;
      },
      replyWith: (_ctx: Ctx, what: keyof typeof uncrossable): unknown => ({ answer: [uncrossable[what]] }),
      finish: ({ finish }: Ctx, value: unknown) => finish(value),
      finishUncrossable: ({ finish }: Ctx): unknown => finish(uncrossable.function),
      async finishLate({ state, finish }: Ctx, gate: GateRef) {
        const outcome = finish("late");
        state.args.probe?.tell("note", "holding");
        await wait(gate);
        state.args.probe?.tell("note", "finishing");
        return outcome;
      },
      async crashAfter({ state }: Ctx, gate: GateRef): Promise<void> {
        state.args.probe?.tell("note", "holding");
        await wait(gate);
        throw new Error("crashed at the gate");
      },
      after: ({ state, after }: Ctx, words: TimerWords) => keep(state, words, after(...timerWords(words))),
      every: ({ state, every }: Ctx, words: TimerWords) => keep(state, words, every(...timerWords(words))),
      cancel: ({ state }: Ctx, key: string) => state.timers.get(key)?.cancel(),
      pipe: ({ pipe }: Ctx, { gate, about }: { gate: GateRef; about: unknown }) => pipe(wait(gate), "piped", about),
      piped({ state }: Ctx, outcome: Piped<unknown, unknown>) {
        state.args.probe?.tell("note", outcome);
      },
      flood(_ctx: Ctx, { to, from, count }: { to: PuppetRef; from: number; count: number }) {
        for (let n = 0; n < count; n++) to.tell("note", from + n);
      },
      async askUntil(_ctx: Ctx, { to, note }: { to: PuppetRef; note: ProbeRef }) {
        while (!(await to.ask("ticked")));
        note.tell("note", "asked until the tick came");
      },
      ticked: ({ state }: Ctx) => state.noted > 0,
      askOther: (_ctx: Ctx, { to, type }: { to: PuppetRef; type: "echo" | "count" }) => to.ask(type as "echo", type),
      spawn: async (ctx: Ctx, child: ChildWords) => (await spawnChild(ctx, ctx.state.children, child)) as PuppetRef,
      childRef: ({ state }: Ctx, name: string): PuppetRef => childOf(state, name),
      stopChild: ({ state }: Ctx, { name, options }: { name: string; options?: StopOptions }) =>
        childOf(state, name).stop(options),
      killChild: ({ state }: Ctx, name: string) => childOf(state, name).kill(),
      failChild: ({ state }: Ctx, name: string) => childOf(state, name).tell("fail", "as told"),
      destructured({ finish, after, pipe, log, self, signal, spawn }: Ctx, value: unknown) {
        after(0, "note", "after");
        pipe(Promise.resolve("piped"), "note");
        log.info("told");
        self.tell("note", signal.aborted);
        return spawn === undefined ? undefined : (finish(value) as unknown as never);
      },
    },
    ended: end,
  }) as Puppet;
}

type Ctx = Context<State, Type>;

/** Labels, kept by the thread: an actor that comes back to it has been here. */
const startedBefore = new Set<string>();

async function start(args: PuppetArgs, ctx: InitContext<Type>): Promise<State> {
  args.life?.tell("note", `${args.label} starts`);
  await args.startAt?.with(patient).ask("pass");
  if (args.startBy === "throw" || (args.startBy === "throwAgain" && startedBefore.has(String(args.label))))
    throw new PageError("cannot start");
  if (args.startBy === "hang") await new Promise(() => {});
  if (args.startBy === "finish") ctx.finish("at once");
  const children = new Map<string, Child<PuppetProtocol>>();
  for (const child of args.children ?? []) await spawnChild(ctx, children, child);
  if (args.startBy === "throwLate") throw new PageError("cannot start");
  startedBefore.add(String(args.label));
  if ("firstNote" in args) ctx.self.tell("note", args.firstNote);
  return { args, children, timers: new Map(), count: 0, noted: 0 };
}

async function end({ state }: { state: State | undefined }, exit: Exit): Promise<void> {
  const { life, label, endAt, endBy } = state?.args ?? {};
  life?.tell("note", `${label} ended ${exit.kind}`);
  await endAt?.with(patient).ask("pass");
  if (endBy === "throw") throw new Error("cannot end");
  if (endBy === "hang") await new Promise(() => {});
}

const patient = { timeoutMs: Infinity };

function wait(gate: GateRef): Promise<unknown> {
  return gate.with(patient).ask("pass");
}

const uncrossable = { function: () => {}, symbol: Symbol("s"), class: new (class Thing {})() };

function count(state: State): number {
  state.count += 1;
  return state.count;
}

function timerWords({ ms, value, key }: TimerWords): [number, "note", unknown, { key?: string }] {
  return [ms, "note", value, key === undefined ? {} : { key }];
}

function keep(state: State, { key }: TimerWords, timer: Timer): void {
  if (key !== undefined) state.timers.set(key, timer);
}

function childOf(state: State, name: string): Child<PuppetProtocol> {
  const child = state.children.get(name);
  if (child === undefined) throw new Error(`there is no child "${name}"`);
  return child;
}

async function spawnChild(
  { spawn }: InitContext<Type>,
  children: Map<string, Child<PuppetProtocol>>,
  { like = "puppet", args = {}, ...options }: ChildWords,
): Promise<PuppetRef> {
  const child = await spawn(puppets[like], { args, ...options });
  children.set(options.name, child);
  return child;
}
