import type { Child, System, SystemEvent, SystemEventData, SystemEventName, SystemOptions } from "../../mod.ts";
import { assertAccounted } from "../accounting.ts";
import { gate, type GateRef } from "./actors/gate.ts";
import { probe, type ProbeRef } from "./actors/probe.ts";
import type { ChildWords, PuppetArgs, PuppetProtocol } from "./actors/puppet-protocol.ts";
import { puppets } from "./actors/puppet.ts";
import type { PlacementUnderTest } from "./subject.ts";

/** What an actor under test notes, on the test's side. */
export interface Probe {
  readonly ref: ProbeRef;
  readonly notes: readonly unknown[];
  /** Resolves with all notes as soon as there are so many. */
  readonly until: (count: number) => Promise<readonly unknown[]>;
  /** Resolves with all notes that have been told so far by actors of this host. */
  readonly heard: () => Promise<readonly unknown[]>;
}

/** What an actor under test waits at, on the test's side. */
export interface Gate {
  readonly ref: GateRef;
  /** Lets everybody pass with that value; an error is refused with. */
  readonly open: (value?: unknown) => void;
}

/** A system, its placement, and all that it has reported. */
export interface Stage {
  readonly system: System;
  readonly placement: PlacementUnderTest;
  readonly spawnPuppet: (
    args?: PuppetArgs,
    options?: Partial<Omit<ChildWords, "args">>,
  ) => Promise<Child<PuppetProtocol>>;
  readonly openProbe: () => Promise<Probe>;
  readonly closeGate: () => Promise<Gate>;
  /** The first event that matches, whether it has come or not. */
  readonly event: <Name extends SystemEventName>(
    name: Name,
    matches?: (event: SystemEventData[Name]) => boolean,
  ) => Promise<SystemEventData[Name]>;
  readonly events: <Name extends SystemEventName>(name: Name) => readonly SystemEventData[Name][];
  /** How many messages for that actor nobody will handle, as reported so far. */
  readonly deadLetters: (path: string) => number;
  /** Resolves as soon as that holds: it is looked at after each event and note. */
  readonly until: (holds: () => boolean) => Promise<void>;
}

/** Runs a test on a system of its own, and ends that whatever comes of the test. */
export async function onStage(
  placement: PlacementUnderTest,
  run: (stage: Stage) => Promise<void>,
  options: SystemOptions = {},
): Promise<void> {
  const system = placement.createSystem({ name: "stage", threads: 1, processes: 1, log: false, ...options });
  const gates: Gate[] = [];
  try {
    await run(createStage(system, placement, gates));
    for (const gate of gates) gate.open();
    await assertAccounted(system);
  } finally {
    for (const gate of gates) gate.open();
    await system.stop({ timeoutMs: 1_000 }).catch(expectOverdue);
  }
}

/** A test may leave handlers behind that never return. */
function expectOverdue(error: Error & { readonly code?: unknown }): void {
  if (error.code !== "STOP_TIMEOUT") throw error;
}

function createStage(system: System, placement: PlacementUnderTest, gates: Gate[]): Stage {
  const seen: { readonly [Name in SystemEventName]: SystemEvent<Name>[] } = {
    deadletter: [],
    start: [],
    exit: [],
    crash: [],
    escalation: [],
    restart: [],
    fault: [],
  };
  const deadLetters = new Map<string, number>();
  const looks = new Set<() => void>();
  const changed = (): void => {
    for (const look of looks) look();
  };
  system.addEventListener("deadletter", ({ to, count }) => deadLetters.set(to, (deadLetters.get(to) ?? 0) + count));
  for (const name of Object.keys(seen) as SystemEventName[]) {
    system.addEventListener(name, (event) => {
      (seen[name] as unknown[]).push(event);
      changed();
    });
  }
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        looks.delete(look);
        resolve();
      };
      looks.add(look);
      look();
    });

  return {
    system,
    placement,
    spawnPuppet: (args = {}, { like = "puppet", ...options } = {}) =>
      system.spawn(puppets[like], { args, on: placement.on, ...options }),
    openProbe: () => openProbe(system, changed),
    async closeGate() {
      const gate = await closeGate(system);
      gates.push(gate);
      return gate;
    },
    until,
    events: (name) => seen[name],
    async event(name, matches = () => true) {
      const find = (): SystemEventData[typeof name] | undefined => seen[name].find((event) => matches(event));
      await until(() => find() !== undefined);
      return find() as SystemEventData[typeof name];
    },
    deadLetters: (path) => deadLetters.get(path) ?? 0,
  };
}

async function openProbe(system: System, changed: () => void): Promise<Probe> {
  const notes: unknown[] = [];
  let waiting: { count: number; resolve: (notes: readonly unknown[]) => void }[] = [];
  const heard = (value: unknown): void => {
    notes.push(value);
    for (const { resolve } of waiting.filter(({ count }) => notes.length >= count)) resolve(notes);
    waiting = waiting.filter(({ count }) => notes.length < count);
    changed();
  };
  const ref = await system.spawn(probe, { args: heard });
  return {
    ref,
    notes,
    until: (count) =>
      new Promise((resolve) => {
        if (notes.length >= count) resolve(notes);
        else waiting.push({ count, resolve });
      }),
    async heard() {
      await ref.ask("sync");
      return notes;
    },
  };
}

async function closeGate(system: System): Promise<Gate> {
  let open!: (value?: unknown) => void;
  const opened = new Promise<unknown>((resolve) => (open = resolve));
  const ref = await system.spawn(gate, { args: opened });
  return { ref, open };
}

/** What else a stop that runs out reports on a busy machine: that the host did not answer within 100 ms. */
export function isOfSilence({ error }: SystemEventData["fault"]): boolean {
  return error.message.endsWith(" does not answer");
}

/** Notes of several actors, which come in no order among them. */
export function sorted(notes: readonly unknown[]): string[] {
  return notes.map(String).toSorted();
}
