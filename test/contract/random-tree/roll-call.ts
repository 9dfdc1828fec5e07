import type { ActorNode, Exit } from "troupe";
import { homeOf } from "../../../src/wire/actor-id.ts";
import { isEvent, type Failure, type World } from "./world.ts";

/** With which codes an ask may be refused by one that ended so: what began its end may say it before the end does. */
const codes: Readonly<Record<Exit["kind"], readonly string[]>> = {
  done: ["FINISHED"],
  stopped: ["STOPPED", "FINISHED"],
  killed: ["KILLED", "STOPPED", "FINISHED", "CRASHED"],
  crashed: ["CRASHED"],
};

/** All is quiet: every actor whose ref anybody ever got answers, or is reported gone. */
export async function callTheRoll(world: World): Promise<void> {
  const { system } = world;
  world.look();
  const tree = await system.tree();
  const living = new Map<string, ActorNode>();
  const homeless = [...homelessPaths(world)];
  for (const node of tree.children.flatMap(below)) {
    if (living.has(node.id)) world.breach(`${node.path} is in the tree twice`);
    living.set(node.id, node);
    if (homeless.some((path) => path.startsWith(node.path))) continue;
    if (node.state !== "running") world.breach(`${node.path} is ${node.state}, though all is quiet`);
    if (node.mailbox !== 0) world.breach(`${node.mailbox} messages wait for ${node.path}, though all is quiet`);
    if (world.exits.has(node.id)) world.breach(`${node.path} lives, but its exit was told`);
    if (!world.starts.has(node.id)) world.breach(`${node.path} lives, but its start was not told`);
  }
  for (const id of world.starts) {
    if (living.has(id) || world.exits.has(id) || world.lives.wasLost(id)) continue;
    world.breach(`${world.lives.of(id)?.path} (${id}) is gone, but its exit was not told`);
  }
  for (const { what, host, id } of world.waits) {
    if (world.isDead(host) || (id !== undefined && living.has(id))) continue;
    world.breach(`still waiting: ${what}`);
  }
  checkWatches(world, living);
  const asked = [...world.handed.values()].filter(
    ({ ref, host }) => !world.isDead(host) && !homeless.includes(ref.path),
  );
  for (const { ref, host } of asked) {
    const what = `ping of ${ref.path} (${ref.id}) from host ${host}`;
    void world
      .track(what, host, ref.ask("ping", null))
      .then(({ value, error }) => check(world, what, ref.id, living.has(ref.id), value, error));
  }
  await system.settled();
  for (const { what } of world.waits) if (what.startsWith("ping")) world.breach(`no answer: ${what}`);
}

function check(world: World, what: string, id: string, isAlive: boolean, life?: number, error?: Failure): void {
  const { code = "" } = error ?? {};
  if (isAlive) {
    if (life === undefined) world.breach(`${what}: it lives, but says ${code} ${error?.message}`);
    else if (life !== world.lives.of(id)?.number) world.breach(`${what}: answered by life ${life}`);
    return;
  }
  if (error === undefined) return world.breach(`${what}: it answers, but is not in the tree`);
  const exit = world.exits.get(id);
  if (exit !== undefined && codes[exit.kind].includes(code)) return;
  const isLost =
    (code === "HOST_LOST" && world.isDead(homeOf(id))) ||
    (world.lives.wasLost(id) && ["HOST_LOST", "FINISHED", "STOPPED"].includes(code));
  // Whoever never started has no exit to speak of, and what is told from afar is forgotten some time.
  if (isLost || code === "GONE" || (exit === undefined && Object.values(codes).flat().includes(code))) return;
  world.breach(`${what}: it is ${exit?.kind}, but the ask says ${code} ${error.message}`);
}

function checkWatches(world: World, living: ReadonlyMap<string, ActorNode>): void {
  for (const life of world.lives.all) {
    if (!living.has(life.id)) continue;
    for (const { ref } of life.watches.values()) {
      if (!living.has(ref.id)) world.breach(`${life.path} has got no notice of ${ref.path} (${ref.id})`);
    }
  }
}

/** Those that are to live beside an actor that is gone for good: their supervisors try until they have had enough. */
function homelessPaths({ events }: World): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const event of events) {
    if (isEvent(event, "crash") && (event.error as Failure).code === "GONE") paths.add(event.actor);
    else if (isEvent(event, "crash") || isEvent(event, "restart") || isEvent(event, "exit")) paths.delete(event.actor);
  }
  return paths;
}

function below(node: ActorNode): ActorNode[] {
  return [node, ...node.children.flatMap(below)];
}
