import { defineActor } from "../../../src/mod.ts";
import { blocker } from "./blocker.ts";

/** Has a pool of its own, of one process. */
export const foreman = defineActor({
  name: "foreman",
  module: import.meta.url,
  receive: {
    /** One job kills its process while others lie behind it: how that one fails, and what the others answer. */
    async loseOne({ pool }, { runs, path, others }: { runs: string; path: string; others: number }) {
      const own = await pool(blocker, { size: 1, on: "process" });
      await Promise.all(Array.from({ length: 1_000 }, () => own.submit("pass", path)));
      const doomed = own.submit("die", { runs, n: 0 });
      const rest = Array.from({ length: others }, (_, n) => own.submit("count", { runs, n: n + 1 }));
      const code = await doomed.then(
        () => "done",
        (error: { code: string }) => error.code,
      );
      return { code, replies: await Promise.all(rest) };
    },
  },
});
