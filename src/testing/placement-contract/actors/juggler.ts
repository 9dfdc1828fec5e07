import {
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type Context,
  type Deferred,
  type InitContext,
  type Notice,
  type Stashed,
  type Timer,
} from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";

/** What a juggler is started with. */
export interface JugglerArgs {
  /** Hears what it is told to note. */
  readonly probe: ProbeRef;
  /** How many messages it takes before it puts them aside. Default: 0. */
  readonly open?: number;
  /** Its `init` wants back what a former life has put aside. */
  readonly unstashes?: boolean;
}

export type JugglerProtocol = {
  // What it puts aside while it is not open.
  query: (value: unknown) => unknown;
  ticked: (value: unknown) => void;
  ended: (notice: Notice) => void;
  /** It takes so many of them from now on, and wants back what it has put aside. */
  open: (count: number) => void;
  close: () => void;
  /** Waits at the gate, then puts this aside. */
  stashLate: (gate: GateRef) => void;
  /** Puts this aside, then throws. */
  stashAndFail: () => void;
  /** The code with which a stash is refused that comes too late. */
  stashAfterwards: () => string | undefined;
  /** Tells itself in a while, then notes that this is due. */
  remind: (words: { ms: number; value: unknown; key?: string }) => void;
  cancel: () => void;
  watch: (ref: ActorRef<object>) => void;
  unwatch: (ref: ActorRef<object>) => void;

  // What it replies to later.
  later: (label: string) => unknown;
  /** Replies when the gate opens, with what it opens with. */
  laterAt: (gate: GateRef) => unknown;
  /** Takes over the reply twice. */
  laterTwice: (label: string) => unknown;
  /** Takes over the reply, then thinks better of it. */
  laterOrNever: (words: { label: string; by: "fail" | "refuse" }) => unknown;
  /** Asks the other for something that it gets later. */
  askLater: (words: { to: JugglerRef; label: string }) => unknown;
  give: (words: { label: string; reply: unknown }) => void;
  deny: (words: { label: string; message: string }) => void;

  // What it has in hand.
  hold: (gate: GateRef) => unknown;
  note: (value: unknown) => void;
  work: (words: WorkWords) => unknown;
  count: () => number;
  /** Sends the other so many queries. */
  flood: (words: { to: JugglerRef; count: number }) => void;
  /** Asks the other for its count. */
  visit: (other: JugglerRef) => number;
  fail: () => void;
  finish: (value: unknown) => void;
};

/** A piece of work that waits at a gate. */
export interface WorkWords {
  readonly label: string;
  readonly gate: GateRef;
  /** What it does then. Default: reply with its label. */
  readonly next?: "fail" | "finish" | "refuse";
  /** It goes on as soon as it is aborted, too. */
  readonly minds?: true;
}

export type JugglerRef = ActorRef<JugglerProtocol>;

interface State {
  readonly probe: ProbeRef;
  readonly replies: Map<string, Deferred<unknown>>;
  readonly timers: Timer[];
  open: number;
  count: number;
}

type Type = keyof JugglerProtocol;
type Ctx = Context<State, Type>;
type Juggler = ActorDefinition<JugglerArgs, JugglerProtocol, unknown>;

export const juggler: Juggler = defineJuggler("juggler", 1);
/** The same with three hands, and with any number of them. */
export const trio: Juggler = defineJuggler("trio", 3);
export const octopus: Juggler = defineJuggler("octopus", Infinity);

