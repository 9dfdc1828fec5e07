import type { AnyDefinition } from "../core/definition.ts";
import type { HostOptions } from "../core/spawn.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlWords } from "../wire/protocol.ts";
import type { Hosts } from "../core/hosts.ts";

/** The other hosts, for a host that was itself started by the first: that one is asked for everything. */
export class AskedHosts implements Hosts {
  readonly #first: () => Peer;
  readonly #requests = new Map<number, (words: ControlWords["hired"]) => void>();
  #lastRequest = 0;

  constructor(first: () => Peer) {
    this.#first = first;
  }

  hire(_definition: AnyDefinition, options: HostOptions): Promise<number> {
    this.#lastRequest += 1;
    const request = this.#lastRequest;
    return new Promise((resolve, reject) => {
      this.#requests.set(request, ({ host, error }) => (host === undefined ? reject(error) : resolve(host)));
      this.#first().sayNow("hire", { request, options });
    });
  }

  /** The first host has found one, or cannot. */
  hired(words: ControlWords["hired"]): void {
    this.#requests.get(words.request)?.(words);
    this.#requests.delete(words.request);
  }

  join(host: number): void {
    this.#first().sayNow("join", { host });
  }

  dismiss(host: number): void {
    this.#first().sayNow("dismiss", { host });
  }

  condemn(host: number, why: string, heldBy?: number): void {
    this.#first().sayNow("condemn", { host, why, heldBy });
  }

  connect(host: number): void {
    this.#first().sayNow("connect", { host });
  }
}
