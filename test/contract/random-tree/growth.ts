import type { Placement } from "troupe";
import type { InitCtx, MemberDefinition } from "./members.ts";
import type { Life } from "./lives.ts";
import { drawLeaf, type Plan, type Where } from "./plan.ts";
import type { MemberArgs } from "./protocol.ts";
import { hostOf, type Member, type MemberChild, type World } from "./world.ts";

/** Spawns a child; that it cannot be is no failure of its parent's. */
export async function grow(ctx: InitCtx, world: World, life: Life, plan: Plan): Promise<void> {
  if (world.spawned >= 4_000) return;
  const { child } = await spawnMember(world, life, plan, ctx.self, (definition, options) =>
    ctx.spawn(definition, options as never),
  );
  if (child === undefined) return;
  life.children.push(child);
  life.refs.push(child);
}

type SpawnWith = (definition: MemberDefinition, options: object) => Promise<unknown>;

/** Why a child may not have been started. */
const refusals = ["START_FAILED", "START_TIMEOUT", "STOPPED", "ABORTED", "NAME_TAKEN"];

export async function spawnMember(
  world: World,
  parent: Life | undefined,
  plan: Plan,
  beside: Member | undefined,
  spawnWith: SpawnWith,
): Promise<{ child?: MemberChild }> {
  const { chance } = world;
  const spawn = world.lives.spawns(plan, parent);
  const { name, restart, transient, startTimeoutMs, stopTimeoutMs, where } = plan;
  const known = parent === undefined ? beside : chance.oneOf([undefined, beside, ...parent.refs]);
  const args: MemberArgs = { world: world.number, spawn: spawn.number, ...(known !== undefined && { known }) };
  const host = parent?.host ?? 0;
  const on = placeOf(world, where, [beside, ...(parent?.refs ?? [])], host);
  const what = `spawn ${spawn.number} (plan ${plan.index}) under ${parent?.path ?? "the system"}`;
  world.spawned += 1;
  world.note(`${what} ${where}`);
  const options = {
    args,
    on,
    restart,
    transient,
    startTimeoutMs,
    stopTimeoutMs,
    ...(name !== undefined && { name }),
    ...aborting(world),
  };
  const { value, error } = await world.track(
    what,
    host,
    spawnWith(world.definitions[plan.kind] as MemberDefinition, options),
  );
  if (error !== undefined) {
    spawn.isRejected = true;
    if (!refusals.includes(error.code ?? "")) world.breach(`${what} rejected with ${error.code}: ${error.message}`);
    return {};
  }
  const child = value as MemberChild;
  world.hand(child, host);
  void world
    .track(`exited of ${child.path}`, host, child.exited, child.id)
    .then((exited) => world.heardExit(child, exited));
  return { child };
}

/** Now and then a spawn has a signal that is aborted some time. */
function aborting(world: World): { signal?: AbortSignal } {
  if (world.isCalm || !world.chance.happens(0.03)) return {};
  const controller = new AbortController();
  void world.delay(world.chance.between(0, 3_000)).then(() => controller.abort());
  return { signal: controller.signal };
}

function placeOf({ chance }: World, where: Where, known: readonly (Member | undefined)[], host: number): Placement {
  if (where === "own") return { thread: { own: true } };
  if (where !== "beside") return where;
  // The first host would import the module for an actor of another one's, which takes a time that no seed repeats.
  const neighbours = known.filter((ref) => ref !== undefined && (hostOf(ref) > 0 || hostOf(ref) === host));
  return neighbours.length === 0 ? "thread" : { beside: chance.oneOf(neighbours) as Member };
}

/** A child that nobody had planned. */
export function leaf(world: World): Plan {
  return drawLeaf(world.chance, 1_000 + world.spawned, world.isApart);
}
