import type { ActorRef, CloseQueueOptions } from "../../src/mod.ts";

/**
 * What a queue is asked and told. People use `openQueue`, which speaks all this; written down here is what it says.
 *
 * Ask, never tell, what has a reply: nobody would get the item of a `take` that was told.
 */
export interface QueueProtocol<T> {
  /** An actor begins to use the queue. What a former session of the same actor has left is judged now. */
  open: (opening: QueueOpening) => void;
  /** Replies when the item is in. */
  put: (call: PutCall<T>) => void;
  /** Replies whether there was room. */
  tryPut: (call: PutCall<T>) => boolean;
  /** Replies with an item. If the call had a ticket, the item is on its way until that was `received` or withdrawn. */
  take: (call?: QueueCall) => T;
  /** The same at once; undefined if there is none. */
  tryTake: (call?: QueueCall) => { value: T } | undefined;
  /** The item of that ticket has arrived. */
  received: (ticket: string) => void;
  /** The item of that ticket can never arrive, since it cannot cross to its taker. */
  lost: (ticket: string) => void;
  /** The wait of that ticket is called off: refused with `ABORTED`, or if an item is on its way, that is the next one's. */
  withdraw: (ticket: string) => void;
  /** The oldest item in hand is done. */
  taskDone: (call?: Pick<QueueCall, "session">) => void;
  /** Replies when all that was put in is done. */
  join: (call?: QueueCall) => void;
  look: () => QueueLook;
  /** Replies with what is left, if that is wanted. */
  close: (options?: CloseQueueOptions) => T[];
}

/** Whom a queue watches under the name of a session. */
export interface QueueOpening {
  session: string;
  taker: ActorRef<object>;
}

/** Who calls, and how the call can be referred to. */
export interface QueueCall {
  /** As it was opened; left out by plain code, which does not end before the queue. */
  session?: string | undefined;
  /** Unique in the queue. A call without one has received its item as soon as that is sent, and can only be given up. */
  ticket?: string | undefined;
  /** How long to wait from when the queue has got the call, in ms. Default: without limit. */
  timeoutMs?: number | undefined;
}

export interface PutCall<T> extends QueueCall {
  item: T;
}

/** How full a queue is. */
export interface QueueLook {
  /** How many items wait to be taken. */
  size: number;
  isFull: boolean;
  isClosed: boolean;
}
