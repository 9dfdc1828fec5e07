import type { Child, Exit, Placement, SpawnOptions } from "../../mod.ts";
import { FLOOD, sentry, type Seen, type SentryArgs, type SentryProtocol, type SentryRef } from "./actors/sentry.ts";
import type { Gate, Probe, Stage } from "./stage.ts";
import type { PlacementUnderTest } from "./subject.ts";

type Sentry = Child<SentryProtocol>;
type CommonOptions = Pick<SpawnOptions, "restart" | "stopTimeoutMs">;

/** Sentries of one stage, and what they see. */
export interface Sentries {
  readonly probe: Probe;
  /** One that the system supervises; what it sees is heard. */
  readonly post: (on: Placement, args?: SentryArgs, options?: CommonOptions) => Promise<Sentry>;
  /** Children of that one, each named for the way in which it is to end. */
  readonly postAll: (parent: SentryRef, on: Placement) => Promise<Readonly<Record<Exit["kind"], SentryRef>>>;
  /** Resolves with the notices of all as soon as there are so many. */
  readonly seen: (count: number) => Promise<readonly Seen[]>;
  /**
   * The notices of all so far: with all those that were under way, since what ends now is told behind them.
   *
   * @param watched where those lived that were watched
   */
  readonly seenInTheEnd: (watchers: readonly SentryRef[], watched: Placement) => Promise<readonly Seen[]>;
  /** Keeps the sentry from seeing anything until the gate is open. */
  readonly distract: (watcher: SentryRef) => Promise<Gate>;
}

export async function postSentries({ system, openProbe, closeGate, until }: Stage): Promise<Sentries> {
  const probe = await openProbe();
  const notices = (): readonly Seen[] => (probe.notes as readonly Seen[]).filter(({ of }) => of !== undefined);
  const notSentinel = (all: readonly Seen[]): readonly Seen[] => all.filter(({ of }) => !of.startsWith("sentinel"));
  let sentinels = 0;
  const post: Sentries["post"] = (on, args = {}, options = {}) =>
    system.spawn(sentry, { args: { probe: probe.ref, ...args }, on, ...options });
  return {
    probe,
    post,
    async postAll(parent, on) {
      const spawn = (name: string, place: Placement): Promise<SentryRef> =>
        parent.ask("spawn", { name, on: place, restart: "never" });
      const done = await spawn("done", on);
      const beside = on === "inline" ? on : { beside: done }; // a host of their own for each would prove nothing more
      return {
        done,
        stopped: await spawn("stopped", beside),
        killed: await spawn("killed", beside),
        crashed: await spawn("crashed", beside),
      };
    },
    async seen(count) {
      await until(() => notSentinel(notices()).length >= count);
      return notSentinel(notices());
    },
    async seenInTheEnd(watchers, watched) {
      sentinels += 1;
      const name = `sentinel-${sentinels}`;
      const sentinel = await system.spawn(sentry, { args: {}, on: watched, name });
      for (const watcher of watchers) await watcher.ask("watch", { ref: sentinel });
      await sentinel.stop();
      await until(() => notices().filter(({ of }) => of === name).length === watchers.length);
      return notSentinel(notices());
    },
    async distract(watcher) {
      const gate = await closeGate();
      const before = probe.notes.length;
      watcher.tell("hold", gate.ref);
      await probe.until(before + 1);
      return gate;
    },
  };
}

/** Where a supervisor and what is watched of its children may live; watchers live everywhere. */
export function arrangements({ on, apart }: PlacementUnderTest): readonly {
  readonly where: string;
  readonly supervisor: Placement;
  readonly watched: Placement;
}[] {
  return [
    { where: "on its supervisor's host", supervisor: on, watched: "inline" },
    { where: "away from its supervisor", supervisor: "inline", watched: on },
    { where: "on a third host, away from its supervisor", supervisor: apart, watched: apart },
  ];
}

/** The ways in which an actor ends, perhaps after it has flooded another one with {@link FLOOD} messages. */
export const ways: readonly {
  readonly kind: Exit["kind"];
  readonly end: (parent: SentryRef, child: SentryRef) => Promise<void>;
  readonly floodAndEnd: (parent: SentryRef, child: SentryRef, to: SentryRef) => Promise<void>;
}[] = [
  {
    kind: "done",
    end: async (_parent, child) => child.tell("finish", { pages: [3] }),
    floodAndEnd: async (_parent, child, to) => child.tell("floodAndEnd", { to, count: FLOOD, by: "finish" }),
  },
  {
    kind: "stopped",
    end: (parent, { name }) => parent.ask("endChild", { name, by: "stop" }),
    async floodAndEnd(parent, child, to) {
      await child.ask("flood", { to, count: FLOOD });
      await parent.ask("endChild", { name: child.name, by: "stop" });
    },
  },
  {
    kind: "killed",
    end: (parent, { name }) => parent.ask("endChild", { name, by: "kill" }),
    async floodAndEnd(parent, child, to) {
      await child.ask("flood", { to, count: FLOOD });
      await parent.ask("endChild", { name: child.name, by: "kill" });
    },
  },
  {
    kind: "crashed",
    end: async (_parent, child) => child.tell("fail"),
    floodAndEnd: async (_parent, child, to) => child.tell("floodAndEnd", { to, count: FLOOD, by: "fail" }),
  },
];
