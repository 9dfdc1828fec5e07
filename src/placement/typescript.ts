import { pathToFileURL } from "node:url";
import { ActorError } from "../core/errors.ts";

const typescript = /\.[cm]?tsx?$/;

/**
 * What a thread must import before it can import that module: the URL of tsx's API for TypeScript that Node cannot read
 * by itself, or should not, since the program runs under tsx; else undefined.
 *
 * @throws {ActorError} `TYPESCRIPT_UNSUPPORTED` if that is needed and tsx is not installed.
 */
export function loaderFor(url: string, isUnderTsx: boolean): string | undefined {
  if (!typescript.test(url)) return undefined;
  if (readsTypeScript() && !isUnderTsx) return undefined;
  const tsx = findTsx(url);
  if (tsx !== undefined || readsTypeScript()) return tsx;
  const message = `Cannot load ${url} on a thread: this Node reads no TypeScript; install tsx, compile to JavaScript, or use Node 22.18 or newer`;
  throw new ActorError("TYPESCRIPT_UNSUPPORTED", message);
}

/**
 * Whether the program runs under tsx: then its TypeScript may have syntax that cannot merely be stripped, and imports
 * that only tsx resolves. A thread cannot tell; the first host tells it.
 */
export function runsUnderTsx(): boolean {
  const options = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
  return /(?:^|[\s=\\/"'])tsx(?:$|[\s\\/"'])/.test(options);
}

/** Node strips types by itself (22.18 and newer, 24, 26). */
function readsTypeScript(): boolean {
  const { typescript: feature } = process.features as { typescript?: string | false };
  return feature === "strip" || feature === "transform";
}

function findTsx(url: string): string | undefined {
  const { createRequire } = process.getBuiltinModule("node:module"); // imported, bundlers would take tsx for a part of the program
  for (const from of [url, import.meta.url]) {
    try {
      // Only its CommonJS face can be found this way; the one beside it is the one that works on threads.
      const path = createRequire(from)
        .resolve("tsx/esm/api")
        .replace(/\.cjs$/, ".mjs");
      return pathToFileURL(path).href;
    } catch {
      // not installed there
    }
  }
  return undefined;
}
