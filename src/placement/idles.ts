import { neverIdle } from "../cell/closure.ts";
import type { ActorIdentity } from "../core/ref.ts";
import type { Peer } from "../wire/peer.ts";
import { Questions } from "./questions.ts";

/** Those of this host who wait until an actor on another one has handled what waits for it. */
export class Idles {
  readonly #questions = new Questions<{ readonly error: Error | undefined }>();

  /** Behind all that was sent to it from here so far. */
  async ask(peer: Peer, { id, path }: ActorIdentity): Promise<void> {
    const answer = await this.#questions.ask(peer, (request) => peer.say("idle", { id, request }));
    if (answer === undefined) throw neverIdle(path, { reason: "HOST_LOST" });
    if (answer.error !== undefined) throw answer.error;
  }

  idled(request: number, error: Error | undefined): void {
    this.#questions.answered(request, { error });
  }

  lost(peer: Peer): void {
    this.#questions.lost(peer);
  }
}
