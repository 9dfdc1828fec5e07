import type { Hosts } from "../../src/core/hosts.ts";
import { Host } from "../../src/placement/host.ts";
import type { Owner } from "../../src/supervisor/scope.ts";
import { stepTable } from "../../src/supervisor/life/table.ts";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import type { SystemEventData, SystemEventName } from "../../src/core/events.ts";
import type { Spawn } from "../../src/mod.ts";
import { createManualEnv, type ManualEnv } from "./manual-env.ts";

export interface ManualHost {
  readonly env: ManualEnv;
  readonly host: Host;
  readonly root: Supervisor;
  readonly spawn: Spawn;
  readonly events: readonly { readonly name: SystemEventName; readonly data: SystemEventData[SystemEventName] }[];
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** Lets time pass, in steps, with everything that happens meanwhile. */
  pass(ms: number): Promise<void>;
}

const nobody: Hosts = {
  hire: () => Promise.reject(new Error("there are no other hosts")),
  join() {},
  dismiss() {},
  condemn() {},
  connect() {},
};

/** A whole host, with a root supervisor, on which nothing happens and no time passes by itself. */
export function createManualHost(): ManualHost {
  const env = createManualEnv();
  const events: { name: SystemEventName; data: SystemEventData[SystemEventName] }[] = [];
  const host = new Host(
    { system: "manual", host: 0, askTimeoutMs: 30_000, budgetMs: 5 },
    {
      env,
      events: { emit: (name, data) => void events.push({ name, data }) },
      log() {},
      chart: stepTable,
      createHosts: () => nobody,
      findDefinition: () => Promise.reject(new Error("there are no other hosts")),
    },
  );
  const owner: Owner = {
    identity: undefined,
    path: "/manual",
    supervise: {},
    isStarting: false,
    canCrash: () => false,
    escalate() {},
  };
  const root = new Supervisor(owner, host);
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 20; quiet++) {
      if (env.turn()) quiet = 0;
      await Promise.resolve();
    }
  }
  return {
    env,
    host,
    root,
    events,
    spawn: root.spawn as unknown as Spawn,
    settle,
    async pass(ms) {
      await settle();
      const end = env.clock.now() + ms;
      while (env.clock.now() < end) {
        env.clock.advance(Math.min(10, end - env.clock.now()));
        await settle();
      }
    },
  };
}
