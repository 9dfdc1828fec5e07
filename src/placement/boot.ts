import { Worker, type MessagePort } from "node:worker_threads";
import type { ThreadOptions } from "../core/spawn.ts";
import type { HostSettings } from "./host.ts";
import { entryUrl } from "./entry.ts";
import { loaderFor } from "./typescript.ts";

/** What a thread is started with. */
export interface Boot {
  readonly settings: HostSettings;
  /** The line to the first host. */
  readonly port: MessagePort;
  /** Where it shows whose turn it is. */
  readonly turn: Int32Array;
  /** Imports for TypeScript, see {@link loaderFor}. */
  readonly loader: string | undefined;
}

// A string and no file, so that a bundle needs no second one; dynamic imports only, so that it is good CommonJS and a good
// module. It fills the slot, then imports Troupe's own entry, which in a bundle is the bundle.
const boot = `
import("node:worker_threads").then(async ({ workerData: { troupe } }) => {
  globalThis[Symbol.for("troupe.host")] = { boot: troupe, defined() {}, reachedMain() {} };
  if (troupe.loader !== undefined) (await import(troupe.loader)).register();
  await import(troupe.entry).catch((error) => { if (error?.code !== "ON_HOST") throw error; });
});
`;

/** Loads TypeScript, which the boot does by itself, or belongs to a test runner; a thread inherits all other options. */
const notInherited = /[\\/](?:tsx|vitest|vite-node)[\\/]|^--(?:input-type|experimental-default-type|eval|print|test)\b/;

/** Starts a thread that will be a host. */
export function startThread(boots: Omit<Boot, "loader">, { env, execArgv, resourceLimits }: ThreadOptions): Worker {
  return new Worker(boot, {
    eval: true,
    name: `troupe ${boots.settings.system} ${boots.settings.host}`,
    workerData: { troupe: { ...boots, loader: loaderFor(entryUrl), entry: entryUrl } },
    transferList: [boots.port],
    execArgv: execArgv === undefined ? inheritedOptions(process.execArgv) : [...execArgv],
    ...(env && { env: { ...env } }),
    ...(resourceLimits && { resourceLimits: { ...resourceLimits } }),
  });
}

function inheritedOptions(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as string;
    const value = options[at + 1];
    const takesNext = /^--(?:import|require|loader|experimental-loader)$|^-r$/.test(option);
    const whole = takesNext && value !== undefined ? [option, value] : [option];
    if (whole.length === 2) at += 1;
    if (!whole.some((part) => notInherited.test(part))) kept.push(...whole);
  }
  return kept;
}
