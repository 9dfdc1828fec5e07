import { urlOf } from "./definitions.ts";
import { entryUrl } from "./entry.ts";
import type { HostSettings } from "./host.ts";
import { loaderFor, runsUnderTsx } from "./typescript.ts";

/** What a new thread or process is started with, whatever else its line needs. */
export interface Boot {
  readonly settings: HostSettings;
  /** What the boot imports for TypeScript, see {@link loaderFor}. */
  readonly loader: string | undefined;
  readonly isUnderTsx: boolean;
  /** Troupe's own entry, and the module of the first actor. */
  readonly entry: string;
  readonly module: string | undefined;
}

/** `module` is that of the host's first actor. */
export function createBoot(settings: HostSettings, module: string | undefined): Boot {
  const isUnderTsx = runsUnderTsx();
  const loader = loaderFor(entryUrl, isUnderTsx) ?? (module && loaderFor(module, isUnderTsx));
  return { settings, loader, isUnderTsx, entry: entryUrl, module: module && urlOf(module) };
}

/**
 * What a new thread or process runs; `where` says how it finds its {@link Boot}.
 *
 * A string and no file, so that a bundle needs no second one; dynamic imports only, so that it is good CommonJS and a good
 * module. It fills the slot, then imports Troupe's own entry, which in a bundle is the bundle, and after it already the
 * first module that will be asked for, whose errors come again when it is. Not beside it: what is being imported cannot be
 * required, as a CommonJS module would.
 */
export function bootFrom(where: string): string {
  return `
(async (troupe) => {
  globalThis[Symbol.for("troupe.host")] = { boot: troupe };
  if (troupe.loader !== undefined) (await import(troupe.loader)).register();
  await import(troupe.entry).catch((error) => { if (error?.code !== "ON_HOST") throw error; });
  if (troupe.module !== undefined) import(troupe.module).catch(() => {});
})(${where});
`;
}
