// An actor's messages to itself: the types of message are checked, in handlers and in `init`, in whatever order they are
// written. Their payloads are not (docs/decisions.md).
import { defineActor, type ActorRef, type Piped } from "troupe";
import { is } from "./same.ts";

interface TickerProtocol {
  tick: () => void;
  answered: (answer: Piped<number, string>) => void;
}

defineActor({
  name: "ticker",
  init(everyMs: number, ctx) {
    const { self, after, every, pipe } = ctx;
    every(everyMs, "tick", undefined, { key: "beat" }).cancel();
    after(everyMs, "tick");
    pipe(Promise.resolve(1), "answered", "one");
    self.tell("tick");
    self satisfies ActorRef<TickerProtocol>;
    // @ts-expect-error: no such message
    every(everyMs, "tock");
    // @ts-expect-error: no such message
    after(everyMs, "tock");
    // @ts-expect-error: no such message
    pipe(Promise.resolve(1), "answer");
    // @ts-expect-error: no such message
    self.tell("tock");
    // @ts-expect-error: no such message
    ctx.self.ask("tock");
    // @ts-expect-error: no such message
    self satisfies ActorRef<{ tock: () => void }>;
    // @ts-expect-error: there is no state yet
    ctx.state;
    return { seen: 0 };
  },
  receive: {
    tick({ self, after, every, pipe, state }) {
      state.seen++;
      after(1, "answered");
      every(1, "tick");
      pipe(Promise.resolve(1), "answered", "two");
      self.tell("tick");
      // @ts-expect-error: no such message
      every(1, "tock");
      // @ts-expect-error: no such message
      after(1, "tock");
      // @ts-expect-error: no such message
      pipe(Promise.resolve(1), "answer");
      // @ts-expect-error: no such message
      self.tell("tock");
      // @ts-expect-error: not a promise
      pipe(1, "answered");
      // @ts-expect-error: no such setting
      after(1, "tick", undefined, { kee: "beat" });
    },
    answered({ state }, { about, value, error }: Piped<number, string>) {
      is<string>()(about);
      if (error) {
        is<undefined>()(value);
        is<string | undefined>()(error.code);
      } else {
        is<number>()(value);
        state.seen += value;
      }
    },
  },
});

// One without handlers has nothing to say to itself.
defineActor({
  name: "mute",
  init(_args: undefined, { self }) {
    // @ts-expect-error: no such message
    self.tell("tick");
  },
  receive: {},
});

// Handing oneself out needs no cast.
interface WorkerProtocol {
  register: (boss: ActorRef<{ done: (count: number) => void }>) => void;
}
defineActor({
  name: "boss",
  init(worker: ActorRef<WorkerProtocol>, { self }) {
    worker.tell("register", self);
    return {};
  },
  receive: { done(_ctx, _count: number) {} },
});
defineActor({
  name: "wrong-boss",
  init(worker: ActorRef<WorkerProtocol>, { self }) {
    // @ts-expect-error: it is never done
    worker.tell("register", self);
    return {};
  },
  receive: { ready(_ctx, _count: number) {} },
});
