import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a register or a frame on the stack still holds goes with one of the next turns; what is kept does not. */
const ROUNDS = 10;

/** Frees all that nothing holds any more; resolves with how many of those are still there. */
export async function countKept(references: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 1; ; round++) {
    await new Promise((resolve) => setImmediate(resolve)); // what was looked at in this turn is held until its end
    collect();
    const kept = references.filter((reference) => reference.deref() !== undefined).length;
    if (kept === 0 || round === ROUNDS) return kept;
  }
}
