import {
  defineActor,
  type ActorDefinition,
  type Context,
  type CrashDirective,
  type InitContext,
  type Notice,
  type Piped,
} from "troupe";
import { cull, type Boom } from "./acts.ts";
import { start, work } from "./deeds.ts";
import type { Life, OwnTimer } from "./lives.ts";
import { kinds, type Kind } from "./plan.ts";
import type { Letter, MemberArgs, MemberProtocol } from "./protocol.ts";
import { hostOf, worldOf, type Member, type World } from "./world.ts";

export interface State {
  readonly world: World;
  readonly life: Life;
}

/** What a member sends itself. */
interface OwnProtocol {
  tick: (number: number) => void;
  piped: (piped: Piped<number, number>) => void;
  notice: (notice: Notice) => void;
  note: (notice: Notice) => void;
}

export type OwnType = keyof (MemberProtocol & OwnProtocol);
export type Ctx = Context<State, OwnType>;
export type InitCtx = InitContext<OwnType>;
export type MemberDefinition = ActorDefinition<MemberArgs, MemberProtocol, unknown>;

/** One for each kind. */
export const definitions: readonly MemberDefinition[] = kinds.map(define);

function define({ supervise, concurrency, hasHook }: Kind, number: number): MemberDefinition {
  return defineActor({
    name: `member${number}`,
    module: import.meta.url,
    supervise,
    concurrency,
    init: (args: MemberArgs, ctx: InitCtx) => begin(args, ctx),
    receive: {
      work: (ctx: Ctx, letter: Letter) =>
        handle(ctx, "work", letter, ({ world, life }) => (world.isCalm ? letter.n : work(ctx, world, life, letter))),
      cull: (ctx: Ctx, letter: Letter) => handle(ctx, "cull", letter, ({ world, life }) => cull(world, life)),
      introduce: (ctx: Ctx, letter: Letter) =>
        handle(ctx, "introduce", letter, ({ world, life }): Member =>
          world.chance.oneOf([...life.refs, ctx.self as Member]),
        ),
      ping: (ctx: Ctx, _nothing: null) => handle(ctx, "ping", undefined, ({ life }) => life.number),
      tick: (ctx: Ctx, timer: number) =>
        handle(ctx, "tick", undefined, ({ world, life }) => tick(ctx, world, life, timer)),
      piped: (ctx: Ctx, { about }: Piped<number, number>) =>
        handle(ctx, "piped", undefined, ({ world, life }) => {
          if (about !== life.number)
            world.breach(`what life ${about} had piped came to life ${life.number} of ${life.path}`);
        }),
      notice: (ctx: Ctx, notice: Notice) =>
        handle(ctx, "notice", undefined, ({ world, life }) => hear(world, life, "notice", notice)),
      note: (ctx: Ctx, notice: Notice) =>
        handle(ctx, "note", undefined, ({ world, life }) => hear(world, life, "note", notice)),
    },
    onCrash: (error: Boom): CrashDirective | void => {
      if (error.directive === "throw") throw new Error("onCrash has failed");
      return error.directive as CrashDirective;
    },
    ...(hasHook && {
      ended: ({ state }: { readonly state: State | undefined }, exit: { readonly kind: string }) =>
        state === undefined ? undefined : end(state, exit.kind),
    }),
  });
}

function begin(args: MemberArgs, ctx: InitCtx): State | Promise<State> {
  const world = worldOf(args.world);
  const self = ctx.self as Member;
  const life = world.lives.begins(args.spawn, self, hostOf(self), ctx);
  world.hand(self, life.host);
  if (args.known !== undefined) world.meet(life, args.known);
  const state = { world, life };
  const up = (): State => {
    life.init = undefined;
    life.isUp = true;
    return state;
  };
  const down = (thrown: unknown): never => {
    life.init = undefined;
    throw thrown;
  };
  try {
    const started = start(ctx, world, life);
    return started === undefined ? up() : started.then(up, down);
  } catch (thrown) {
    return down(thrown);
  }
}

function handle<Result>(
  ctx: Ctx,
  type: string,
  letter: Letter | undefined,
  run: (state: State) => Result | Promise<Result>,
): Result | Promise<Result> {
  const { world, life } = ctx.state;
  world.lives.handles(life, letter === undefined ? type : `${type} ${letter.n}`, ctx);
  if (letter !== undefined) world.ledger.started(letter.n, life);
  if (letter?.gift !== undefined) world.meet(life, letter.gift);
  const over = (): void => void life.handlers.delete(ctx);
  try {
    const result = run(ctx.state);
    if (result instanceof Promise) return result.finally(over);
    over();
    return result;
  } catch (thrown) {
    over();
    throw thrown;
  }
}

function tick(ctx: Ctx, world: World, life: Life, number: number): void {
  const timer = life.timers[number] as OwnTimer;
  if (timer.isOver) world.breach(`a tick of timer ${number} of ${life.path}, which is over`);
  if (!timer.isRepeated) timer.isOver = true;
  if (world.isCalm || world.chance.happens(0.2)) {
    timer.timer.cancel();
    timer.isOver = true;
  }
  if (world.isCalm || world.chance.happens(0.5)) ctx.unstash();
}

function hear(world: World, life: Life, type: string, { ref, exit }: Notice): void {
  const watch = life.watches.get(ref.id);
  if (watch === undefined) return world.breach(`a notice of ${ref.path} in ${life.path}, which does not watch it`);
  if (watch.type !== type) world.breach(`a notice of ${ref.path} in ${life.path} as ${type}, not ${watch.type}`);
  life.watches.delete(ref.id);
  world.heardNotice(life, ref as Member, exit);
}

function end({ world, life }: State, kind: string): void | Promise<void> {
  world.lives.hooked(life, kind);
  if (world.isCalm) return;
  const deed = world.chance.weighed({ nothing: 60, wait: 15, fail: 10, failLate: 5, hang: 10 });
  if (deed === "fail") throw new Error("ended has failed");
  if (deed === "wait") return world.delay(world.chance.between(0, 200));
  if (deed === "hang") return world.delay(20_000);
  if (deed === "failLate") return world.delay(20).then(() => Promise.reject(new Error("ended has failed late")));
}
