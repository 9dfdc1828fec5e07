import { threadId } from "node:worker_threads";
import {
  defineActor,
  type ActorDefinition,
  type Child,
  type Context,
  type Exit,
  type InitContext,
  type Piped,
  type StopOptions,
  type SuperviseOptions,
  type Timer,
} from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";
import type { ChildWords, PuppetArgs, PuppetName, PuppetProtocol, PuppetRef, TimerWords } from "./puppet-protocol.ts";

interface State {
  readonly args: PuppetArgs;
  readonly children: Map<string, Child<PuppetProtocol>>;
  readonly timers: Map<string, Timer>;
  count: number;
  noted: number;
}

type Type = keyof PuppetProtocol;
type Puppet = ActorDefinition<PuppetArgs, PuppetProtocol, unknown>;

/** What is one failure too many is counted, not timed: on a busy machine a process takes seconds to start. */
const impatient: SuperviseOptions = { withinMs: 600_000, backoff: { minMs: 0, jitter: 0 } };

/** Does what it is told, and notes what becomes of it. */
export const puppet: Puppet = definePuppet("puppet", impatient);
/** The same under another name: children of different definitions end one after another. */
export const marionette: Puppet = definePuppet("marionette", impatient);
/** Bears no crash of a child. */
export const strict: Puppet = definePuppet("strict", { maxRestarts: 0 });
export const puppets: Readonly<Record<PuppetName, Puppet>> = { puppet, marionette, strict };

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
        // Its asker may have given up before its turn.
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
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
      spawn: (ctx: Ctx, child: ChildWords): Promise<PuppetRef> => spawnChild(ctx, ctx.state.children, child),
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
  });
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

class Thing {
  readonly size = 1;
}

const uncrossable = { function: () => {}, symbol: Symbol("s"), class: new Thing() };

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
