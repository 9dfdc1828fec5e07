import { Worker, type MessagePort } from "node:worker_threads";
import type { ThreadOptions } from "../core/spawn.ts";
import type { HostSettings } from "./host.ts";
import { urlOf } from "./definitions.ts";
import { entryUrl } from "./entry.ts";
import { inheritedExecArgv } from "./exec-argv.ts";
import { loaderFor, runsUnderTsx } from "./typescript.ts";

/** What a thread is started with. */
export interface Boot {
  readonly settings: HostSettings;
  /** The line to the first host. */
  readonly port: MessagePort;
  /** Where it shows whose turn it is. */
  readonly turn: Int32Array;
  /** What the boot imports for TypeScript, see {@link loaderFor}. */
  readonly loader: string | undefined;
  readonly isUnderTsx: boolean;
}

// A string and no file, so that a bundle needs no second one; dynamic imports only, so that it is good CommonJS and a good
// module. It fills the slot, then imports Troupe's own entry, which in a bundle is the bundle, and beside it already the
// first module that will be asked for: what that defines early waits in the slot, and its errors come again when it is
// asked for.
const boot = `
(async ({ workerData: { troupe } }) => {
  const early = [];
  globalThis[Symbol.for("troupe.host")] = {
    boot: troupe,
    early,
    defined(made) { early.push(made); },
    reachedMain() { this.wasMainReached = true; },
  };
  if (troupe.loader !== undefined) (await import(troupe.loader)).register();
  const entry = import(troupe.entry);
  if (troupe.module !== undefined) import(troupe.module).catch(() => {});
  await entry.catch((error) => { if (error?.code !== "ON_HOST") throw error; });
})(process.getBuiltinModule("node:worker_threads"));
`;

/** Starts a thread that will be a host; `module` is that of its first actor. */
export function startThread(
  settings: Omit<Boot, "loader" | "isUnderTsx">,
  module: string | undefined,
  options: ThreadOptions,
): Worker {
  const { env, execArgv = inheritedExecArgv(process.execArgv), resourceLimits } = options;
  const isUnderTsx = runsUnderTsx();
  const loader = loaderFor(entryUrl, isUnderTsx) ?? (module && loaderFor(module, isUnderTsx));
  return new Worker(boot, {
    eval: true,
    name: `troupe ${settings.settings.system} ${settings.settings.host}`,
    workerData: { troupe: { ...settings, loader, isUnderTsx, entry: entryUrl, module: module && urlOf(module) } },
    transferList: [settings.port],
    ...(execArgv && { execArgv: [...execArgv] }),
    ...(env && { env: withoutUndefined(env) }),
    ...(resourceLimits && { resourceLimits: { ...resourceLimits } }),
  });
}

/** As elsewhere in Node, undefined unsets a variable. */
function withoutUndefined(env: NonNullable<ThreadOptions["env"]>): NodeJS.Dict<string> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}
