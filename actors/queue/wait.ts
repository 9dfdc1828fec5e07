import type { Deferred, Timer } from "../../src/mod.ts";
import type { Line, Placed } from "./line.ts";
import type { QueueCall } from "./protocol.ts";
import type { QueueAct } from "./queue-error.ts";
import type { Session } from "./session.ts";

/** What a call wants of the queue. */
export interface Request<T> {
  readonly act: QueueAct;
  readonly call: QueueCall;
  readonly reply: Deferred<unknown>;
  /** Not to wait, but to hear whether it could be done. */
  readonly isTry?: boolean;
  /** What is to be put. */
  readonly item?: T;
}

/** Somebody who waits at the queue for a reply. */
export class Wait<T> implements Placed {
  before: Placed | undefined = undefined;
  after: Placed | undefined = undefined;
  isWaiting = true;
  timer: Timer | undefined = undefined;
  readonly request: Request<T>;
  readonly line: Line<Wait<T>>;
  readonly session: Session<T> | undefined;

  constructor(request: Request<T>, line: Line<Wait<T>>, session: Session<T> | undefined) {
    this.request = request;
    this.line = line;
    this.session = session;
  }

  get act(): QueueAct {
    return this.request.act;
  }
}
