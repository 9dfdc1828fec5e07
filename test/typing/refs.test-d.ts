// What a ref takes and gives, and which ref fits where.
import { createSystem, defineActor, type ActorRef, type Child, type Exit, type RefOf, type SystemEvent } from "troupe";
import { is, same } from "./same.ts";

const system = createSystem();
const counter = defineActor({
  name: "counter",
  module: import.meta.url,
  init: (from: number) => ({ count: from }),
  receive: {
    add({ state }, by: number) {
      state.count += by;
    },
    get: ({ state }) => state.count,
  },
});
const greeter = defineActor({ name: "greeter", receive: { greet: (_ctx, name: string) => `Hello, ${name}` } });

interface CounterProtocol {
  add: (by: number) => void;
  get: () => number;
}

const child = await system.spawn(counter, { args: 10, on: "thread" });
const greeting = await system.spawn(greeter);
is<Child<{ add: (by: number) => void; get: () => number }, never>>()(child);
same<RefOf<typeof counter>, ActorRef<{ add: (by: number) => void; get: () => number }>>();

// @ts-expect-error: unknown message
child.tell("ad", 1);
// @ts-expect-error: unknown message
await child.send("ad", 1);
// @ts-expect-error: unknown message
await child.ask("ad", 1);
// @ts-expect-error: wrong payload
await child.send("add", "1");
// @ts-expect-error: wrong payload
await child.ask("add", "1");
// @ts-expect-error: wrong payload, also on a ref with options
await child.with({ timeoutMs: 1 }).ask("add", "1");
// @ts-expect-error: misused reply
(await child.ask("get")).length;
// @ts-expect-error: misused reply, a promise until it is awaited
child.ask("get") + 1;
// @ts-expect-error: a tell has no reply
child.tell("get") + 1;
// @ts-expect-error: no such option
child.with({ timeout: 1 });

// A child has what its supervisor needs; the ref that others hold has not.
is<Promise<Exit<never>>>()(child.exited);
is<Promise<Exit<never>>>()(child.stop({ drain: true, timeoutMs: 100 }));
is<Promise<Exit<never>>>()(child.kill());
const ref: RefOf<typeof counter> = child;
// @ts-expect-error: only its supervisor stops it
ref.stop();
// @ts-expect-error: a ref is no child
ref satisfies Child<CounterProtocol>;
{
  await using scoped = await system.spawn(greeter);
  is<string>()(await scoped.ask("greet", "you"));
}

// A ref fits where all its messages that are asked for are the same, and nowhere else.
child satisfies ActorRef<CounterProtocol>;
child satisfies ActorRef<{ get: () => number }>;
child satisfies ActorRef<{ get: () => Promise<number> }>;
child satisfies ActorRef<{ get: () => unknown }>;
child satisfies ActorRef<{}>;
// @ts-expect-error: another actor
greeting satisfies RefOf<typeof counter>;
// @ts-expect-error: another actor
child satisfies RefOf<typeof greeter>;
// @ts-expect-error: it does not know that message
child satisfies ActorRef<CounterProtocol & { reset: () => void }>;
// @ts-expect-error: it takes another payload
child satisfies ActorRef<{ add: (by: string) => void }>;
// @ts-expect-error: it does not take every such payload
child satisfies ActorRef<{ add: (by: number | string) => void }>;
// @ts-expect-error: it gives another reply
child satisfies ActorRef<{ get: () => string }>;

// Methods the compiler compares less strictly than properties: a payload that has nothing to do with theirs is refused,
// one that they take a part of is not. So protocols are written with properties.
interface MethodStyle {
  add(by: number): void;
  get(): number;
}
declare const methodStyle: ActorRef<MethodStyle>;
child satisfies ActorRef<MethodStyle>;
methodStyle satisfies ActorRef<CounterProtocol>;
methodStyle satisfies ActorRef<{ add(by: number | string): void }>;
// @ts-expect-error: it takes another payload
methodStyle satisfies ActorRef<{ add(by: string): void }>;
// @ts-expect-error: it takes another payload
methodStyle satisfies ActorRef<{ add: (by: string) => void }>;
// @ts-expect-error: it does not take every such payload
methodStyle.tell("add", "1" as string | number);

// A protocol by hand cannot have what no handler takes.
declare const twoPayloads: ActorRef<{ move: (x: number, y: number) => void }>;
// @ts-expect-error: a message has one payload
twoPayloads.tell("move", 1, 2);

// Refs in messages.
const phoneBook = defineActor({
  name: "phone-book",
  module: import.meta.url,
  init: () => new Map<string, RefOf<typeof counter>>(),
  receive: {
    enter({ state }, { name, ref }: { name: string; ref: RefOf<typeof counter> }) {
      state.set(name, ref);
    },
    look: ({ state }, name: string) => state.get(name),
  },
});
const phones = await system.spawn(phoneBook);
phones.tell("enter", { name: "c", ref: child });
is<number | undefined>()(await (await phones.ask("look", "c"))?.ask("get"));
// @ts-expect-error: another actor
phones.tell("enter", { name: "c", ref: greeting });

// One that any actor fits.
// oxlint-disable-next-line typescript/no-explicit-any -- that is the point
declare function anyOf(...refs: ActorRef<any>[]): ActorRef<any>;
const anyone = anyOf(child, greeting);
anyone satisfies ActorRef<CounterProtocol>;
anyone.tell("whatever", 1);
anyone.tell("whatever");

// Events.
system.addEventListener("deadletter", ({ to, reason, count, maybeHandled, message, number, timeStamp }) => {
  is<string>()(to);
  is<number>()(count + number + timeStamp);
  is<boolean>()(maybeHandled);
  is<unknown>()(message?.payload);
  // @ts-expect-error: no such reason
  reason === "LOST";
});
system.addEventListener("exit", ({ actor, exit }) => void (exit.kind === "crashed" && exit.error.message + actor), {
  once: true,
});
system satisfies EventTarget;
system.addEventListener("restart", null);
system.addEventListener("escalation", { handleEvent: ({ actor, child }) => is<string>()(actor + child) }, true);
system.addEventListener("of the user's own", (event) => {
  // @ts-expect-error: nothing is known of it
  event.actor;
});
// @ts-expect-error: hears another event
system.addEventListener("start", (event: SystemEvent<"exit">) => event.exit);
// @ts-expect-error: this one too
system.addEventListener("start", { handleEvent: (event: SystemEvent<"exit">) => event.exit });
system.addEventListener("start", (event) => {
  // @ts-expect-error: another event's field
  event.exit;
});
