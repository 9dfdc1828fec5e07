import { defineActor, type ActorRef } from "../../../src/mod.ts";

/** Which jobs are to end the host that runs them, and how. */
export interface Judgement {
  readonly doomed: ReadonlySet<number>;
  readonly how: "kill" | "exit";
  /** All that were asked about, in that order. */
  readonly judged: number[];
}

/** Decides what becomes of jobs that run: when it is asked, that one runs, and no other. */
export const judge = defineActor({
  name: "judge",
  init: (judgement: Judgement) => judgement,
  receive: {
    judge({ state, defer }, { n, pid }: { n: number; pid: number }) {
      state.judged.push(n);
      if (!state.doomed.has(n)) return "live";
      if (state.how === "exit") return "exit";
      process.kill(pid, "SIGKILL");
      return defer<string>(); // nobody is there to hear it
    },
  },
});

export const victim = defineActor({
  name: "victim",
  module: import.meta.url,
  init: (judge?: ActorRef<{ judge: (job: { n: number; pid: number }) => string | Promise<string> }>) => ({ judge }),
  receive: {
    double: (_ctx, n: number) => n * 2,
    async face({ state }, n: number) {
      if ((await state.judge?.ask("judge", { n, pid: process.pid })) === "exit") process.exit(7);
      return n;
    },
  },
});
