import type { DeadLetterScope } from "../cell/dead-letters.ts";
import type { Locale } from "../cell/locale.ts";
import type { PendingScope } from "../cell/pending.ts";
import type { RunQueue } from "../cell/run-queue.ts";
import type { Traffic } from "../cell/traffic.ts";
import { OutgoingFrame } from "./codec/outgoing-frame.ts";
import type { DecodeScope, EncodeScope } from "./codec/scope.ts";
import type { Outlet } from "./outlet.ts";
import { DATA } from "./protocol.ts";

/** What an outlet needs of its host. */
export interface OutletScope extends PendingScope, DecodeScope, DeadLetterScope {
  readonly traffic: Traffic;
  /** A frame for a message that has no way yet. */
  newFrame(): OutgoingFrame;
  readonly runQueue: Pick<RunQueue, "settle" | "soon">;
  /** The outlet is of no more use to new refs. */
  forget(outlet: Outlet): void;
}

/** What the outlets of a host share. */
export function createOutletScope(
  codec: EncodeScope & DecodeScope,
  locale: Locale,
  forget: (outlet: Outlet) => void,
): OutletScope {
  const { deadlines, aborts, askTimeoutMs, env, events, traffic, runQueue } = locale;
  return {
    deadlines,
    aborts,
    askTimeoutMs,
    env,
    events,
    traffic,
    countBuried: (count) => void (traffic.lost += count),
    runQueue,
    hold: () => locale.hold(),
    release: () => locale.release(),
    refAt: (place) => codec.refAt(place),
    newFrame() {
      const frame = new OutgoingFrame(codec);
      frame.items.push(DATA);
      return frame;
    },
    forget,
  };
}
