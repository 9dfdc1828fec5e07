import type { AnyDefinition } from "./definition.ts";

/** What Troupe's own functions find on a host that was started to run actors of somebody else's. */
export interface HostSlot {
  /** What the host was started with. */
  readonly boot: unknown;
  /** The host, once it runs. A second copy of Troupe that is loaded for an actor must not become another. */
  host?: Importer;
}

/** Whoever imports modules for the definitions in them. */
interface Importer {
  /** `defineActor` made a definition: the host may be waiting for it. */
  defined(definition: AnyDefinition): void;
  /** A script that was imported for its definitions has come to its own `run` or `createSystem`. */
  reachedMain(): void;
}

const key = Symbol.for("troupe.host");

/**
 * The slot that the boot of a host fills before it imports anything.
 *
 * It is global and not a binding of this module, so that a bundle that carries a copy of Troupe of its own finds it too.
 */
export function hostSlot(): HostSlot | undefined {
  return (globalThis as { [key]?: HostSlot })[key];
}
