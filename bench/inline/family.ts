import {
  createSystem,
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type Child,
  type SuperviseOptions,
  type System,
} from "troupe";
import { tally, type TallyDefinition, type TallyProtocol } from "./tally.ts";

interface ParentProtocol {
  raise: (members: readonly TallyDefinition[]) => ActorRef<TallyProtocol>[];
}

type ParentDefinition = ActorDefinition<void, ParentProtocol, unknown, undefined>;

const parent = defineParent({});

/** It restarts its children at once, however often they fail. */
const patientParent = defineParent({ maxRestarts: Infinity, backoff: { minMs: 0, maxMs: 0 } });

/** A parent and its children, in a system that has nobody else. */
export interface Family {
  readonly system: System;
  readonly head: Child<ParentProtocol>;
  readonly children: readonly ActorRef<TallyProtocol>[];
}

/** One child of each definition in the list, as often as it is in it. */
export function raiseFamily(members: readonly TallyDefinition[]): Promise<Family> {
  return raise(parent, members);
}

/** The same, with a parent that bears any number of failures. */
export function raisePatiently(members: readonly TallyDefinition[]): Promise<Family> {
  return raise(patientParent, members);
}

/** A system whose own children they are. */
export async function raiseSystem(members: readonly TallyDefinition[]): Promise<System> {
  const system = createSystem({ log: false });
  await Promise.all(members.map((member) => system.spawn(member)));
  return system;
}

/** So many members, of each of the definitions in turn. */
export function membersOf(count: number, definitions: readonly TallyDefinition[] = [tally]): TallyDefinition[] {
  return Array.from({ length: count }, (_, index) => definitions[index % definitions.length] ?? tally);
}

async function raise(definition: ParentDefinition, members: readonly TallyDefinition[]): Promise<Family> {
  const system = createSystem({ log: false });
  const head = await system.spawn(definition);
  return { system, head, children: await head.ask("raise", members) };
}

function defineParent(supervise: SuperviseOptions): ParentDefinition {
  return defineActor({
    name: "parent",
    supervise,
    receive: {
      raise({ spawn }, members: readonly TallyDefinition[]) {
        return Promise.all(members.map((member) => spawn(member)));
      },
    },
  });
}
