import type { Clock } from "../core/clock.ts";
import type { ActorLook, Glance } from "../core/running.ts";
import type { Peer } from "../wire/peer.ts";

/** What is left of its patience for the host that is asked: it may have to ask others first. */
const LEFT = 0.8;

/** What a host said of an actor in time; undefined if nothing of it is there, yet or any more. */
export type Answer = ActorLook | "silent" | undefined;

interface Question {
  readonly peer: Peer;
  readonly answered: (answer: Answer) => void;
}

/** Questions to other hosts about their actors. */
export class Looks {
  readonly #clock: Clock;
  readonly #questions = new Map<number, Question>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ahead of all messages that wait for the host: they do not make it look as if it did not answer. */
  ask(peer: Peer, id: string, { along, patienceMs }: Glance): Promise<Answer> {
    if (peer.lost !== undefined) return Promise.resolve(undefined);
    this.#last += 1;
    const request = this.#last;
    return new Promise((resolve) => {
      const limit = this.#clock.setTimer(patienceMs, () => this.#answer(request, "silent"));
      const answered = (answer: Answer): void => {
        limit.cancel();
        resolve(answer);
      };
      this.#questions.set(request, { peer, answered });
      peer.sayNow("look", { id, request, along, patienceMs: patienceMs * LEFT });
    });
  }

  seen(request: number, look: ActorLook | undefined): void {
    this.#answer(request, look);
  }

  /** That host will not answer any more. */
  lost(peer: Peer): void {
    for (const [request, question] of this.#questions) if (question.peer === peer) this.#answer(request, undefined);
  }

  #answer(request: number, answer: Answer): void {
    const question = this.#questions.get(request);
    this.#questions.delete(request);
    question?.answered(answer);
  }
}
