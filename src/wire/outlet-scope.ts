import type { Locale } from "../cell/locale.ts";
import { OutgoingFrame } from "./codec/outgoing-frame.ts";
import type { DecodeScope, EncodeScope } from "./codec/scope.ts";
import type { Outlet, OutletScope } from "./outlet.ts";
import { DATA } from "./protocol.ts";

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
