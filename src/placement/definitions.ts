import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyDefinition } from "../core/definition.ts";
import type { Env } from "../core/env.ts";
import { ActorError, codeOf, toError } from "../core/errors.ts";

/** How long a script that has come to its own main job may still make definitions, when one of them is missing. */
const AFTER_MAIN_MS = 250;

interface Module {
  readonly definitions: Map<string, AnyDefinition[]>;
  isImported: boolean;
  /** Its evaluation has ended, one way or the other. */
  isLoaded: boolean;
  failure: Error | undefined;
  waiting: Set<() => void>;
}

/**
 * The definitions that a host has come by: a module is imported, and what `defineActor` makes meanwhile is taken, exported
 * or not, so that a script that defines its actors and runs them works as it is.
 */
export class Definitions {
  readonly #env: Env;
  readonly #importModule: (url: string) => Promise<unknown>;
  readonly #modules = new Map<string, Module>();

  /** `importModule` is dynamic import, after whatever must be set up for such a module. */
  constructor(env: Env, importModule: (url: string) => Promise<unknown>) {
    this.#env = env;
    this.#importModule = importModule;
  }

  /** `defineActor` has made one. */
  defined(definition: AnyDefinition): void {
    if (definition.module === undefined) return;
    const module = this.#module(urlOf(definition.module));
    const known = module.definitions.get(definition.name);
    if (known === undefined) module.definitions.set(definition.name, [definition]);
    else known.push(definition);
    // At the end of the turn, not now: a second one of the same name would follow in it.
    this.#env.nextTurn(() => wake(module));
  }

  /** A script has come to its own `run` or `createSystem`: it will define nothing more, but for a little while. */
  reachedMain(): void {
    this.#env.clock.setTimer(AFTER_MAIN_MS, () => {
      for (const module of this.#modules.values()) {
        if (module.definitions.size === 0) continue; // it is another one that has come so far
        module.isLoaded = true;
        wake(module);
      }
    });
  }

  /** @throws {ActorError} `MODULE_FAILED`, `DEFINITION_NOT_FOUND`. */
  async find(where: string, name: string): Promise<AnyDefinition> {
    const url = urlOf(where);
    const module = this.#load(url);
    for (;;) {
      const [definition, second] = module.definitions.get(name) ?? [];
      if (second !== undefined) throw notFound(name, url, "it makes two actors of that name");
      if (definition !== undefined) return definition;
      if (module.failure !== undefined) {
        const message = `Cannot load module ${url} of actor "${name}": ${module.failure.message}`;
        throw new ActorError("MODULE_FAILED", message, { cause: module.failure });
      }
      if (module.isLoaded) {
        throw notFound(name, url, "it must make it when it is loaded, not later and not inside a function");
      }
      await new Promise<void>((resolve) => module.waiting.add(resolve));
    }
  }

  #load(url: string): Module {
    const module = this.#module(url);
    if (module.isImported) return module;
    module.isImported = true;
    this.#importModule(url)
      .catch((thrown: unknown) => {
        const error = toError(thrown);
        // A script's own createSystem() says so on a host, and ends its evaluation: that is expected.
        if (codeOf(error) !== "ON_HOST") module.failure = error;
      })
      .finally(() => {
        module.isLoaded = true;
        this.#env.nextTurn(() => wake(module));
      });
    return module;
  }

  #module(url: string): Module {
    let module = this.#modules.get(url);
    if (module === undefined) {
      module = { definitions: new Map(), isImported: false, isLoaded: false, failure: undefined, waiting: new Set() };
      this.#modules.set(url, module);
    }
    return module;
  }
}

function wake(module: Module): void {
  const waiting = [...module.waiting];
  module.waiting.clear();
  for (const run of waiting) run();
}

/** A module by one name, however it was given. */
export function urlOf(module: string): string {
  const url = isAbsolute(module) ? pathToFileURL(module) : new URL(module);
  url.search = "";
  url.hash = "";
  return url.href;
}

function notFound(name: string, url: string, why: string): ActorError {
  return new ActorError(
    "DEFINITION_NOT_FOUND",
    `Cannot find the definition of actor "${name}" in module ${url}: ${why}`,
  );
}
