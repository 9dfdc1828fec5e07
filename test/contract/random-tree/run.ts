import type { StopOptions, SystemEventName } from "troupe";
import { createTestSystem } from "troupe/testing";
import { end } from "./acts.ts";
import { checkEvents } from "./event-rules.ts";
import { leaf, spawnMember } from "./growth.ts";
import { definitions } from "./members.ts";
import { drawTree, type Plan } from "./plan.ts";
import { callTheRoll } from "./roll-call.ts";
import { World, worlds, type Member, type MemberChild } from "./world.ts";

const eventNames: readonly SystemEventName[] = [
  "start",
  "exit",
  "crash",
  "restart",
  "escalation",
  "deadletter",
  "fault",
];

export interface RunOptions {
  readonly seed: number;
  /** Whether some live on clones. */
  readonly isApart: boolean;
  readonly size?: number;
  readonly rounds?: number;
}

let lastWorld = 0;

/** Grows a random tree, lets chance loose on it, then lets it come to rest and ends it; the world has what was wrong. */
export async function runRandomTree({ seed, isApart, size = 500, rounds = 12 }: RunOptions): Promise<World> {
  const world = new World(++lastWorld, seed, isApart, definitions);
  worlds.set(world.number, world);
  const system = createTestSystem({ seed, threads: 3, askTimeoutMs: 10_000 });
  world.system = system;
  for (const name of eventNames) {
    system.addEventListener(name, (event) => world.heard(event));
  }
  try {
    await live(world, drawTree(world.chance, size, isApart), rounds);
  } finally {
    worlds.delete(world.number);
  }
  return world;
}

async function live(world: World, plans: readonly Plan[], rounds: number): Promise<void> {
  const { system, chance } = world;
  const roots: MemberChild[] = [];
  if (world.isApart) await introduceKinds(world, roots);
  for (const plan of plans) void spawnRoot(world, roots, plan);
  if (chance.happens(0.7)) await system.advance(chance.between(0, 12_000));
  for (let round = 0; round < rounds; round++) {
    world.note(`round ${round}`);
    for (let k = chance.between(10, 120); k > 0; k--) act(world, roots);
    const pause = chance.weighed({ none: 1, turn: 2, settle: 3, advance: 6 });
    if (pause === "turn") await new Promise((resolve) => void setImmediate(resolve));
    if (pause === "settle") await system.settled();
    if (pause === "advance") await system.advance(chance.between(0, 3_000));
  }
  if (chance.happens(0.7)) await rest(world);
  await stop(world);
}

/** A host imports a definition that it was never handed, which takes a time that no seed repeats. */
async function introduceKinds(world: World, roots: MemberChild[]): Promise<void> {
  for (const kind of definitions.keys()) {
    void spawnRoot(world, roots, { ...leaf(world), kind, where: "thread", failsFirst: 0, startTimeoutMs: 3_000 });
  }
  await world.system.advance(500);
}

async function spawnRoot(world: World, roots: MemberChild[], plan: Plan): Promise<void> {
  const beside = roots.length > 0 ? world.chance.oneOf(roots) : undefined;
  const { child } = await spawnMember(world, undefined, plan, beside, (definition, options) =>
    world.system.spawn(definition, options as never),
  );
  if (child !== undefined) roots.push(child);
}

/** Something that plain code does. */
function act(world: World, roots: MemberChild[]): void {
  const { chance } = world;
  const deed = chance.weighed({
    write: 60,
    writeFar: 60,
    meet: 6,
    flood: 0.1,
    spawn: 1,
    end: 1,
    look: 0.5,
    killHost: world.isApart ? 0.3 : 0,
  });
  if (deed === "spawn" || roots.length === 0) return void spawnRoot(world, roots, leaf(world));
  if (deed === "write") return write(world, chance.oneOf(roots));
  if (deed === "end") return end(world, chance.oneOf(roots), 0);
  if (deed === "flood") return flood(world, chance.oneOf([...world.handed.values()]));
  if (deed === "meet") return void getToKnow(world, chance.oneOf(roots));
  if (deed === "look") return void world.track("tree", 0, world.system.tree());
  const lives = [...world.lives.all];
  if (lives.length === 0) return;
  const { path, host } = chance.oneOf(lives);
  if (deed === "killHost") return host === 0 ? undefined : world.killHost(host);
  void world.track(`get ${path}`, 0, world.system.get(path)).then(({ value }) => {
    if (value === undefined) return;
    world.hand(value as Member, 0);
    write(world, value as Member);
  });
}

function write(world: World, to: Member): void {
  const { chance, ledger } = world;
  void ledger.post(
    undefined,
    chance.oneOf(["tell", "tell", "send", "ask"]),
    to,
    4,
    chance.happens(0.05) ? "cull" : "work",
  );
}

/** More than has room: the last ones wait until there is. */
function flood(world: World, { ref, host }: { readonly ref: Member; readonly host: number }): void {
  if (host !== 0) return;
  const { chance, ledger } = world;
  for (let k = 0; k < 1_100; k++) void ledger.post(undefined, chance.oneOf(["send", "ask", "tell"]), ref, 0, "cull");
}

async function getToKnow(world: World, by: Member): Promise<void> {
  const { n } = world.ledger.open(undefined, "ask", by);
  const { value } = await world.ledger.settle(n, by.ask("introduce", { n, left: 0 }));
  if (value !== undefined) world.hand(value, 0);
}

/** Longer than anything that is limited, or that members do. */
const LONG = 60_000;

async function rest(world: World): Promise<void> {
  world.note("calm");
  world.isCalm = true;
  await world.system.advance(LONG);
  await world.system.advance(LONG);
  await callTheRoll(world);
}

async function stop(world: World): Promise<void> {
  const { system, chance } = world;
  const options = chance.oneOf<StopOptions>([{}, {}, { drain: true }, { timeoutMs: 0 }, { timeoutMs: 3_000 }]);
  world.note(`stop ${JSON.stringify(options)}`);
  const { error } = await world.track("stop of the system", 0, system.stop(options));
  if (error !== undefined && error.code !== "STOP_TIMEOUT") world.breach(`system.stop() rejected: ${error.message}`);
  const { waiting } = system.clock;
  if (waiting !== world.ownTimers) world.breach(`${waiting - world.ownTimers} timers are left on the clock`);
  const { children } = await system.tree();
  if (children.length > 0) world.breach(`${children.length} actors are left in the tree`);
  world.look();
  world.isCalm = true;
  await system.advance(LONG); // handlers that were let go do what they still do
  for (const { what, host } of world.waits) if (!world.isDead(host)) world.breach(`still waiting: ${what}`);
  world.ledger.check();
  checkEvents(world);
}
