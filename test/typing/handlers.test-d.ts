// What is inferred from the handlers of a definition, and what cannot be a handler.
import { createSystem, defineActor, type Context, type InitContext, type ProtocolOf } from "troupe";
import { is, same } from "./same.ts";

const system = createSystem();

// Replies -------------------------------------------------------------------------------------------------------------

const teller = defineActor({
  name: "teller",
  init: () => ({ lines: new Map<string, number>() }),
  receive: {
    sync: () => 1,
    async later() {
      return "text";
    },
    nothing() {},
    async nothingLater() {},
    maybe: ({ state }, name: string) => state.lines.get(name),
    refusing({ refuse }, name: string) {
      if (name === "") return refuse(new RangeError("no name"));
      return name.length;
    },
    async refusingLater({ refuse }, name: string) {
      if (name === "") return refuse(new RangeError("no name"));
      return { name };
    },
    onlyRefusing: ({ refuse }) => refuse(new Error("never")),
    finishing: ({ finish }, code: number) => finish(code),
    async finishingLater({ finish }, isOver: boolean) {
      if (isOver) return finish("over");
      return [1, 2];
    },
    ending: ({ finish }) => finish(),
    generic: (_ctx, pair: readonly [string, bigint]) => Promise.resolve(pair),
  },
});
const ref = await system.spawn(teller);

is<number>()(await ref.ask("sync"));
is<string>()(await ref.ask("later"));
is<void>()(await ref.ask("nothing"));
is<void>()(await ref.ask("nothingLater"));
is<number | undefined>()(await ref.ask("maybe", "a"));
is<number>()(await ref.ask("refusing", "a"));
is<{ name: string }>()(await ref.ask("refusingLater", "a"));
is<never>()(await ref.ask("onlyRefusing"));
is<number>()(await ref.ask("finishing", 1));
is<string | number[]>()(await ref.ask("finishingLater", true));
is<void>()(await ref.ask("ending"));
is<readonly [string, bigint]>()(await ref.ask("generic", ["a", 1n]));
is<void>()(ref.tell("sync"));
is<Promise<void>>()(ref.send("sync"));
is<number>()(await ref.with({ timeoutMs: 5 }).ask("sync"));

// What the handlers finish with is the value of the exit.
const exit = await ref.exited;
if (exit.kind === "done") is<void | string | number>()(exit.value);
if (exit.kind === "crashed") is<Error>()(exit.error);
// @ts-expect-error: only one that is done has a value
exit.value;

// Payloads ------------------------------------------------------------------------------------------------------------

const taker = defineActor({
  name: "taker",
  receive: {
    required(_ctx, _by: number) {},
    optional(_ctx, _by?: number) {},
    preset: (_ctx, by = 1) => void (by satisfies number),
    presetAndTyped(_ctx, _by: number = 1) {},
    none(_ctx) {},
    noneAtAll() {},
    union(_ctx, _value: "a" | { b: number } | undefined) {},
    whatever(_ctx, _value: unknown) {},
    destructured(_ctx, { a, b: [c] }: { a: number; b: [string] }) {
      is<number>()(a);
      is<string>()(c);
    },
  },
});
const takers = await system.spawn(taker);
takers.tell("required", 1);
takers.tell("optional");
takers.tell("optional", 1);
takers.tell("optional", undefined);
takers.tell("presetAndTyped");
takers.tell("none");
takers.tell("noneAtAll");
takers.tell("union", "a");
takers.tell("union", undefined);
takers.tell("whatever", Symbol.iterator);
takers.tell("destructured", { a: 1, b: ["c"] });
// @ts-expect-error: it needs a payload
takers.tell("required");
// @ts-expect-error: of another type
takers.tell("required", "1");
// @ts-expect-error: of another type
takers.tell("optional", "1");
// @ts-expect-error: it takes no payload
takers.tell("none", 1);
// @ts-expect-error: it takes no payload
takers.tell("noneAtAll", undefined);
// @ts-expect-error: one payload a message
takers.tell("required", 1, 2);
// @ts-expect-error: no part of the union
takers.tell("union", { b: "1" });
// @ts-expect-error: that part is missing
takers.tell("destructured", { a: 1 });

// State ---------------------------------------------------------------------------------------------------------------

