import { ordinaryMailbox } from "../core/mailbox-options.ts";
import type { Seed } from "../core/running.ts";
import type { SpawnWords } from "../wire/protocol.ts";

/** What another host is told of an actor that it is to start. */
export function spawnWords(seed: Seed, hasStarted: boolean): SpawnWords {
  const { id, name, path, definition, args, mailbox, parent, startTimeoutMs, stopTimeoutMs, isPermanent, role } = seed;
  return {
    id,
    name,
    path,
    args,
    mailbox: mailbox === ordinaryMailbox ? undefined : mailbox,
    startTimeoutMs,
    stopTimeoutMs,
    isPermanent,
    hasStarted,
    role,
    parent: parent && { id: parent.id, name: parent.name, path: parent.path },
    module: definition.module as string, // it may not leave its host without one
    definition: definition.name,
  };
}
