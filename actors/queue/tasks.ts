import type { ActorRef, CloseQueueOptions } from "../../src/mod.ts";
import type { Abandoned } from "./abandoned.ts";
import type { Items } from "./items.ts";
import { Line } from "./line.ts";
import type { QueueLook } from "./protocol.ts";
import {
  abortedError,
  actAt,
  badOption,
  closedError,
  noSession,
  notInHandError,
  strangerError,
} from "./queue-error.ts";
import type { Session } from "./session.ts";
import { Takers, type Delivery } from "./takers.ts";
import { Wait, type Request } from "./wait.ts";

export interface TasksOptions<T> {
  readonly items: Items<T>;
  /** Of the queue, for its errors. */
  readonly path: string;
  readonly redeliver: boolean;
  readonly report: (abandoned: Abandoned<T>) => void;
}

/**
 * All that a queue knows: what is in it, who waits at it, and what is with its takers.
 *
 * An item is in one place at any time: in the queue, on its way, in hand, or done. After each change all are served who can
 * be, first come first served.
 */
export class Tasks<T> {
  readonly #items: Items<T>;
  readonly #path: string;
  readonly #redeliver: boolean;
  readonly #report: (abandoned: Abandoned<T>) => void;
  readonly #lines = { put: new Line<Wait<T>>(), take: new Line<Wait<T>>(), join: new Line<Wait<T>>() };
  readonly #tickets = new Map<string, Wait<T>>();
  readonly #takers = new Takers<T>();
  /** How many items were put in and are not done. */
  #undone = 0;
  #isClosed = false;
  /** What comes back from now on is nobody's. */
  #isCleared = false;

  constructor({ items, path, redeliver, report }: TasksOptions<T>) {
    this.#items = items;
    this.#path = path;
    this.#redeliver = redeliver;
    this.#report = report;
  }

