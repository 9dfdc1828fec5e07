import type { Clock, Timer } from "../core/clock.ts";
import type { ActorLook, Glance } from "../core/running.ts";
import type { Peer } from "../wire/peer.ts";
import { Questions } from "./questions.ts";

/** What is left of its patience for the host that is asked: it may have to ask others first. */
const LEFT = 0.8;

/** What a host said of an actor in time; undefined if nothing of it is there, yet or any more. */
export type Answer = ActorLook | "silent" | undefined;

/** Questions to other hosts about how their actors are: each is answered in time, if only with "silent". */
export class Looks {
  readonly #clock: Clock;
  readonly #questions = new Questions<ActorLook | "silent">();

  constructor(patientClock: Clock) {
    this.#clock = patientClock;
  }

  /** Ahead of all messages that wait for the host: they do not make it look as if it did not answer. */
  async ask(peer: Peer, id: string, { along, patienceMs }: Glance): Promise<Answer> {
    let limit: Timer | undefined;
    const answer = await this.#questions.ask(peer, (request) => {
      limit = this.#clock.setTimer(patienceMs, () => this.#questions.answered(request, "silent"));
      peer.sayNow("look", { id, request, along, patienceMs: patienceMs * LEFT });
    });
    limit?.cancel();
    return answer;
  }

  seen(request: number, look: ActorLook | undefined): void {
    this.#questions.answered(request, look);
  }

  lost(peer: Peer): void {
    this.#questions.lost(peer);
  }
}
