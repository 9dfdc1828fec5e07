import type { Peer } from "../wire/peer.ts";
import type { ControlWords } from "../wire/protocol.ts";
import { Questions } from "./questions.ts";

/** What became of waiting for an actor on another host. */
export type IdleAnswer = "idle" | "gone" | "lost";

/** Those of this host who wait until an actor on another one has handled what waits for it. */
export class Idles {
  readonly #questions = new Questions<ControlWords["idled"]>();

  /** Asks behind all that was sent to the actor from here so far. */
  async ask(peer: Peer, id: string): Promise<IdleAnswer> {
    const answer = await this.#questions.ask(peer, (request) => peer.say("idle", { id, request }));
    if (answer?.error !== undefined) throw answer.error;
    if (answer === undefined) return "lost";
    return answer.isGone === true ? "gone" : "idle";
  }

  idled(words: ControlWords["idled"]): void {
    this.#questions.answered(words.request, words);
  }

  lost(peer: Peer): void {
    this.#questions.lost(peer);
  }
}
