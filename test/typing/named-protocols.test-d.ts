// Definitions annotated with a named protocol, as `isolatedDeclarations` asks for, and actors that know each other.
import { defineActor, run, type ActorDefinition, type ActorRef, type Exit, type RefOf, type Spawn } from "troupe";
import { is } from "./same.ts";

declare const spawn: Spawn;

interface PingProtocol {
  /** Plays so many rounds. */
  serve: (rounds: number) => void;
  pong: (from: ActorRef<PongProtocol>) => void;
}
interface PongProtocol {
  ping: (from: ActorRef<PingProtocol>) => void;
  rounds: () => number;
}

export const ping: ActorDefinition<ActorRef<PongProtocol>, PingProtocol, "over"> = defineActor({
  name: "ping",
  module: import.meta.url,
  init: (other: ActorRef<PongProtocol>) => ({ other, left: 0 }),
  receive: {
    serve({ state, self }, rounds: number) {
      state.left = rounds;
      state.other.tell("ping", self);
    },
    pong({ state, self, finish }, from: ActorRef<PongProtocol>) {
      if (--state.left === 0) return finish("over" as const);
      from.tell("ping", self);
    },
    internal({ self }) {
      self.tell("serve", 1);
    },
  },
});
export const pong: ActorDefinition<void, PongProtocol> = defineActor({
  name: "pong",
  module: import.meta.url,
  init: () => ({ rounds: 0 }),
  receive: {
    ping({ state, self }, from: ActorRef<PingProtocol>) {
      state.rounds++;
      from.tell("pong", self);
    },
    async rounds({ state }) {
      return state.rounds;
    },
  },
});

// An annotated definition may run anywhere: that is the default of its fourth parameter.
const other = await spawn(pong, { on: "thread" });
const first = await spawn(ping, { args: other, on: { beside: other } });
is<number>()(await other.ask("rounds"));
is<Exit<"over">>()(await first.exited);
is<"over">()(await run(ping, { args: other }));
other satisfies RefOf<typeof pong> satisfies ActorRef<PongProtocol>;
// @ts-expect-error: the wrong one of the two
await spawn(ping, { args: first });
// @ts-expect-error: the protocol leaves it out
first.tell("internal");

// What it cannot keep is refused.
const receive = { get: () => 1 };
export const kept: ActorDefinition<void, { get: () => number }, never, undefined> = defineActor({ name: "a", receive });
// @ts-expect-error: it has no module
export const noModule: ActorDefinition<void, { get: () => number }> = defineActor({ name: "b", receive });
// @ts-expect-error: it has no such message
export const noMessage: ActorDefinition<void, { put: () => number }, never, undefined> = defineActor({
  name: "c",
  receive,
});
// @ts-expect-error: it gives another reply
export const noString: ActorDefinition<void, { get: () => string }, never, undefined> = defineActor({
  name: "d",
  receive,
});
// @ts-expect-error: it takes other args
export const otherArgs: ActorDefinition<string, {}, never, undefined> = defineActor({
  name: "e",
  init: (from: number) => from,
  receive,
});
// @ts-expect-error: it takes another payload
export const otherPayload: ActorDefinition<void, { add: (by: string) => void }, never, undefined> = defineActor({
  name: "f",
  receive: { add(_ctx, _by: number) {} },
});
// @ts-expect-error: it finishes with something else
export const otherResult: ActorDefinition<void, {}, string, undefined> = defineActor({
  name: "g",
  receive: { quit: ({ finish }) => finish(1) },
});
// @ts-expect-error: it finishes, which the annotation does not say
export const silentResult: ActorDefinition<void, {}, never, undefined> = defineActor({
  name: "h",
  receive: { quit: ({ finish }) => finish(1) },
});
