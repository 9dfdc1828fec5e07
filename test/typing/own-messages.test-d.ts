// An actor's messages to itself: the types of message are checked, in handlers and in `init`, in whatever order they are
// written. Their payloads are not (docs/decisions.md).
import { defineActor, type ActorRef, type Child, type Exit, type Notice, type Piped, type WatchedExit } from "troupe";
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

// Watching.
interface ShopProtocol {
  buy: (what: string) => number;
}
defineActor({
  name: "watcher",
  module: import.meta.url,
  init(shop: ActorRef<ShopProtocol>, { watch, unwatch, parent, self }) {
    watch(shop, "closed");
    watch(self, "closed");
    unwatch(shop);
    // @ts-expect-error: no such message
    watch(shop, "close");
    // @ts-expect-error: one of the shop's
    watch(shop, "buy");
    // @ts-expect-error: no message to tell it by
    watch(shop);
    // @ts-expect-error: no ref
    watch(shop.id, "closed");
    // @ts-expect-error: known by name only
    if (parent) watch(parent, "closed");
    // @ts-expect-error: no ref
    unwatch("closed");
    return { shop };
  },
  receive: {
    closed({ state, watch, unwatch }, { ref, exit }: Notice) {
      if (ref.id === state.shop.id) unwatch(state.shop);
      ref satisfies ActorRef<ShopProtocol>;
      is<WatchedExit>()(exit);
      is<"done" | "stopped" | "killed" | "crashed" | "gone">()(exit.kind);
      if (exit.kind === "crashed") is<Error>()(exit.error);
      if (exit.kind !== "gone") is<Exit>()(exit);
      // @ts-expect-error: only one that is done has a value
      exit.value;
      watch(ref, "closed");
      // @ts-expect-error: no such message
      watch(ref, "close");
    },
    open({ watch, unwatch }, child: Child<ShopProtocol, number>) {
      watch(child, "closed");
      unwatch(child);
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