  get look(): QueueLook {
    return { size: this.#items.size, isFull: this.#items.isFull, isClosed: this.#isClosed };
  }

  /**
   * An actor begins to use the queue, for the first time or after a restart.
   *
   * @throws {ActorError} `BAD_OPTION` for the session of another one.
   */
  open(id: string, taker: ActorRef<object>): void {
    const known = this.#takers.session(id);
    if (known !== undefined && known.taker.id !== taker.id) {
      throw badOption(`open queue "${this.#path}"`, "session", "nobody else's", id);
    }
    this.#end(taker, "restarted");
    this.#takers.open(id, taker);
  }

  /** An actor has ended for good. */
  leave(taker: ActorRef<object>): void {
    this.#end(taker, "ended");
  }

  /**
   * Replies now, or if the answer is a wait, later.
   *
   * @throws {ActorError} `ABORTED` for a session that is over, `BAD_OPTION` for a ticket that is in use.
   */
  enter(request: Request<T>): Wait<T> {
    const { act, call, isTry } = request;
    const session = this.#sessionOf(call.session, () => strangerError(act, this.#path));
    const wait = new Wait(request, this.#lines[act], session);
    if (call.ticket !== undefined) this.#keepTicket(call.ticket, wait);
    session?.waits.add(wait);
    wait.line.add(wait);
    if (act === "put" && this.#isClosed) this.#reject(wait, closedError(act, this.#path));
    this.#serve();
    if (isTry === true) this.#resolve(wait, act === "put" ? false : undefined);
    this.#settle();
    return wait;
  }

  refuse(wait: Wait<T>, error: Error): void {
    this.#reject(wait, error);
    this.#settle(); // it may have been what others wait for
  }

  /** Nobody waits for that reply any more. */
  drop(wait: Wait<T>): void {
    this.#leaveLine(wait);
    this.#settle();
  }

  received(ticket: string): void {
    const delivery = this.#takers.arrive(ticket);
    if (delivery !== undefined) this.#takers.hold(delivery);
    this.#settle();
  }

  lost(ticket: string): void {
    const delivery = this.#takers.arrive(ticket);
    if (delivery !== undefined) this.#abandon(delivery, "cannot cross");
    this.#settle();
  }

  withdraw(ticket: string): void {
    const wait = this.#tickets.get(ticket);
    if (wait !== undefined) this.#reject(wait, abortedError(wait.act, this.#path));
    const delivery = this.#takers.arrive(ticket);
    if (delivery !== undefined) this.#putBack(delivery);
    this.#settle();
  }

  /** @throws {ActorError} `NOT_IN_HAND` */
  taskDone(id: string | undefined): void {
    const session = this.#sessionOf(id, () => notInHandError(this.#path, noSession));
    if (!this.#takers.finishOne(session)) throw notInHandError(this.#path);
    this.#undone -= 1;
    this.#settle();
  }

  /** Returns what is left, if that is not to be taken. */
  close({ now = false }: CloseQueueOptions): T[] {
    this.#isClosed = true;
    this.#isCleared ||= now;
    this.#refuseAll("put");
    const left = now ? this.#items.takeAll() : [];
    this.#undone -= left.length;
    this.#settle();
    return left;
  }

  /** The queue has ended: returns what nobody has called done, but for what plain code has in hand. */
  end(): T[] {
    return [...this.#takers.endAll(), ...this.#items.takeAll()];
  }

  /** Undefined for plain code. */
  #sessionOf(id: string | undefined, unknown: () => Error): Session<T> | undefined {
    const session = id === undefined ? undefined : this.#takers.session(id);
    if (id !== undefined && session === undefined) throw unknown();
    return session;
  }

  #keepTicket(ticket: string, wait: Wait<T>): void {
    if (this.#tickets.has(ticket) || this.#takers.isUnderWay(ticket)) {
      throw badOption(actAt(wait.act, this.#path), "the ticket of a call", "no other's", ticket);
    }
    this.#tickets.set(ticket, wait);
  }

  #settle(): void {
    this.#serve();
    const { take, join } = this.#lines;
    if (this.#isClosed && take.first !== undefined && !this.#mayGetMore) this.#refuseAll("take");
    while (this.#undone === 0 && join.first !== undefined) this.#resolve(join.first, undefined);
  }

  #serve(): void {
    const { put, take } = this.#lines;
    for (;;) {
      if (put.first !== undefined && !this.#items.isFull) this.#admit(put.first);
      else if (take.first !== undefined && this.#items.size > 0) this.#give(take.first);
      else return;
    }
  }

  /** Whether those who wait to take, since there is nothing, may get something all the same. */
  get #mayGetMore(): boolean {
    return !this.#isCleared && this.#takers.mayReturn(this.#redeliver);
  }

  /** An item whose order fails is not let in, and leaves its place to the next. */
  #admit(wait: Wait<T>): void {
    try {
      this.#items.put(wait.request.item as T);
    } catch (error) {
      return this.#reject(wait, error as Error);
    }
    this.#undone += 1;
    this.#resolve(wait, wait.request.isTry === true ? true : undefined);
  }

  #give(wait: Wait<T>): void {
    const { call, isTry } = wait.request;
    const item = this.#items.take();
    this.#takers.send({ item, session: wait.session }, call.ticket);
    this.#resolve(wait, isTry === true ? { value: item } : item);
  }

  #resolve(wait: Wait<T>, value: unknown): void {
    if (this.#leaveLine(wait)) wait.request.reply.resolve(value);
  }

  #reject(wait: Wait<T>, error: Error): void {
    if (this.#leaveLine(wait)) wait.request.reply.reject(error);
  }

  #refuseAll(act: "put" | "take"): void {
    const line = this.#lines[act];
    for (let wait = line.first; wait !== undefined; wait = line.first) this.#reject(wait, closedError(act, this.#path));
  }

  /** False if it has its reply already. */
  #leaveLine(wait: Wait<T>): boolean {
    if (!wait.isWaiting) return false;
    wait.isWaiting = false;
    wait.line.remove(wait);
    wait.timer?.cancel();
    wait.session?.waits.delete(wait);
    const { ticket } = wait.request.call;
    if (ticket !== undefined) this.#tickets.delete(ticket);
    return true;
  }

  #end(taker: ActorRef<object>, why: "ended" | "restarted"): void {
    const session = this.#takers.sessionOf(taker);
    if (session === undefined) return;
    const { inHand, onTheirWay } = this.#takers.end(session);
    for (const wait of session.waits) this.#reject(wait, strangerError(wait.act, this.#path));
    for (const item of inHand) this.#abandon({ item, session }, why);
    for (const item of onTheirWay) this.#putBack({ item, session });
    this.#settle();
  }

  #putBack(delivery: Delivery<T>): void {
    if (this.#isCleared) this.#abandon(delivery, "cleared");
    else this.#items.putBack(delivery.item);
  }

  #abandon({ item, session }: Delivery<T>, why: Abandoned<T>["why"]): void {
    const isRedelivered = this.#redeliver && !this.#isCleared && (why === "ended" || why === "restarted");
    if (isRedelivered) this.#items.putBack(item);
    else this.#undone -= 1;
    this.#report({ item, taker: session?.taker.path, why, isRedelivered });
  }
}
