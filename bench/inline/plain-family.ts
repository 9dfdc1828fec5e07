import { ArrayQueue } from "./array-queue.ts";

type Member = ArrayQueue<{ sum: number }>;

const handlers = {
  add: (state: { sum: number }, by: number) => (state.sum += by),
  fail: (): never => {
    throw new Error("on purpose");
  },
};

/** The floor of actors that come and go: queues that are known by their names, a promise of each start and of each end. */
export class PlainFamily {
  readonly #members = new Map<string, Member>();

  static async raise(count: number): Promise<PlainFamily> {
    const family = new PlainFamily();
    await Promise.all(Array.from({ length: count }, (_, index) => family.#start(`tally-${index}`)));
    return family;
  }

  /** Ends them all. */
  async end(): Promise<void> {
    await Promise.all([...this.#members.keys()].map((name) => this.#end(name)));
  }

  /** Each throws, is made anew with its name, and says so with a promise. */
  async restart(): Promise<void> {
    await Promise.all([...this.#members].map(([name, member]) => this.#restart(name, member)));
  }

  async #start(name: string): Promise<Member> {
    const member = new ArrayQueue({ sum: 0 }, handlers);
    this.#members.set(name, member);
    return member;
  }

  async #end(name: string): Promise<{ kind: "stopped" }> {
    this.#members.delete(name);
    return { kind: "stopped" };
  }

  async #restart(name: string, member: Member): Promise<Member> {
    member.put("fail", 0);
    try {
      member.drain();
      return member;
    } catch {
      return this.#start(name);
    }
  }
}
