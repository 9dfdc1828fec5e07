// Run by leaks.test.ts in a process of its own: `leaks.ts CASE PLACEMENT`. Does the case once, for all that is loaded and made once in a
// life; then again, and prints what there was before and after, while its system lives and when that is gone.
import { readdirSync, readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Placement, System } from "../../../src/mod.ts";
import { createPlatformParts, createSystemOn } from "../../../src/system.ts";
import { judge, victim, type Judgement } from "../actors/victim.ts";

const [, , name = "", on = "inline"] = process.argv as [string, string, string?, Exclude<Placement, object>?];

/** All that a process can have and forget about. */
export interface Inventory {
  readonly resources: readonly string[];
  readonly descriptors: number;
  readonly threads: number;
  readonly children: number;
  readonly listeners: Readonly<Record<string, number>>;
  readonly heapMb: number;
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function takeInventory(): Promise<Inventory> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve)); // handles close in turns
  collect();
  return {
    resources: process.getActiveResourcesInfo().toSorted(),
    descriptors: count("/proc/self/fd"),
    threads: count("/proc/self/task"),
    children: childProcesses(),
    listeners: Object.fromEntries(process.eventNames().map((event) => [event, process.listenerCount(event)])),
    heapMb: process.memoryUsage().heapUsed / 2 ** 20,
  };
}

function count(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0; // this system has no such folder
  }
}

/** Also those that have ended and that nobody has waited for. */
function childProcesses(): number {
  const isMine = (pid: string): boolean => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === process.pid;
    } catch {
      return false;
    }
  };
  return count("/proc") === 0 ? 0 : readdirSync("/proc").filter(isMine).length;
}

/** Workers that die are replaced at once: the pause before that is the mean one, and a chance of -2 makes 0 of any. */
function createHastySystem(): System {
  const parts = createPlatformParts();
  const env = { ...parts.env, random: () => -2 };
  return createSystemOn({ threads: 2, processes: 1, log: false }, { ...parts, env });
}

const own = (on === "inline" ? on : { [on]: { own: true } }) as Placement;

/** What each does is to be nothing in the end; what it returns is looked at by the test. */
const cases: Record<string, (system: System, isRehearsal: boolean) => Promise<unknown>> = {
  async submits(system) {
    const pool = await system.pool(victim, { size: 2, on });
    const jobs = Array.from({ length: 10_000 }, (_, n) => pool.submit("double", n));
    const replies = await Promise.all(jobs);
    await pool.close();
    return replies.filter((reply, n) => reply !== n * 2);
  },
  async pools(system, isRehearsal) {
    const wrong: unknown[] = [];
    for (let n = 0; n < (isRehearsal ? 50 : 1_000); n++) {
      const pool = await system.pool(victim, { size: 1, on });
      const reply = await pool.submit("double", n);
      if (reply !== n * 2) wrong.push(reply);
      await pool.close();
    }
    return wrong;
  },
  async actors(system, isRehearsal) {
    const wrong: unknown[] = [];
    for (let n = 0; n < (isRehearsal ? 50 : 1_000); n++) {
      const child = await system.spawn(victim, { on });
      if ((await child.ask("double", n)) !== n * 2) wrong.push(n);
      const exit = await child.stop();
      if (exit.kind !== "stopped") wrong.push(exit);
    }
    return wrong;
  },
  async own(system, isRehearsal) {
    const wrong: unknown[] = [];
    for (let n = 0; n < (isRehearsal ? 1 : 5); n++) {
      const pool = await system.pool(victim, { size: 1, on: own });
      const child = await system.spawn(victim, { on: own });
      if ((await pool.submit("double", n)) !== n * 2 || (await child.ask("double", n)) !== n * 2) wrong.push(n);
      await Promise.all([pool.close(), child.stop()]);
    }
    return wrong;
  },
  async kills(system, isRehearsal) {
    const jobs = isRehearsal ? 30 : 300;
    const doomed = new Set(Array.from({ length: isRehearsal ? 2 : 20 }, (_, n) => n * 15 + 7));
    const judgement: Judgement = { doomed, how: on === "process" ? "kill" : "exit", judged: [] };
    const ref = await system.spawn(judge, { args: judgement });
    const pool = await system.pool(victim, { size: 1, on, args: ref });
    const outcomes = await Promise.allSettled(Array.from({ length: jobs }, (_, n) => pool.submit("face", n)));
    await pool.close();
    const asExpected = outcomes.filter((outcome, n) =>
      outcome.status === "fulfilled"
        ? outcome.value === n && !doomed.has(n)
        : doomed.has(n) && (outcome.reason as { code?: string }).code === "HOST_LOST",
    );
    return { asExpected: asExpected.length, judged: judgement.judged.toSorted((one, other) => one - other) };
  },
};

/** What there is before and after, while the system lives. */
async function run(isRehearsal: boolean) {
  const system = createHastySystem();
  if (!isRehearsal) await cases[name]?.(system, true); // its hosts are shared, and stay
  const before = await takeInventory();
  const result = await cases[name]?.(system, isRehearsal);
  const after = await takeInventory();
  await system.stop();
  return { result, living: { before, after } };
}

async function main(): Promise<void> {
  await run(true);
  const before = await takeInventory();
  const { result, living } = await run(false);
  console.log(JSON.stringify({ living, gone: { before, after: await takeInventory() }, result }));
}

await main();
