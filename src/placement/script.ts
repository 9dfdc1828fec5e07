/** Troupe as one script, and the code that V8 has compiled it to by now. */
export interface CompiledScript {
  /** Its path: a thread in which another copy of Troupe is loaded must not take this for that. */
  readonly filename: string;
  readonly source: SharedArrayBuffer;
  readonly code: SharedArrayBuffer;
}

/** What a script has of its loader (build/script.js), since it is no module. */
interface ScriptMeta {
  readonly import?: (url: string) => Promise<unknown>;
  readonly codeForThreads?: () => CompiledScript;
}

const meta = import.meta as ScriptMeta;

/** `import()`, wherever this is. */
export const importModule: (url: string) => Promise<unknown> = meta.import ?? ((url) => import(url));

/** What spares a thread most of its start; undefined if Troupe was loaded as modules, as it is in a bundle. */
export const compiledScript: () => CompiledScript | undefined = meta.codeForThreads ?? (() => undefined);
