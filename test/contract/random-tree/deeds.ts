import { boom, cull, gossip, owe, putAside, relay, askSelf, setTimer, unwatchSomebody, watchSomebody } from "./acts.ts";
import { grow, leaf } from "./growth.ts";
import type { Life } from "./lives.ts";
import type { Ctx, InitCtx } from "./members.ts";
import type { Letter } from "./protocol.ts";
import type { World } from "./world.ts";

/** What `init` may do. It spawns the children that were planned, whatever became of them before. */
export function start(ctx: InitCtx, world: World, life: Life): Promise<void> | undefined {
  const { chance } = world;
  const { plan } = life;
  const isFirst = !world.starts.has(life.id);
  const fails = !world.isCalm && chance.happens(isFirst ? plan.failsFirst : plan.failsAgain);
  const how = fails ? chance.oneOf(["at once", "late", "never returns"] as const) : undefined;
  if (chance.happens(0.3)) ctx.unstash();
  if (chance.happens(0.1)) setTimer(ctx, world, life);
  if (chance.happens(0.1)) watchSomebody(ctx, world, life);
  if (how === "at once") throw boom(world);
  if (plan.children.length === 0 && how === undefined && chance.happens(0.7)) return undefined;
  return startSlowly(ctx, world, life, how);
}

async function startSlowly(ctx: InitCtx, world: World, life: Life, fails: string | undefined): Promise<void> {
  const { chance } = world;
  const { children } = life.plan;
  const order = chance.oneOf(["side by side", "one by one", "whenever"] as const);
  if (order === "one by one") for (const plan of children) await grow(ctx, world, life, plan);
  else {
    const growing = Promise.all(children.map((plan) => grow(ctx, world, life, plan)));
    if (order === "side by side") await growing;
  }
  if (chance.happens(0.2)) await world.delay(chance.between(0, 100));
  if (fails === "never returns") await world.delay(25_000);
  if (fails !== undefined) throw boom(world);
}

/** What a handler may do, and how likely it is. */
const likelihoods = {
  reply: 20,
  gossip: 30,
  sleep: 8,
  oversleep: 1.5,
  boom: 5,
  boomLate: 3,
  growAndBoom: 1,
  refuse: 4,
  defer: 5,
  stash: 5,
  unstash: 4,
  finish: 2,
  finishLate: 1,
  grow: 4,
  cull: 4,
  watch: 7,
  unwatch: 2,
  timer: 6,
  cancel: 2,
  pipe: 4,
  relay: 5,
  askSelf: 1,
  tellSelf: 3,
  unknown: 1,
};

/** One handler's run. What it returns is its reply, or an outcome. */
export function work(ctx: Ctx, world: World, life: Life, { n, left }: Letter): unknown {
  const { chance } = world;
  const deed = chance.weighed(likelihoods);
  world.note(`${life.path} ${deed}`);
  switch (deed) {
    case "reply":
      return n;
    case "gossip":
      if (left > 0) for (let k = chance.between(1, 3); k > 0; k--) gossip(world, life, left - 1);
      return n;
    case "sleep":
      return world.delay(chance.between(0, 300)).then(() => n);
    case "oversleep":
      return world.delay(chance.between(1_000, 20_000)).then(() => n);
    case "boom":
      throw boom(world);
    case "boomLate":
      return world.delay(chance.between(0, 300)).then(() => Promise.reject(boom(world)));
    case "growAndBoom":
      void grow(ctx, world, life, leaf(world));
      throw boom(world);
    case "refuse":
      return ctx.refuse(new Error("refused"));
    case "defer":
      return owe(ctx, world, n);
    case "stash":
      return putAside(ctx, world, life, n);
    case "unstash":
      ctx.unstash();
      return n;
    case "finish":
      if (life.handlers.size === 1) life.isFinished = true;
      return ctx.finish(n);
    case "finishLate":
      return world.delay(chance.between(0, 300)).then(() => ctx.finish(n));
    case "grow":
      return chance.happens(0.5)
        ? grow(ctx, world, life, leaf(world)).then(() => n)
        : void grow(ctx, world, life, leaf(world));
    case "cull":
      cull(world, life);
      return n;
    case "watch":
      watchSomebody(ctx, world, life);
      return n;
    case "unwatch":
      return unwatchSomebody(ctx, world, life);
    case "timer":
      setTimer(ctx, world, life);
      return n;
    case "cancel": {
      const timer = life.timers.length > 0 ? chance.oneOf(life.timers) : undefined;
      timer?.timer.cancel();
      if (timer !== undefined) timer.isOver = true;
      return n;
    }
    case "pipe":
      ctx.pipe(
        chance.happens(0.8) ? world.delay(chance.between(0, 1_000)) : Promise.reject(new Error("piped")),
        "piped",
        life.number,
      );
      return n;
    case "relay":
      return left > 0 && life.refs.length > 0 ? relay(world, life, n, left - 1) : n;
    case "askSelf":
      return askSelf(ctx, world, life, n);
    case "tellSelf":
      if (left > 0) void world.ledger.post(life, "tell", ctx.self, left - 1);
      return n;
    case "unknown":
      if (life.refs.length > 0) void world.ledger.post(life, "tell", chance.oneOf(life.refs), 0, "nobody knows this");
      return n;
  }
}
