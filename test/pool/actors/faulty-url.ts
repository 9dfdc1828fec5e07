// Faults at each step that a job takes between two hosts, without any seam in the library: its codec reads `href` of a URL in order to
// encode it, and calls `new URL()` in order to decode it. On hosts where they are installed both do as a URL of this scheme says.
import { isMainThread } from "node:worker_threads";

/** Where a job can fail, and on whose host that is. */
const sideOf = {
  "encode-job": "caller",
  "decode-job": "worker",
  run: "worker",
  "encode-reply": "worker",
  "decode-reply": "caller",
} as const;

export type Step = keyof typeof sideOf;
export type Side = (typeof sideOf)[Step];
export type How = "error" | "exit" | "crash";

export const steps = Object.keys(sideOf) as Step[];

export function sideAt(step: Step): Side {
  return sideOf[step];
}

/** As it is before faults are installed: to make such a URL is no fault. */
const OriginalURL = URL;

export function faultyUrl(step: Step, how: How): URL {
  return new OriginalURL(`fault:${step}/${how}`);
}

/** Does what the URL says, if it says so of that step. */
export function failAt(step: Step, { pathname, protocol }: Pick<URL, "pathname" | "protocol">): void {
  const [at, how] = pathname.split("/");
  if (protocol === "fault:" && at === step) fail(step, how as How);
}

/** From now on such URLs fail on this host, where it is on that side of a job. */
export function installFaults(side: Side): void {
  const { prototype } = URL;
  const original = Object.getOwnPropertyDescriptor(prototype, "href") as PropertyDescriptor & { get: () => string };
  const failOn = (verb: "encode" | "decode", url: URL): URL => {
    for (const what of ["job", "reply"] as const) {
      if (sideOf[`${verb}-${what}`] === side) failAt(`${verb}-${what}`, url);
    }
    return url;
  };
  Object.defineProperty(prototype, "href", {
    ...original,
    get(this: URL) {
      return original.get.call(failOn("encode", this));
    },
  });
  globalThis.URL = new Proxy(URL, {
    construct: (Original, [href, base]: [string, string?]) => failOn("decode", new Original(href, base)),
  });
}

function fail(step: Step, how: How): never {
  if (how === "error") throw new RangeError(`a fault in ${step}`);
  if (how === "exit") process.exit(7);
  if (!isMainThread) exhaust(); // which would abort the process that it is a thread of
  process.abort();
}

/** A thread has a limit for that, and dies of it in the midst of what it does. */
function exhaust(): never {
  let all: object | undefined;
  for (let n = 0; ; n++) all = { all, text: `${n} ${n} ${n}` };
}
