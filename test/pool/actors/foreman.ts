import { defineActor } from "../../../src/mod.ts";
import { blocker } from "./blocker.ts";

interface Loss {
  readonly runs: string;
  readonly path: string;
  readonly others: number;
  readonly on: "thread" | "process";
}

/** Has a pool of its own, of one thread or process. */
export const foreman = defineActor({
  name: "foreman",
  module: import.meta.url,
  receive: {
    /** One job ends its host while others lie behind it: how that one fails, and what the others answer. */
    async loseOne({ pool }, { runs, path, others, on }: Loss) {
      const own = await pool(blocker, { size: 1, on });
      await Promise.all(Array.from({ length: 1_000 }, () => own.submit("pass", path)));
      const doomed = own.submit(on === "process" ? "die" : "exit", { runs, n: 0 });
      const rest = Array.from({ length: others }, (_, n) => own.submit("count", { runs, n: n + 1 }));
      const code = await doomed.then(
        () => "done",
        (error: { code: string }) => error.code,
      );
      return { code, replies: await Promise.all(rest) };
    },
  },
});
