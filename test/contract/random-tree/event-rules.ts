import type { SystemEvent, SystemEventName } from "troupe";
import { homeOf } from "../../../src/wire/actor-id.ts";
import { isEvent, type Failure, type World } from "./world.ts";

type AnyEvent = SystemEvent<SystemEventName>;

/** What the events say of one actor, in its order. */
interface Story {
  isStarted: boolean;
  restarts: number;
  /** The crash after which nothing has been told yet. */
  crash: SystemEvent<"crash"> | undefined;
}

/** The events of a run tell one story: see {@link SystemEvent}. */
export function checkEvents(world: World): void {
  const stories = new Map<string, Story>();
  const unknown = lostPaths(world);
  const escalations: { at: number; event: SystemEvent<"escalation"> }[] = [];
  for (const [at, event] of world.events.entries()) {
    if (isEvent(event, "escalation")) escalations.push({ at, event });
    const path = "actor" in event ? event.actor : undefined;
    if (path === undefined || unknown.has(path)) continue;
    const story = stories.get(path) ?? { isStarted: false, restarts: 0, crash: undefined };
    stories.set(path, story);
    tell(world, story, event);
  }
  for (const [path, { isStarted, crash }] of stories) {
    if (isStarted) world.breach(`${path} has started, and its exit was never told`);
    if (crash !== undefined) world.breach(`${path}: nothing followed its crash (${crash.decision})`);
  }
  for (const { at, event } of escalations)
    if (!unknown.has(event.actor) && !unknown.has(event.child)) checkEscalation(world, at, event);
}

function tell(world: World, story: Story, event: AnyEvent): void {
  const { crash } = story;
  if (isEvent(event, "start")) {
    if (story.isStarted) world.breach(`${event.actor} starts, but runs`);
    Object.assign(story, { isStarted: true, restarts: 0, crash: undefined });
  } else if (isEvent(event, "restart")) {
    if (!story.isStarted) world.breach(`${event.actor} was restarted without a start`);
    if (event.restarts !== story.restarts + 1)
      world.breach(`${event.actor}: restart ${event.restarts} after ${story.restarts}`);
    if (crash !== undefined && crash.decision !== "restart")
      world.breach(`${event.actor} was restarted, but not to be (${crash.decision})`);
    Object.assign(story, { restarts: event.restarts, crash: undefined });
  } else if (isEvent(event, "crash")) {
    if (!story.isStarted) world.breach(`${event.actor} crashed without a start`);
    if (crash !== undefined && crash.decision !== "restart")
      world.breach(`${event.actor} crashed twice (${crash.decision})`);
    if (event.decision !== "resume") story.crash = event;
  } else if (isEvent(event, "exit")) {
    const { exit } = event;
    if (
      exit.kind === "crashed" &&
      !isFinishedTooOften(exit.error) &&
      (crash === undefined || crash.decision === "restart")
    ) {
      world.breach(`${event.actor} ended crashed without a crash that ends it`);
    }
    if (exit.kind === "done" && crash !== undefined)
      world.breach(`${event.actor} crashed (${crash.decision}) and is done`);
    Object.assign(story, { isStarted: false, crash: undefined });
  }
}

/** The supervisor crashes, now or when it has come up, or it was ending anyway, or has not started. */
function checkEscalation(world: World, at: number, { actor, child, error }: SystemEvent<"escalation">): void {
  const crash = world.events.slice(0, at).findLast((event) => isEvent(event, "crash") && event.actor === child);
  const isSame = crash !== undefined && (crash as SystemEvent<"crash">).error.message === error.message;
  if (!isSame && !isFinishedTooOften(error)) world.breach(`the escalation of ${child} does not follow its crash`);
  const isOne = (event: AnyEvent, types: readonly string[]): boolean =>
    "actor" in event && event.actor === actor && types.includes(event.type);
  const hasStarted = world.events.slice(0, at).findLast((event) => isOne(event, ["start", "exit"]))?.type === "start";
  const isFollowed = world.events.slice(at + 1).some((event) => isOne(event, ["crash", "exit"]));
  if (hasStarted && !isFollowed) world.breach(`${actor}: nothing followed the escalation of ${child}`);
}

/** One that is always restarted ends so without a crash. */
function isFinishedTooOften(error: Failure): boolean {
  return error.code === "FINISHED";
}

/** Of whom too little was told, since a host has died on the way. */
function lostPaths(world: World): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { id, path } of world.lives.all) {
    if (world.lives.wasLost(id) || world.isDead(homeOf(id))) paths.add(path);
  }
  return paths;
}
