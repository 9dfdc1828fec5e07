import { defineActor, type ActorRef } from "../../../src/mod.ts";
import type { GateRef } from "../../../src/testing/placement-contract/actors/gate.ts";
import type { ProbeRef } from "../../../src/testing/placement-contract/actors/probe.ts";

/** What the workers of pools under test are given. */
export interface LaborerArgs {
  readonly probe?: ProbeRef;
  /** What `init` throws, if it is to. */
  readonly broken?: string;
  /** The same for all but the first so many, which are counted in shared memory. */
  readonly starts?: { readonly count: Int32Array; readonly good: number };
}

/** What to note, and where to wait after that. */
export interface Held {
  readonly name: string | number;
  readonly gate: GateRef;
}

/** Does what the tests of pools need of a worker. */
export const laborer = defineActor({
  name: "laborer",
  module: import.meta.url,
  mailbox: { priority: ({ payload }) => (typeof payload === "number" ? payload : 0), order: "fifo" },
  init: ({ probe, broken, starts }: LaborerArgs = {}) => {
    const nth = starts === undefined ? 0 : Atomics.add(starts.count, 0, 1);
    if (broken !== undefined) throw new RangeError(broken);
    if (starts !== undefined && nth >= starts.good) throw new RangeError("no more of them");
    return { probe, handled: 0, owed: [] as (() => void)[], hoard: [] as unknown[] };
  },
  receive: {
    echo: (_ctx, value: unknown) => value,
    later: async (_ctx, value: unknown) => value,
    double: (_ctx, value: number) => value * 2,
    none() {},
    /** Which worker it is, and how many of these it has handled. */
    who({ state, self }, _key: string | number) {
      state.handled += 1;
      return `${self.name} ${state.handled}`;
    },
    me: ({ self }) => self as ActorRef<object>,
    note({ state, self }, value: unknown) {
      state.probe?.tell("note", value);
      return self.name;
    },
    /** Notes who it is, so that a message for all can be told from one for any. */
    noteSelf({ state, self }, _value: unknown) {
      state.probe?.tell("note", self.name);
    },
    async hold({ state }, { name, gate }: Held) {
      state.probe?.tell("note", `${name} begins`);
      await gate.ask("pass");
      state.probe?.tell("note", `${name} ends`);
      return name;
    },
    /** Returns as soon as it is called off. */
    async heed({ state, signal }, name: string) {
      state.probe?.tell("note", `${name} begins`);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      state.probe?.tell("note", `${name} was called off: ${(signal.reason as { code?: string }).code}`);
      throw signal.reason;
    },
    fail(_ctx, text: string) {
      throw Object.assign(new RangeError(text), { shelf: 7 });
    },
    failIf(_ctx, value: number) {
      if (value < 0) throw new RangeError(`${value} is below 0`);
      return value;
    },
    refuse: ({ refuse }, text: string) => refuse(new Error(text)),
    defer({ state, defer, self }, value: unknown) {
      const reply = defer<unknown>();
      state.owed.push(() => reply.resolve(value));
      self.tell("settle");
      return reply;
    },
    settle: ({ state }) => state.owed.shift()?.(),
    finish: ({ finish }, value: unknown) => finish(value),
    length: (_ctx, bytes: Uint8Array) => bytes.length,
    /** Waits with bytes that were perhaps moved here. */
    async holdBytes({ state }, { bytes, gate }: { bytes: Uint8Array; gate: GateRef }) {
      state.probe?.tell("note", `${bytes.length} bytes`);
      await gate.ask("pass");
      return bytes.length;
    },
    grow({ state }, megabytes: number) {
      state.hoard.push(Array.from({ length: megabytes * 65_536 }, (_, n) => n + 0.5));
    },
  },
});
