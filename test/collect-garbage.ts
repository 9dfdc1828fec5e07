import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Frees all that nothing holds any more, so that a `WeakRef` to it is empty. */
export async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // what was looked at in this turn is held until its end
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
