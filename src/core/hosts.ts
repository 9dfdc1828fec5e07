import type { AnyDefinition } from "./definition.ts";
import type { HostOptions } from "./spawn.ts";

/** The other hosts of a system, for a host that needs one: started here on the first host, asked for everywhere else. */
export interface Hosts {
  /** A host for one more actor; its number may be used at once. */
  hire(definition: AnyDefinition, options: HostOptions): Promise<number>;
  /** One more actor lives on a host that was not hired for it. */
  join(host: number): void;
  /** An actor no longer needs it. */
  dismiss(host: number): void;
  /** It does not answer. With `heldBy` it is ended only if that actor's turn blocks it. */
  condemn(host: number, why: string, heldBy?: number): void;
  /** A line to a host that there is none to yet. */
  connect(host: number): void;
}
