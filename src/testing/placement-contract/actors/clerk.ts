import {
  defineActor,
  type ActorDefinition,
  type ActorRef,
  type InitContext,
  type Notice,
  type Piped,
} from "../../../mod.ts";
import type { GateRef } from "./gate.ts";
import type { ProbeRef } from "./probe.ts";

export type ClerkProtocol = {
  /** Notes `holding`, then waits at the gate. */
  hold: (gate: GateRef) => void;
  /** Notes the value, which is also its place in the order "priority"; `throw` and `NaN` have none. */
  note: (value: unknown) => unknown;
  remind: (words: { ms: number; value: unknown }) => void;
  /** What it waits for it notes as `piped`. */
  pipe: (gate: GateRef) => void;
  watch: (ref: ActorRef<object>) => void;
  /** Sends so many notes at once, and waits for none of them. */
  sendMany: (words: { to: ClerkRef; from: number; count: number; how: "tell" | "send" | "ask" }) => void;
  /** Of those, how many were accepted; and the codes of all others. */
  outcomes: () => { accepted: number; codes: readonly string[] };
  fail: () => void;
  finish: () => void;
};

export type ClerkRef = ActorRef<ClerkProtocol>;

interface State {
  readonly probe: ProbeRef | undefined;
  accepted: number;
  readonly codes: string[];
}

/** Its mailbox is what a test is about, so it has every order. */
export const clerk: ActorDefinition<ProbeRef | undefined, ClerkProtocol, void> = defineActor({
  name: "clerk",
  module: import.meta.url,
  mailbox: { order: "fifo", priority: ({ type, payload }) => (type === "note" ? placeOf(payload) : 0) },
  supervise: { backoff: { minMs: 0, jitter: 0 } },
  init: (probe: ProbeRef | undefined, _ctx: InitContext<keyof ClerkProtocol>): State => ({
    probe,
    accepted: 0,
    codes: [],
  }),
  receive: {
    async hold({ state }, gate: GateRef) {
      state.probe?.tell("note", "holding");
      await pass(gate);
    },
    note({ state }, value: unknown) {
      state.probe?.tell("note", value);
      return value;
    },
    remind({ after }, { ms, value }: { ms: number; value: unknown }) {
      after(ms, "note", value);
    },
    pipe: ({ pipe }, gate: GateRef) => pipe(pass(gate), "piped"),
    piped: ({ state }, _outcome: Piped<unknown>) => state.probe?.tell("note", "piped"),
    watch: ({ watch }, ref: ActorRef<object>) => watch(ref, "ended"),
    ended: ({ state }, { exit }: Notice) => state.probe?.tell("note", `it was ${exit.kind}`),
    sendMany({ state }, { to, from, count, how }: Parameters<ClerkProtocol["sendMany"]>[0]) {
      for (let n = from; n < from + count; n++) {
        if (how === "tell") to.tell("note", n);
        else
          to[how]("note", n).then(
            () => (state.accepted += 1),
            (error: { code: string }) => state.codes.push(error.code),
          );
      }
    },
    outcomes: ({ state: { accepted, codes } }) => ({ accepted, codes: [...codes] }),
    fail(): void {
      throw new Error("as told");
    },
    finish: ({ finish }) => finish(),
  },
});

export type ClerkFamilyProtocol = {
  child: () => ClerkRef;
  /** How waiting for it ended: `idle`, or the code of the error. */
  idleOfChild: () => string;
  stopChild: () => string;
};

/** A clerk whose mailbox holds one message and drops the oldest, under a supervisor that takes its time to restart it. */
export const clerkFamily: ActorDefinition<ProbeRef, ClerkFamilyProtocol> = defineActor({
  name: "clerkFamily",
  module: import.meta.url,
  supervise: { backoff: { minMs: 1_000_000, maxMs: 1_000_000 } },
  async init(probe: ProbeRef, { spawn }: InitContext<"child" | "idleOfChild" | "stopChild">) {
    return { child: await spawn(clerk, { args: probe, mailbox: { capacity: 1, overflow: "drop-oldest" } }) };
  },
  receive: {
    child: ({ state }): ClerkRef => state.child,
    idleOfChild({ state, defer }) {
      const reply = defer<string>();
      state.child.idle().then(
        () => reply.resolve("idle"),
        (error: { code: string }) => reply.resolve(error.code),
      );
      return reply;
    },
    stopChild: async ({ state }) => (await state.child.stop()).kind,
  },
});

function placeOf(value: unknown): number {
  if (value === "throw") throw new Error("no place");
  if (value === "NaN") return NaN;
  if (typeof value === "number") return value;
  return (value as { place?: number } | undefined)?.place ?? 0;
}

function pass(gate: GateRef): Promise<unknown> {
  return gate.with({ timeoutMs: Infinity }).ask("pass");
}
