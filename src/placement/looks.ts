import type { Clock } from "../core/clock.ts";
import type { ActorLook } from "../core/running.ts";
import { Numbered } from "../wire/numbered.ts";
import type { Peer } from "../wire/peer.ts";

/** A host that has not answered by then is shown as one that does not. */
const PATIENCE_MS = 1_000;

/** Questions to other hosts about their actors. */
export class Looks {
  readonly #clock: Clock;
  readonly #asked = new Numbered<(look: ActorLook | undefined) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Undefined if it does not answer. */
  ask(peer: Peer, id: string, along: readonly string[] | undefined): Promise<ActorLook | undefined> {
    const request = this.#asked.reserve();
    return new Promise((resolve) => {
      const limit = this.#clock.setTimer(PATIENCE_MS, () => this.#asked.take(request)?.(undefined));
      this.#asked.set(request, (look) => {
        limit.cancel();
        resolve(look);
      });
      peer.say("look", { id, request, along });
    });
  }

  seen(request: number, look: ActorLook): void {
    this.#asked.take(request)?.(look);
  }
}
