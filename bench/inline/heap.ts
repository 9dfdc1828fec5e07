import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Takes away what nobody holds, so that it is nobody's burden later. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

/** How many bytes of the heap are held. */
export function heapHeld(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
