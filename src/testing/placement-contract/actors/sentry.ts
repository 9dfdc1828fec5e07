import {
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type Child,
  type Context,
  type InitContext,
  type Notice,
  type Placement,
  type Restart,
  type WatchedExit,
} from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";
import { PageError } from "./puppet.ts";

/** What a sentry is started with. */
export interface SentryArgs {
  /** Hears of every notice: see {@link Seen}. */
  readonly probe?: ProbeRef;
  /** Watched by its `init`. */
  readonly watched?: SentryRef;
  /** Its `init` shows itself to its probe, and waits here when it has done the rest. */
  readonly startAt?: GateRef;
  /** Its `init` lets this one watch it, floods it, and throws. */
  readonly failFor?: SentryRef;
}

/** A notice, as a probe hears of it. */
export interface Seen {
  /** The name of who saw it. */
  readonly by: string;
  readonly as: NoticeType;
  readonly of: string;
  readonly exit: WatchedExit;
  /** How many messages of a flood had come before. */
  readonly heard: number;
}

/** The types under which it has itself told. */
export type NoticeType = "ended" | "endedToo";

/** A child of a sentry, itself one. */
export interface PostWords {
  readonly name: string;
  readonly args?: SentryArgs;
  readonly on?: Placement;
  readonly restart?: Restart;
}

export type SentryProtocol = {
  watch: (words: { ref: SentryRef; as?: NoticeType }) => void;
  /** The code with which watching that is refused. */
  watchWrong: (what: unknown) => string | undefined;
  unwatchWrong: (what: unknown) => string | undefined;
  watchSelf: () => void;
  unwatch: (ref: SentryRef) => void;
  ended: (notice: Notice) => void;
  endedToo: (notice: Notice) => void;
  /** One message of a flood. */
  hear: (number: number) => void;
  flood: (words: { to: SentryRef; count: number }) => void;
  /** How many messages of floods it has heard; negative if one came out of its order. */
  heard: () => number;
  /** Begins to count anew. */
  forget: () => void;
  /** Asks the other how many it has heard, or says how that failed. It keeps the ref for the next time. */
  visit: (other: SentryRef) => number | string | undefined;
  hold: (gate: GateRef) => void;
  /** Floods, then ends that way in the same handler. */
  floodAndEnd: (words: { to: SentryRef; count: number; by: "finish" | "fail" }) => void;
  finish: (value: unknown) => void;
  fail: () => void;
  spawn: (child: PostWords) => SentryRef;
  endChild: (words: { name: string; by: "stop" | "kill" }) => void;
  /** Spawns so many children at once, and stops them. */
  endOthers: (count: number) => void;
};

export type SentryRef = ActorRef<SentryProtocol>;

interface State extends SentryArgs {
  readonly children: Map<string, Child<SentryProtocol>>;
  readonly visited: Map<string, SentryRef>;
  heard: number;
  isInOrder: boolean;
}

type Type = keyof SentryProtocol;
type Ctx = Context<State, Type>;

/** Watches others, and may be watched: ends in every way, after a flood if need be. */
export const sentry: ActorDefinition<SentryArgs, SentryProtocol, unknown> = defineActor({
  name: "sentry",
  module: import.meta.url,
  supervise: { backoff: { minMs: 0, jitter: 0 } },
  init: start,
  receive: {
    watch: ({ watch }: Ctx, { ref, as = "ended" }: { ref: SentryRef; as?: NoticeType }) => watch(ref, as),
    watchWrong: ({ watch }: Ctx, what: unknown) => codeOf(() => watch(what as SentryRef, "ended")),
    unwatchWrong: ({ unwatch }: Ctx, what: unknown) => codeOf(() => unwatch(what as SentryRef)),
    watchSelf: ({ watch, self }: Ctx) => watch(self, "ended"),
    unwatch: ({ unwatch }: Ctx, ref: SentryRef) => unwatch(ref),
    ended: (ctx: Ctx, notice: Notice) => tellOf(ctx, "ended", notice),
    endedToo: (ctx: Ctx, notice: Notice) => tellOf(ctx, "endedToo", notice),
    hear({ state }: Ctx, number: number) {
      if (number !== state.heard) state.isInOrder = false;
      state.heard += 1;
    },
    flood: (_ctx: Ctx, { to, count }: { to: SentryRef; count: number }) => flood(to, count),
    heard: ({ state }: Ctx) => (state.isInOrder ? state.heard : -1),
    forget({ state }: Ctx) {
      state.heard = 0;
    },
    visit({ state }: Ctx, other: SentryRef): Promise<number | string | undefined> {
      const known = state.visited.get(other.id) ?? other;
      state.visited.set(other.id, known);
      return known.ask("heard").catch((error: { code?: string }) => error.code);
    },
    async hold({ state }: Ctx, gate: GateRef) {
      state.probe?.tell("note", "holding");
      await gate.with({ timeoutMs: Infinity }).ask("pass");
    },
    floodAndEnd({ finish }: Ctx, { to, count, by }: { to: SentryRef; count: number; by: "finish" | "fail" }) {
      flood(to, count);
      if (by === "fail") throw new PageError("flooded");
      finish("flooded");
    },
    finish({ finish }: Ctx, value: unknown) {
      finish(value);
    },
    fail(): void {
      throw new PageError("no page", { cause: new TypeError("no line") });
    },
    async spawn({ state, spawn }: Ctx, { args = {}, ...options }: PostWords): Promise<SentryRef> {
      const child = await spawn(sentry, { args, ...options });
      state.children.set(options.name, child);
      return child;
    },
    async endChild({ state }: Ctx, { name, by }: { name: string; by: "stop" | "kill" }) {
      await state.children.get(name)?.[by]();
    },
    async endOthers({ spawn }: Ctx, count: number) {
      const others = Array.from({ length: count }, () => spawn(sentry, { args: {}, transient: true }));
      for (const other of others) await (await other).stop();
    },
  },
});

async function start(args: SentryArgs, { self, watch }: InitContext<Type>): Promise<State> {
  const { probe, watched, startAt, failFor } = args;
  if (watched !== undefined) watch(watched, "ended");
  if (failFor !== undefined) {
    failFor.tell("watch", { ref: self });
    flood(failFor, FLOOD);
  }
  if (startAt !== undefined) probe?.tell("note", self);
  await startAt?.with({ timeoutMs: Infinity }).ask("pass");
  if (failFor !== undefined) throw new PageError("cannot start");
  return { ...args, children: new Map(), visited: new Map(), heard: 0, isInOrder: true };
}

/** More than are under way at once on one link (64 frames of 256 messages): the rest still waits when the flood is over. */
export const FLOOD = 20_000;

function flood(to: SentryRef, count: number): void {
  for (let number = 0; number < count; number++) to.tell("hear", number);
}

function tellOf({ state, self }: Ctx, as: NoticeType, { ref, exit }: Notice): void {
  const seen: Seen = { by: self.name, as, of: ref.name, exit, heard: state.heard };
  state.probe?.tell("note", seen);
}

function codeOf(run: () => void): string | undefined {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
}
