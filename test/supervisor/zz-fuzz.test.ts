import { expect, test } from "vitest";
import { createTestSystem } from "troupe/testing";
import { members } from "../../src/testing/placement-contract/actors/member.ts";
import { director } from "../../src/testing/placement-contract/actors/director.ts";
import { createSeededRandom } from "../../src/testing/seeded-random.ts";

const likes = [
  "one-for-all",
  "rest-for-one",
  "member",
  "all-growing",
  "growing",
  "eager",
  "once",
  "all-once",
  "children-done",
  "done-with-heir",
] as const;
const FROM = Number(process.env["FROM"] ?? 1);
for (let seed = FROM; seed < FROM + Number(process.env["N"] ?? 150); seed++) {
  test(`fuzz ${seed}`, async () => {
    const random = createSeededRandom(seed * 7919);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const system = createTestSystem({ seed, threads: 3 });
    const log: string[] = [];
    const alive = new Map<string, string>();
    const odd: string[] = [];
    system.addEventListener("start", (e) => {
      if (alive.has(e.id)) odd.push("twice " + e.actor);
      alive.set(e.id, e.actor);
    });
    system.addEventListener("exit", (e) => {
      if (!alive.delete(e.id)) odd.push("exit " + e.actor);
    });
    for (const n of ["crash", "exit", "restart", "escalation", "start"] as const)
      system.addEventListener(n, (e: any) =>
        log.push(
          `${system.clock.now()} ${n} ${e.actor} ${e.decision ?? ""} ${e.exit?.kind ?? ""} ${e.error?.message ?? ""}`,
        ),
      );
    let holds: (() => void)[] = [];
    let quiet = false;
    const dir = await system.spawn(director, {
      args(line) {
        if (quiet) return undefined;
        const r = random();
        if (line.includes("starts") && r < 0.12) throw new Error("no start");
        if (r < 0.35) return new Promise<void>((resolve) => holds.push(resolve));
        return undefined;
      },
    });
    quiet = true;
    let n = 0;
    const words = (depth: number, at = 1): any => {
      n += 1;
      const name = at === 0 ? "heir" : `m${n}`;
      const kids =
        depth === 0 ? [] : Array.from({ length: 1 + Math.floor(random() * 3) }, (_, at) => words(depth - 1, at));
      return {
        name,
        like: depth === 0 ? pick(["member", "cousin", "mute"] as const) : pick(likes),
        on: pick(["inline", "thread"] as const),
        restart: pick(["always", "on-crash", "on-crash", "never"] as const),
        transient: random() < 0.2,
        stopTimeoutMs: pick([100, 5_000]),
        startTimeoutMs: pick([1_000, 10_000]),
        args: { label: name, director: dir, children: kids },
      } as any;
    };
    const tops: any[] = [];
    for (let i = 0; i < 2; i++) {
      const { like, ...options } = words(2, 1);
      tops.push(
        await (async () => {
          const p = system.spawn(members[like as "member"], options);
          await system.settled();
          return p;
        })(),
      );
    }
    quiet = false;
    const paths = async (): Promise<string[]> => {
      const out: string[] = [];
      const walk = (nodes: readonly any[]): void => {
        for (const node of nodes) {
          if (node.definition !== "director") out.push(node.path);
          walk(node.children);
        }
      };
      const tree = system.tree();
      await system.advance(0);
      walk((await tree).children);
      return out;
    };
    for (let step = 0; step < 40; step++) {
      const all = await paths();
      if (all.length === 0) break;
      const ref: any = await (async () => {
        const p = system.get(pick(all));
        await system.settled();
        return p;
      })();
      const r = random();
      if (r < 0.35) ref?.tell("fail", pick(["as told", "as told", "resume", "stop", "escalate", "throw"]));
      else if (r < 0.45) ref?.tell("hold", "holds");
      else if (r < 0.55) ref?.tell("finish", 1);
      else if (r < 0.6) {
        const top = pick(tops);
        void (random() < 0.5 ? top.stop({ drain: random() < 0.5 }) : undefined);
      } else if (r < 0.64) ref?.tell("spawnUnwatched", words(pick([0, 1])));
      else if (r < 0.66) ref?.tell("finish", 1);
      else if (r < 0.7) {
        if (seed % 2 === 0)
          try {
            system.killHost(pick([1, 2, 3, 4, 5]));
          } catch {}
      } else if (r < 0.85) {
        for (const open of holds.splice(0)) open();
      }
      await system.advance(pick([0, 0, 10, 1000, 6000]));
    }
    quiet = true;
    for (const open of holds.splice(0)) open();
    await system.advance(100_000);
    await system.advance(100_000);
    // everybody who is left answers
    const all = await paths();
    const silent: string[] = [];
    for (const path of all) {
      const got = system.get(path);
      await system.settled();
      const ref: any = await got;
      let answer: unknown = "none";
      ref?.ask("count").then(
        (v: unknown) => (answer = v),
        (e: any) => (answer = e.code),
      );
      await system.advance(1000);
      if (answer === "none") silent.push(path);
    }
    const stopped = system.stop({ drain: random() < 0.5 });
    let over = false;
    void stopped.then(
      () => (over = true),
      (e) => {
        over = true;
        silent.push(String(e));
      },
    );
    await stopped.catch(() => {});
    (globalThis as any).tot ??= {};
    for (const l of log) {
      const k = l.split(" ")[1] as string;
      (globalThis as any).tot[k] = ((globalThis as any).tot[k] ?? 0) + 1;
    }
    if (seed % 500 === 0) console.log(seed, JSON.stringify((globalThis as any).tot));
    if (silent.length > 0) console.log(log.slice(-40).join("\n"));
    await system.settled();
    if (seed % 2 === 0) {
      odd.length = 0;
      alive.clear();
    }
    if (odd.length + alive.size > 0) console.log(log.slice(-60).join("\n"));
    expect({ odd, alive: [...alive.values()] }).toEqual({ odd: [], alive: [] });
    expect({ silent, over }).toEqual({ silent: [], over: true });
  }, 20_000);
}
