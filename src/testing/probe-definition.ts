import type { Context, Notice } from "../core/context.ts";
import { asDefinition, defineActor, type ActorDefinition, type Handler } from "../core/definition.ts";
import { toError } from "../core/errors.ts";
import type { Deferred } from "../core/outcome.ts";
import type { ActorRef } from "../core/ref.ts";

/** A message as it came, and the way back to who asked. */
export interface Arrival {
  readonly type: string;
  readonly payload: unknown;
  readonly answer: Deferred<unknown>;
}

/** What a probe passes on. */
export interface ProbeOwner {
  arrived(arrival: Arrival): void;
  ended(notice: Notice): void;
}

/** Words that no protocol has. */
export const WATCH = "troupe/testing: watch";
const ENDED = "troupe/testing: ended";

type ProbeContext = Context<undefined, typeof ENDED>;

/** An actor that takes messages of any type, and answers none by itself. */
export function defineProbe<Protocol>(owner: ProbeOwner): ActorDefinition<void, Protocol, never, undefined> {
  const own: Readonly<Record<string, Handler>> = {
    [WATCH]({ watch, refuse }: ProbeContext, ref: ActorRef<unknown>) {
      try {
        return watch(ref, ENDED);
      } catch (thrown) {
        return refuse(toError(thrown)); // a wrong ref is the test's fault, and no reason for the probe to crash
      }
    },
    [ENDED]: (_, notice: Notice) => owner.ended(notice),
  };
  const handlerOf =
    (type: string): Handler =>
    ({ defer }: ProbeContext, payload) => {
      const answer = defer<unknown>();
      owner.arrived({ type, payload, answer });
      return answer;
    };
  const receive: Pick<ReadonlyMap<string, Handler>, "get" | "has"> = {
    get: (type) => own[type] ?? handlerOf(type),
    has: () => true,
  };
  const definition = asDefinition(defineActor({ name: "probe", receive: {} }));
  return Object.freeze({ ...definition, receive }) as never;
}
