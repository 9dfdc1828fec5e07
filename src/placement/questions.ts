import type { Peer } from "../wire/peer.ts";

interface Question<Answer> {
  readonly peer: Peer;
  readonly answered: (answer: Answer | undefined) => void;
}

/** What was asked of other hosts and is not answered yet. A host that dies answers with undefined. */
export class Questions<Answer> {
  readonly #questions = new Map<number, Question<Answer>>();
  #last = 0;

  /** `say` says the question, whose answer will have that number. */
  ask(peer: Peer, say: (request: number) => void): Promise<Answer | undefined> {
    if (peer.lost !== undefined) return Promise.resolve(undefined);
    const request = ++this.#last;
    return new Promise((resolve) => {
      this.#questions.set(request, { peer, answered: resolve });
      say(request);
    });
  }

  answered(request: number, answer: Answer | undefined): void {
    const question = this.#questions.get(request);
    this.#questions.delete(request);
    question?.answered(answer);
  }

  /** That host will not answer any more. */
  lost(peer: Peer): void {
    for (const [request, question] of this.#questions) if (question.peer === peer) this.answered(request, undefined);
  }
}
