import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ActorError } from "../core/errors.ts";

const typescript = /\.[cm]?tsx?$/;

/**
 * What a new thread must import before it can import that module: the URL of tsx's API for TypeScript that Node cannot
 * read by itself, else undefined.
 *
 * @throws {ActorError} `TYPESCRIPT_UNSUPPORTED` if that is needed and tsx is not installed.
 */
export function loaderFor(url: string): string | undefined {
  if (!typescript.test(url)) return undefined;
  if (readsTypeScript() && !runsUnderTsx()) return undefined;
  const tsx = findTsx(url);
  if (tsx !== undefined) return tsx;
  if (readsTypeScript()) return undefined;
  const message = `Cannot load ${url} on a thread: this Node reads no TypeScript; install tsx, compile to JavaScript, or use Node 22.18 or newer`;
  throw new ActorError("TYPESCRIPT_UNSUPPORTED", message);
}

/** Node strips types by itself (22.18 and newer, 24, 26). */
function readsTypeScript(): boolean {
  const { typescript: feature } = process.features as { typescript?: string | false };
  return feature === "strip" || feature === "transform";
}

/** Then the user's TypeScript may have syntax that cannot merely be stripped. */
function runsUnderTsx(): boolean {
  return process.execArgv.some((option) => /[\\/]tsx[\\/]/.test(option));
}

function findTsx(url: string): string | undefined {
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
