import {
  defineActor,
  type ActorDefinition,
  type Child,
  type Context,
  type CrashDirective,
  type Exit,
  type InitContext,
  type ShownMessage,
  type SuperviseOptions,
} from "../../../mod.ts";
import type { MemberArgs, MemberName, MemberProtocol, MemberRef, MemberWords } from "./member-protocol.ts";

interface State {
  readonly args: MemberArgs;
  readonly children: Map<string, Child<MemberProtocol>>;
  count: number;
  isOpen: boolean;
}

type Ctx = Context<State, keyof MemberProtocol>;
type Member = ActorDefinition<MemberArgs, MemberProtocol, unknown>;

const noPause = { minMs: 0 };
/** What is one failure too many is counted, not timed: on a busy machine a process takes seconds to start. */
const withinMs = 600_000;

/** How each of them treats its children. */
const supervisions: Readonly<Record<MemberName, SuperviseOptions>> = {
  member: { backoff: noPause },
  /** The same under another name: children of different definitions end one after another. */
  cousin: { backoff: noPause },
  /** Starts and ends in no time, and says nothing of it. */
  mute: { backoff: noPause },
  "one-for-all": { strategy: "one-for-all", backoff: noPause },
  "rest-for-one": { strategy: "rest-for-one", backoff: noPause },
  once: { maxRestarts: 1, backoff: noPause },
  "all-once": { strategy: "one-for-all", maxRestarts: 1, backoff: noPause },
  eager: { maxRestarts: Infinity, backoff: noPause },
  growing: { maxRestarts: Infinity, backoff: { minMs: 1, factor: 3, maxMs: 20, jitter: 0 } },
  "all-growing": {
    strategy: "one-for-all",
    maxRestarts: Infinity,
    backoff: { minMs: 1, factor: 3, maxMs: 20, jitter: 0 },
  },
  slow: { backoff: { minMs: 600_000, maxMs: 600_000 } },
  "slow-all": { strategy: "one-for-all", backoff: { minMs: 600_000, maxMs: 600_000 } },
  "children-done": { finishWhen: "children-done", backoff: noPause },
  "done-with-heir": { finishWhen: { child: "heir" }, backoff: noPause },
};

export const members: Readonly<Record<MemberName, Member>> = Object.fromEntries(
  Object.entries(supervisions).map(([name, supervise]) => [name, defineMember(name as MemberName, supervise)]),
) as Record<MemberName, Member>;

function defineMember(name: MemberName, supervise: SuperviseOptions): Member {
  return defineActor({
    name,
    module: import.meta.url,
    supervise: { withinMs, ...supervise },
    init: (args: MemberArgs, ctx: InitContext<keyof MemberProtocol>) =>
      name === "mute" ? start(args) : startAsTold(args, ctx),
    receive: {
      say({ state }: Ctx, what: unknown) {
        state.count += 1;
        tell(state.args, what);
      },
      hold({ state }: Ctx, what: unknown) {
        state.count += 1;
        return cue(state.args, what);
      },
      async holdAndFail({ state }: Ctx, what: string): Promise<void> {
        await cue(state.args, what);
        throw new Error(what);
      },
      count: ({ state }: Ctx) => ++state.count,
      fail(_ctx: Ctx, message: string): void {
        throw new Error(message);
      },
      finish: ({ finish }: Ctx, value: unknown) => finish(value),
      sayOnceOpen({ state, stash }: Ctx, what: unknown) {
        if (!state.isOpen) return stash() as never;
        tell(state.args, what);
      },
      open({ state, unstash }: Ctx) {
        state.isOpen = true;
        unstash();
      },
      spawn: (ctx: Ctx, child: MemberWords): Promise<MemberRef> => spawnChild(ctx, ctx.state.children, child),
      spawnUnwatched(ctx: Ctx, child: MemberWords) {
        spawnChild(ctx, ctx.state.children, child).catch(() => tell(ctx.state.args, `misses ${child.name}`));
      },
      async spawnAndHold(ctx: Ctx, child: MemberWords) {
        await spawnChild(ctx, ctx.state.children, child);
        return cue(ctx.state.args, `has ${child.name}`);
      },
      async holdAndSpawn(ctx: Ctx, child: MemberWords) {
        await cue(ctx.state.args, `wants ${child.name}`);
        await spawnChild(ctx, ctx.state.children, child);
      },
      child: ({ state }: Ctx, name: string): MemberRef => childOf(state, name),
      endChild: ({ state }: Ctx, { name: child, by }: { readonly name: string; readonly by: "stop" | "kill" }) =>
        childOf(state, child)[by](),
      shown: (_ctx: Ctx, error: string) => shown.get(error) ?? [],
    },
    ...(name !== "mute" && {
      ended: ({ state }: { state: State | undefined }, { kind }: Exit) => state && cue(state.args, `ended ${kind}`),
    }),
    onCrash: judge,
  });
}

async function startAsTold(args: MemberArgs, ctx: InitContext<keyof MemberProtocol>): Promise<State> {
  if ((await cue(args, "starts")) === "finish") ctx.finish("at once");
  const state = start(args);
  for (const child of args.children ?? []) await spawnChild(ctx, state.children, child);
  if (args.looksBack === true) await cue(args, "looks back");
  return state;
}

/** Who has been here, by director; kept by the thread, as the actor itself is made anew. */
const known = new Set<string>();

function start(args: MemberArgs): State {
  const key = `${args.director.id} ${args.label}`;
  if (args.diesAgain === true && known.has(key)) throw new Error(`${args.label} cannot start`);
  known.add(key);
  return { args, children: new Map(), count: 0, isOpen: false };
}

function tell({ label, director }: MemberArgs, what: unknown): void {
  director.tell("cue", `${label} ${String(what)}`);
}

function cue({ label, director }: MemberArgs, what: unknown): Promise<unknown> {
  return director.with({ timeoutMs: Infinity }).ask("cue", `${label} ${String(what)}`);
}

/** What `onCrash` was shown, by the message of the error; kept by the thread, for the hook has no other place. */
const shown = new Map<string, (ShownMessage | null)[]>();

const answers: Readonly<Record<string, () => CrashDirective | void>> = {
  restart: () => "restart",
  resume: () => "resume",
  stop: () => "stop",
  escalate: () => "escalate",
  nonsense: () => "perhaps" as CrashDirective,
  throw: () => {
    throw new Error("no idea");
  },
};

/** Answers with the first word of the error. */
function judge({ message }: Error, of: ShownMessage | undefined): CrashDirective | void {
  shown.set(message, [...(shown.get(message) ?? []), of ?? null]);
  return answers[message.split(" ")[0] as string]?.();
}

function childOf(state: State, name: string): Child<MemberProtocol> {
  const child = state.children.get(name);
  if (child === undefined) throw new Error(`there is no child "${name}"`);
  return child;
}

async function spawnChild(
  { spawn }: InitContext<keyof MemberProtocol>,
  children: Map<string, Child<MemberProtocol>>,
  { like = "member", ...options }: MemberWords,
): Promise<MemberRef> {
  const child = await spawn(members[like], options);
  children.set(options.name, child);
  return child;
}