/** Puts messages aside, replies later, and has one, three or any number of them in hand. */
function defineJuggler(name: string, concurrency: number): Juggler {
  return defineActor({
    name,
    module: import.meta.url,
    concurrency,
    onCrash: ({ message }) => (message === "never" ? "resume" : "restart"),
    init: start,
    receive: {
      query: (ctx: Ctx, value: unknown) => take(ctx, value) ?? value,
      ticked: (ctx: Ctx, value: unknown) => take(ctx, value),
      ended: (ctx: Ctx, { ref }: Notice) => take(ctx, `${ref.name} ended`),
      open({ state, unstash }: Ctx, count: number) {
        state.open = count;
        unstash();
      },
      close({ state }: Ctx) {
        state.open = 0;
      },
      async stashLate({ state, stash }: Ctx, gate: GateRef) {
        state.probe.tell("note", "holding");
        await wait(gate);
        return stash();
      },
      stashAndFail({ stash }: Ctx): void {
        stash();
        throw new Error("not aside");
      },
      stashAfterwards({ stash, defer }: Ctx) {
        const reply = defer<string | undefined>();
        queueMicrotask(() => reply.resolve(codeOf(stash)));
        return reply;
      },
      remind({ state, after }: Ctx, { ms, value, key }: { ms: number; value: unknown; key?: string }) {
        state.timers.push(after(ms, "ticked", value, key === undefined ? {} : { key }));
        after(ms, "note", `${String(value)} is due`);
      },
      cancel({ state }: Ctx) {
        for (const timer of state.timers) timer.cancel();
      },
      watch: ({ watch }: Ctx, ref: ActorRef<object>) => watch(ref, "ended"),
      unwatch: ({ unwatch }: Ctx, ref: ActorRef<object>) => unwatch(ref),

      later: (ctx: Ctx, label: string) => keep(ctx, label),
      laterTwice(ctx: Ctx, label: string) {
        ctx.defer();
        return keep(ctx, label);
      },
      laterAt(ctx: Ctx, gate: GateRef) {
        const { probe } = ctx.state;
        const reply = keep(ctx, "at the gate");
        void wait(gate).then((value) => {
          reply.resolve(value);
          probe.tell("note", "replied");
        });
        return reply;
      },
      laterOrNever(ctx: Ctx, { label, by }: { label: string; by: "fail" | "refuse" }) {
        keep(ctx, label);
        if (by === "fail") throw new Error("never");
        return ctx.refuse(new Error("never"));
      },
      askLater: (_ctx: Ctx, { to, label }: { to: JugglerRef; label: string }): unknown => to.ask("later", label),
      give: ({ state }: Ctx, { label, reply }: { label: string; reply: unknown }) =>
        state.replies.get(label)?.resolve(reply),
      deny: ({ state }: Ctx, { label, message }: { label: string; message: string }) =>
        state.replies.get(label)?.reject(new Error(message)),

      async hold({ state }: Ctx, gate: GateRef) {
        state.probe.tell("note", "holding");
        return wait(gate);
      },
      note({ state }: Ctx, value: unknown) {
        state.probe.tell("note", value);
      },
      work,
      count({ state }: Ctx) {
        state.count += 1;
        return state.count;
      },
      flood(_ctx: Ctx, { to, count }: { to: JugglerRef; count: number }) {
        for (let n = 0; n < count; n++) to.tell("query", n);
      },
      visit: (_ctx: Ctx, other: JugglerRef): Promise<number> => other.ask("count"),
      fail(): void {
        throw new Error("as told");
      },
      finish({ finish }: Ctx, value: unknown) {
        finish(value);
      },
    },
  });
}

function start({ probe, open = 0, unstashes = false }: JugglerArgs, { unstash }: InitContext<Type>): State {
  if (unstashes) unstash();
  return { probe, replies: new Map(), timers: [], open, count: 0 };
}

function take({ state, stash }: Ctx, value: unknown): Stashed | undefined {
  if (state.open === 0) return stash();
  state.open -= 1;
  state.probe.tell("note", value);
  return undefined;
}

function keep({ state, defer }: Ctx, label: string): Deferred<unknown> {
  const reply = defer<unknown>();
  state.replies.set(label, reply);
  state.probe.tell("note", `owes ${label}`);
  return reply;
}

async function work(ctx: Ctx, { label, gate, next, minds }: WorkWords): Promise<unknown> {
  const { state, signal } = ctx;
  const note = (what: string): void => state.probe.tell("note", `${label} ${what}`);
  state.count += 1;
  note("starts");
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => {
      note(`aborted ${(signal.reason as { code?: string }).code ?? (signal.reason as Error).message}`);
      if (minds) resolve();
    });
  });
  await Promise.race([wait(gate), aborted]);
  note("ends");
  if (next === "fail") throw new Error(`${label} failed`);
  if (next === "refuse") return ctx.refuse(new Error(`${label} refused`));
  return next === "finish" ? ctx.finish(label) : `${label} of ${state.count}`;
}

function wait(gate: GateRef): Promise<unknown> {
  return gate.with({ timeoutMs: Infinity }).ask("pass");
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
