import type { ActorRef } from "../../src/mod.ts";
import { Session } from "./session.ts";

/** An item on its way to a taker, who has not said yet that it has arrived. */
export interface Delivery<T> {
  readonly item: T;
  readonly session: Session<T> | undefined;
}

/** Who takes from a queue, and what is with them: on its way or in hand. */
export class Takers<T> {
  readonly #deliveries = new Map<string, Delivery<T>>();
  readonly #sessions = new Map<string, Session<T>>();
  readonly #byActor = new Map<string, Session<T>>();
  /** How many items plain code has in hand; nobody will ask which. */
  #plainInHand = 0;

  session(id: string): Session<T> | undefined {
    return this.#sessions.get(id);
  }

  sessionOf(taker: ActorRef<object>): Session<T> | undefined {
    return this.#byActor.get(taker.id);
  }

  open(id: string, taker: ActorRef<object>): void {
    const session = new Session<T>(id, taker);
    this.#sessions.set(id, session);
    this.#byActor.set(taker.id, session);
  }

  /** What it had in hand, and what was on its way there; each with the oldest first. */
  end(session: Session<T>): { inHand: T[]; onTheirWay: T[] } {
    this.#sessions.delete(session.id);
    this.#byActor.delete(session.taker.id);
    const onTheirWay: T[] = [];
    for (const [ticket, delivery] of this.#deliveries) {
      if (delivery.session !== session) continue;
      this.#deliveries.delete(ticket);
      onTheirWay.push(delivery.item);
    }
    return { inHand: session.inHand.close({ now: true }), onTheirWay };
  }

  /** What they all had in hand, but for plain code, and what was on its way. */
  endAll(): T[] {
    const ended = [...this.#sessions.values()].map((session) => this.end(session));
    const toPlainCode = [...this.#deliveries.values()].map(({ item }) => item);
    return [...ended.flatMap(({ inHand, onTheirWay }) => [...inHand, ...onTheirWay]), ...toPlainCode];
  }

  /** Without a ticket nobody could say that it has arrived. */
  send(delivery: Delivery<T>, ticket: string | undefined): void {
    if (ticket === undefined) this.hold(delivery);
    else this.#deliveries.set(ticket, delivery);
  }

  isUnderWay(ticket: string): boolean {
    return this.#deliveries.has(ticket);
  }

  /** It is no longer on its way. Undefined if it was not: its session is over, and the item went elsewhere. */
  arrive(ticket: string): Delivery<T> | undefined {
    const delivery = this.#deliveries.get(ticket);
    this.#deliveries.delete(ticket);
    return delivery;
  }

  hold({ item, session }: Delivery<T>): void {
    if (session === undefined) this.#plainInHand += 1;
    else session.inHand.tryPut(item);
  }

  /** Whether there was anything in hand that can be done. */
  finishOne(session: Session<T> | undefined): boolean {
    if (session !== undefined) return session.inHand.tryTake() !== undefined;
    if (this.#plainInHand === 0) return false;
    this.#plainInHand -= 1;
    return true;
  }

  /**
   * Whether an item may come back by itself. Where those come back that were in hand, the ones who wait for more while they
   * have some do not count: they would wait for each other.
   */
  mayReturn(redeliver: boolean): boolean {
    if (this.#deliveries.size > 0) return true;
    return redeliver && [...this.#sessions.values()].some(({ isBusy }) => isBusy);
  }
}
