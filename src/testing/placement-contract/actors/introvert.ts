import { defineActor, type ActorDefinition, type ActorRef, type Context, type InitContext } from "../../../mod.ts";
import type { ProbeRef } from "./probe.ts";

/** What an introvert is started with. */
export interface IntrovertArgs {
  /** Hears what it has learnt. */
  readonly probe: ProbeRef;
  /** It asks itself in its `init`. */
  readonly isHasty?: boolean;
}

/** When an actor reads `ctx.self`, and when it asks with that. */
export type Moment = (typeof moments)[number];

export const moments = ["at once", "destructured", "with options", "after an await", "in a nested call"] as const;

export type IntrovertProtocol = {
  count: () => number;
  /** How the ask went. */
  askSelf: (moment: Moment) => unknown;
  tellSelf: () => void;
  /** Hands its own ref to another one after an await, when others have been told something already. */
  handOut: (words: { to: IntrovertRef; others: readonly IntrovertRef[] }) => void;
  /** The same at once. */
  handOutNow: (to: IntrovertRef) => void;
  /** Asks that one. */
  use: (ref: IntrovertRef) => void;
};

export type IntrovertRef = ActorRef<IntrovertProtocol>;

interface State {
  readonly probe: ProbeRef;
  count: number;
}

type Type = keyof IntrovertProtocol;
type Ctx = Context<State, Type>;

/** Asks itself, or lets others ask. */
export const introvert: ActorDefinition<IntrovertArgs, IntrovertProtocol> = defineActor({
  name: "introvert",
  module: import.meta.url,
  init: start,
  receive: {
    count({ state }: Ctx) {
      state.count += 1;
      return state.count;
    },
    async askSelf(ctx: Ctx, moment: Moment): Promise<unknown> {
      if (moment === "after an await") await Promise.resolve();
      const { self } = ctx;
      switch (moment) {
        case "at once":
        case "after an await":
          return outcomeOf(ctx.self.ask("count"));
        case "destructured":
          return outcomeOf(self.ask("count"));
        case "with options":
          return outcomeOf(self.with({ timeoutMs: 5_000 }).ask("count"));
        case "in a nested call":
          return outcomeOf(Promise.all([1, 2].map(() => ctx.self.ask("count"))));
      }
    },
    tellSelf: ({ self }: Ctx) => self.tell("count"),
    async handOut(ctx: Ctx, { to, others }: { to: IntrovertRef; others: readonly IntrovertRef[] }) {
      await Promise.resolve();
      for (const other of others) other.tell("count");
      to.tell("use", ctx.self as IntrovertRef);
    },
    handOutNow: ({ self }: Ctx, to: IntrovertRef) => to.tell("use", self as IntrovertRef),
    async use({ state }: Ctx, ref: IntrovertRef) {
      state.probe.tell("note", await outcomeOf(ref.ask("count")));
    },
  },
});

async function start({ probe, isHasty = false }: IntrovertArgs, { self }: InitContext<Type>): Promise<State> {
  if (isHasty) probe.tell("note", await outcomeOf(self.ask("count")));
  return { probe, count: 0 };
}

async function outcomeOf(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}
