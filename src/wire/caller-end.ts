import type { Clock } from "../core/clock.ts";
import type { ActorError } from "../core/errors.ts";
import type { Forwarded, Meta } from "../core/receipt.ts";
import type { Pending } from "../cell/pending.ts";
import { writeMessage, type HeldMessage, type MessageKind } from "./held-message.ts";
import { Lanes } from "./lanes.ts";
import type { Link } from "./link.ts";
import type { Mark } from "./marks.ts";
import { Numbered } from "./numbered.ts";
import type { Outlet } from "./outlet.ts";
import { CANCEL, FORWARD, SEND, WANT } from "./protocol.ts";

/** Who waits for an answer: an ask or a send of this host's, or what a pool of this host's passes on. */
export type Answered = Pending | Forwarded;

/** What an item of a frame takes, more or less. */
const ITEM_BYTES = 8;

/** The end of a link from which messages are sent to actors at the other end: their lanes, and the asks under way. */
export class CallerEnd {
  /** The host at the other end. */
  readonly host: number;
  readonly lanes: Lanes<Outlet>;
  /** How many messages have been sent this way. */
  posted = 0;
  readonly #link: Link;
  readonly #asks = new Numbered<Answered>();

  constructor(host: number, link: Link, sharesMemory: boolean, clock: Clock) {
    this.host = host;
    this.#link = link;
    this.lanes = new Lanes(link, sharesMemory, clock);
  }

  /**
   * Writes a message; with `pending`, an answer is wanted.
   *
   * @throws {ActorError} `NOT_SENDABLE`; nothing was sent then.
   */
  write(
    lane: number,
    kind: MessageKind | typeof FORWARD,
    type: string,
    payload: unknown,
    pending: Answered | undefined,
    meta: Meta | undefined,
  ): void {
    // Taken first: a getter in the payload may ask too.
    const ask = pending === undefined ? 0 : this.#asks.reserve();
    const { frame } = this.#link;
    const { bulk, moves } = frame;
    const { length } = frame.items;
    writeMessage(frame, lane, kind, ask, type, payload, meta);
    this.#link.wrote();
    this.posted += 1;
    if (pending !== undefined) this.#expectAnswer(pending, ask, kind);
    if (kind !== FORWARD) return;
    const forwarded = pending as Forwarded;
    forwarded.ask = ask;
    forwarded.bytes = frame.bulk - bulk + (frame.items.length - length) * ITEM_BYTES;
    forwarded.isMoved = frame.moves > moves;
  }

  /** @throws {ActorError} `NOT_SENDABLE` if it was encoded for a host that shares memory, and this one does not. */
  writeHeld(lane: number, message: HeldMessage, isAwaited: boolean): void {
    if (!this.lanes.isShared) message.checkLeavesProcess();
    const ask = isAwaited ? this.#asks.reserve() : 0;
    this.#link.add(message.address(lane, ask));
    this.posted += 1;
    if (isAwaited) this.#expectAnswer(message.pending as Pending, ask, message.kind);
  }

  want(lane: number, count: number): void {
    this.#link.frame.items.push(WANT, lane, count);
    this.#link.wrote();
  }

  /** The ask or send that an answer is for; undefined if nobody waits for it any more. */
  takeAsk(ask: number): Answered | undefined {
    return this.#asks.take(ask);
  }

  /**
   * Has what was forwarded by a lane and not started come back; whatever is said of it from there is then ignored. `isOn` hears the place
   * of the first when that is known, and what the callee may yet give back itself; it says whether they are still to come back.
   */
  recall(lane: number, isOn: (first: number, undecided: readonly Forwarded[]) => boolean): void {
    this.lanes.recall(lane, (first, from) => {
      const isSince = (answered: Answered): answered is Forwarded =>
        isForwarded(answered) && answered.lane === lane && ((answered.place - from) | 0) >= 0;
      const isRecalled = ({ place }: Forwarded): boolean => ((place - first) | 0) >= 0;
      const since = this.#asks.all.filter(isSince);
      const undecided = since.filter((forwarded) => !isRecalled(forwarded));
      if (!isOn(first, undecided)) return;
      for (const forwarded of since.filter(isRecalled)) {
        this.#asks.take(forwarded.ask);
        forwarded.takeBack();
      }
    });
  }

  /** Whether nothing has been said of it yet. */
  isUnderWay(forwarded: Forwarded): boolean {
    return this.#asks.has(forwarded.ask, forwarded);
  }

  /** What was forwarded is not handled there. */
  returned(ask: number): void {
    const answered = this.#asks.take(ask);
    if (answered !== undefined && isForwarded(answered)) answered.takeBack();
  }

  /** It was not started there, since its payload cannot be read. */
  unread(ask: number, error: Error): void {
    const answered = this.#asks.take(ask);
    if (answered === undefined) return;
    if (isForwarded(answered)) answered.unread(error);
    else answered.reject(error);
  }

  /**
   * The other end is dead: no ask will be answered. Returns the outlets that lost their way. `marks` are what it had marked for this
   * host; without them, or memory that both share, nobody can tell what it had started, and all of what it was forwarded may have been.
   */
  lose(error: ActorError, marks: readonly Mark[] | undefined): Outlet[] {
    const asks = this.#asks.takeAll();
    this.lanes.learn(marks ?? []);
    const isExact = this.lanes.isShared || marks !== undefined;
    const unstarted = this.#takeBackUnstarted(asks); // first: when the lanes are gone, nobody knows what was started
    const outlets = this.lanes.dispose((outlet) => outlet.lost());
    for (const answered of asks) {
      if (isForwarded(answered)) answered.lost(error, !isExact || !unstarted.has(answered));
      else answered.reject(error);
    }
    return outlets;
  }

  #takeBackUnstarted(asks: readonly Answered[]): Set<Answered> {
    const unstarted = new Set<Answered>();
    for (const answered of asks) {
      if (!isForwarded(answered) || this.lanes.wasStarted(answered.lane, answered.place)) continue;
      unstarted.add(answered);
      this.lanes.takeBack(answered.lane);
    }
    return unstarted;
  }

  #expectAnswer(pending: Answered, ask: number, kind: MessageKind | typeof FORWARD): void {
    this.#asks.set(ask, pending);
    const isUndecided = kind === SEND || kind === FORWARD; // its answer counts, whoever no longer waits
    if (kind === SEND) (pending as Pending).leaveUndecided();
    pending.onGivenUp(() => {
      if (!isUndecided && this.#asks.take(ask) === undefined) return;
      this.#link.frame.items.push(CANCEL, ask);
      this.#link.wrote();
    });
  }
}

function isForwarded(answered: Answered): answered is Forwarded {
  return "lost" in answered;
}
