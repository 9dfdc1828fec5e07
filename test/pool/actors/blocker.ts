import { appendFileSync, existsSync, readFileSync, watch, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { defineActor } from "../../../src/mod.ts";

/** Opens what a worker waits for: a file, for that can be seen from any process, and while nobody there listens. */
export function open(path: string): string {
  writeFileSync(path, "");
  return path;
}

/** Resolves when somebody has opened it. */
export function opened(path: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), look);
    look();
    function look(): void {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    }
  });
}

/** How often each job was run that has noted that in a file. */
export function runsIn(path: string): Map<number, number> {
  const runs = new Map<number, number>();
  for (const line of readFileSync(path, "utf8").trimEnd().split("\n")) {
    runs.set(Number(line), (runs.get(Number(line)) ?? 0) + 1);
  }
  return runs;
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}

/** A job that notes in a file that it was run. */
interface Counted {
  readonly runs: string;
  readonly n: number;
}

/** Blocks its thread or process as no other can. */
export const blocker = defineActor({
  name: "blocker",
  module: import.meta.url,
  receive: {
    /** Waits for that file. */
    pass({ self }, path: string) {
      while (!existsSync(path)) sleep(1);
      return self.name;
    },
    /** Says that it has come, and waits for the other: they come to each other only on two threads or processes. */
    meet({ self }, { own, other }: { own: string; other: string }) {
      open(own);
      while (!existsSync(other)) sleep(1);
      return self.name;
    },
    count(_ctx, { runs, n, ms = 0 }: Counted & { ms?: number }) {
      appendFileSync(runs, `${n}\n`);
      if (ms > 0) sleep(ms);
      return n;
    },
    blockAndExit(_ctx, ms: number) {
      sleep(ms);
      process.exit(7);
    },
    /** Says that it has begun, and who it is, and never ends. */
    hang(_ctx, { runs, n, begun }: Counted & { begun: string }) {
      appendFileSync(runs, `${n}\n`);
      open(begun);
      for (;;) sleep(1_000);
    },
    die(_ctx, { runs, n }: Counted) {
      appendFileSync(runs, `${n}\n`);
      process.kill(process.pid, "SIGKILL");
      sleep(10_000); // it is dead before that
    },
    exit(_ctx, { runs, n }: Counted) {
      appendFileSync(runs, `${n}\n`);
      process.exit(7);
    },
    weigh: (_ctx, what: string | Uint8Array) => what.length,
    pid: () => process.pid,
  },
});