export const counter = defineActor({
  name: "counter",
  init: async (from: number, { log, signal }) => {
    log.info("starting", signal.aborted);
    return { count: from, last: undefined as string | undefined };
  },
  receive: {
    add(ctx, by: number) {
      ctx.state.count += by;
      ctx.state = { count: 1, last: "add" };
      // @ts-expect-error: not that state
      ctx.state = { count: "1" };
      // @ts-expect-error: no such member
      ctx.state.missing;
    },
    get: ({ state }) => is<{ count: number; last: string | undefined }>()(state),
  },
  ended({ state, self, parent, log }, exit) {
    is<{ count: number; last: string | undefined } | undefined>()(state);
    log.info(`${self.path} below ${parent?.path}: ${exit.kind}`);
    // @ts-expect-error: nobody is there to get it
    self.tell("add", 1);
  },
});
defineActor({ name: "stateless", receive: { get: ({ state }) => is<undefined>()(state) } });
defineActor({ name: "number", init: () => 1, receive: { get: ({ state }) => is<number>()(state) } });
defineActor({
  name: "union",
  init: (isOn: boolean): "on" | "off" => (isOn ? "on" : "off"),
  receive: { flip: (ctx) => void (ctx.state = ctx.state === "on" ? "off" : "on") },
});
defineActor({
  name: "init-after-receive",
  receive: { get: ({ state }) => is<{ n: number }>()(state) },
  init: () => ({ n: 1 }),
});

// What handlers share outside of the definition is written with the context's type.
function log({ state, self, after }: Context<{ seen: string[] }, "flush">, line: string): void {
  state.seen.push(line);
  after(10, "flush");
  self.tell("flush");
}
async function open({ spawn, every }: InitContext<"flush">): Promise<{ seen: string[] }> {
  every(100, "flush");
  await spawn(taker);
  return { seen: [] };
}
defineActor({
  name: "shared",
  init: (_args: undefined, ctx) => open(ctx),
  receive: { line: (ctx, line: string) => log(ctx, line), flush: ({ state }) => void (state.seen.length = 0) },
});

// Not handlers --------------------------------------------------------------------------------------------------------

defineActor({
  name: "stream",
  receive: {
    // @ts-expect-error: streaming replies are still to come
    async *lines() {
      yield "a line";
    },
  },
});
defineActor({
  name: "stream-of-payload",
  receive: {
    // @ts-expect-error: streaming replies are still to come
    async *lines(_ctx, line: string) {
      yield line;
    },
    // @ts-expect-error: its body would never run
    *numbers(_ctx, from: number) {
      yield from;
    },
  },
});
defineActor({
  name: "several",
  receive: {
    // @ts-expect-error: a message has one payload
    move(_ctx, _x: number, _y: number) {},
    // @ts-expect-error: the second one would never come
    size(_ctx, _width: number, _height?: number) {},
    // @ts-expect-error: a list is one payload
    all(_ctx, ..._items: string[]) {},
  },
});
// @ts-expect-error: a handler is a function
defineActor({ name: "constant", receive: { answer: 42 } });
// @ts-expect-error: it has no handlers
defineActor({ name: "deaf" });
// @ts-expect-error: it has no name
defineActor({ receive: {} });
// @ts-expect-error: there is no such part
defineActor({ name: "odd", receive: {}, recieve: {} });
defineActor({ name: "quiet", receive: {} });

// In generic functions ------------------------------------------------------------------------------------------------

export function cacheOf<Value>(fallback: Value) {
  return defineActor({
    name: "cache",
    init: (first: Record<string, Value>) => new Map(Object.entries(first)),
    receive: {
      get: ({ state }, key: string) => state.get(key) ?? fallback,
      async all({ state }) {
        return [...state.values()];
      },
      put({ state }, [key, value]: [string, Value]) {
        state.set(key, value);
      },
      last: ({ finish }, value: Value) => finish(value),
    },
  });
}
const cache = await system.spawn(cacheOf(0), { args: { a: 1 } });
is<number>()(await cache.ask("get", "a"));
is<number[]>()(await cache.ask("all"));
cache.tell("put", ["a", 1]);
// @ts-expect-error: not that value
cache.tell("put", ["a", "1"]);

// What an editor shows.
same<ProtocolOf<typeof counter>, { add: (by: number) => void; get: () => void }>();
