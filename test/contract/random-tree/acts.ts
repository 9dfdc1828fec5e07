import type { Life } from "./lives.ts";
import type { Ctx, InitCtx } from "./members.ts";
import type { Member, World } from "./world.ts";

/** What a member throws: it says itself what its `onCrash` is to answer. */
export interface Boom extends Error {
  readonly directive?: string;
}

export function boom({ chance }: World): Boom {
  const directive = chance.weighed({ none: 60, restart: 10, resume: 10, stop: 6, escalate: 6, throw: 4, nonsense: 4 });
  return Object.assign(new Error(`boom (${directive})`), directive !== "none" && { directive });
}

/** Sends something to somebody it knows, in one of the three ways, with or without limits. */
export function gossip(world: World, life: Life, left: number): void {
  const { chance } = world;
  if (life.refs.length === 0) return;
  const to = chance.oneOf(life.refs);
  const verb = chance.weighed({ tell: 60, send: 15, ask: 25 });
  void world.ledger.post(life, verb, limited(world, to), left, chance.happens(0.05) ? "cull" : "work");
}

function limited({ chance }: World, to: Member): Member {
  const limit = chance.weighed({ none: 80, short: 8, abort: 6, aborted: 2, long: 4 });
  if (limit === "short") return to.with({ timeoutMs: chance.between(0, 500) });
  if (limit === "long") return to.with({ timeoutMs: 20_000 });
  if (limit === "aborted") return to.with({ signal: AbortSignal.abort() });
  if (limit === "none") return to;
  const controller = new AbortController();
  queueMicrotask(() => controller.abort());
  return to.with({ signal: controller.signal });
}

/** Asks another one and passes on what it says, for better or worse. */
export async function relay(world: World, life: Life, n: number, left: number): Promise<number> {
  const to = world.chance.oneOf(life.refs);
  const { n: own } = world.ledger.open(life, "ask", to);
  world.note(`${life.path} relays ${n} as ${own} to ${to.path}`);
  const { error } = await world.ledger.settle(own, to.ask("work", { n: own, left }));
  if (error !== undefined && world.chance.happens(0.3)) throw new Error("relayed", { cause: error });
  return n;
}

export async function askSelf(ctx: Ctx, world: World, life: Life, n: number): Promise<number> {
  const { error } = await world.track(`ask of ${life.path} to itself`, life.host, ctx.self.ask("ping", null));
  if (error?.code !== "SELF_ASK") world.breach(`${life.path} could ask itself`);
  return n;
}

export function owe(ctx: Ctx, world: World, n: number): unknown {
  const { chance } = world;
  const reply = ctx.defer<number>();
  const how = chance.weighed({ soon: 30, later: 40, twice: 5, refused: 10, never: 15 });
  if (how === "soon") reply.resolve(n);
  if (how === "later") void world.delay(chance.between(0, 2_000)).then(() => reply.resolve(n));
  if (how === "twice") for (const _ of [1, 2]) reply.resolve(n);
  if (how === "refused") reply.reject(new Error("refused later"));
  return reply;
}

/** With a tick that may put it back. */
export function putAside(ctx: Ctx, world: World, life: Life, n: number): unknown {
  if (world.lives.concurrencyOf(life) > 1) return n;
  setTimer(ctx, world, life);
  const stashed = ctx.stash();
  if (world.chance.happens(0.1)) throw boom(world);
  world.ledger.stashed(n);
  return stashed;
}

/** Ends one of the children, or of those that were its children. */
export function cull(world: World, life: Life): void {
  if (life.children.length > 0) end(world, world.chance.oneOf(life.children), life.host);
}

export function end(world: World, child: Life["children"][number], host: number): void {
  const { chance } = world;
  const how = chance.weighed({ stop: 40, drain: 20, limited: 15, drainLimited: 10, kill: 15 });
  world.note(`${how} ${child.path}`);
  const timeoutMs = chance.oneOf([0, 10, 1_000]);
  const ended =
    how === "kill"
      ? child.kill()
      : how === "stop"
        ? child.stop()
        : how === "drain"
          ? child.stop({ drain: true })
          : how === "limited"
            ? child.stop({ timeoutMs })
            : child.stop({ timeoutMs, drain: true });
  void world.track(`${how} of ${child.path}`, host, ended).then((exited) => world.heardExit(child, exited));
}

export function watchSomebody(ctx: InitCtx, world: World, life: Life): void {
  if (life.refs.length === 0) return;
  const ref = world.chance.oneOf(life.refs);
  const type = world.chance.oneOf(["notice", "note"] as const);
  const known = life.watches.get(ref.id);
  world.note(`${life.path} watches ${ref.path} for ${type}`);
  if (known === undefined) life.watches.set(ref.id, { ref, type });
  else known.type = type;
  ctx.watch(ref, type);
}

export function unwatchSomebody(ctx: InitCtx, world: World, life: Life): void {
  const watches = [...life.watches.values()];
  if (watches.length === 0) return;
  const { ref } = world.chance.oneOf(watches);
  world.note(`${life.path} unwatches ${ref.path}`);
  life.watches.delete(ref.id);
  ctx.unwatch(ref);
}

export function setTimer(ctx: InitCtx, world: World, life: Life): void {
  const { chance } = world;
  const isRepeated = chance.happens(0.2);
  const ms = isRepeated ? chance.between(300, 5_000) : chance.between(0, 2_000);
  const number = life.timers.length;
  const key = chance.happens(0.2) ? "key" : undefined;
  if (key !== undefined) for (const timer of life.timers) if (timer.key === key) timer.isOver = true;
  const options = key === undefined ? {} : { key };
  const timer = isRepeated ? ctx.every(ms, "tick", number, options) : ctx.after(ms, "tick", number, options);
  life.timers.push({ timer, isRepeated, isOver: false, key });
}
