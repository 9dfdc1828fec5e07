// What a handler may return in place of a reply: a message that it stashed, a reply to be given later.
import { createSystem, defineActor, type Context, type Deferred, type Stashed } from "troupe";
import { is } from "./same.ts";

const system = createSystem();

interface Job {
  readonly url: string;
}

const jobs = defineActor({
  name: "jobs",
  module: import.meta.url,
  init: (isOpen: boolean, { unstash }) => {
    unstash();
    return { isOpen, waiting: [] as Deferred<Job>[] };
  },
  receive: {
    open({ state, unstash }) {
      state.isOpen = true;
      unstash();
    },
    next({ state, defer }) {
      const reply = defer<Job>();
      state.waiting.push(reply);
      return reply;
    },
    async nextOf({ defer, refuse, stash, finish, state }, url: string) {
      if (url === "") return refuse(new Error("no url"));
      if (url === "stop") return finish(1n);
      if (!state.isOpen) return stash();
      if (state.waiting.length > 0) return { url };
      return defer<number>();
    },
    onlyStashing: ({ stash }) => stash(),
    numberOrText: ({ defer }, isText: boolean) => (isText ? defer<string>() : defer<number>()),
    acknowledged: ({ defer }) => defer(),
    generic: ({ defer }) => defer<readonly [string, Job | undefined]>(),
    add({ state }, job: Job) {
      const first = state.waiting.shift();
      first?.resolve(job);
      first?.reject(new Error("too late"));
      // @ts-expect-error: another reply
      first?.resolve("job");
      // @ts-expect-error: an error refuses
      first?.reject("no");
      // @ts-expect-error: one by one
      first?.resolve(job, job);
    },
    notAnOutcome({ stash, defer }) {
      stash() satisfies Stashed;
      // @ts-expect-error: the message in hand is stashed
      stash("add");
      // @ts-expect-error: another reply
      defer<Job>() satisfies Deferred<string>;
      // @ts-expect-error: it has no value yet
      defer<Job>().value;
    },
  },
});

const ref = await system.spawn(jobs, { args: false });
is<Job>()(await ref.ask("next"));
is<{ url: string } | number | bigint>()(await ref.ask("nextOf", "a"));
is<never>()(await ref.ask("onlyStashing"));
is<string | number>()(await ref.ask("numberOrText", true));
is<void>()(await ref.ask("acknowledged"));
is<readonly [string, Job | undefined]>()(await ref.ask("generic"));
is<void>()(await ref.ask("notAnOutcome"));
// @ts-expect-error: a deferred reply of another type
(await ref.ask("next")).name;
// @ts-expect-error: a deferred reply of another type
is<string>()(await ref.ask("next"));
// @ts-expect-error: the asker gets the reply, not the means to give it
(await ref.ask("next")).resolve;
const exit = await ref.exited;
if (exit.kind === "done") is<bigint>()(exit.value);

// In `init` there is no message in hand.
defineActor({
  name: "starting",
  init(_args: undefined, ctx) {
    // @ts-expect-error: no message to stash
    ctx.stash();
    // @ts-expect-error: no reply to defer
    ctx.defer<number>();
    // @ts-expect-error: no ask to refuse
    ctx.refuse(new Error("no"));
    ctx.unstash();
  },
  receive: {},
});

// A reply that cannot cross cannot do so later either.
defineActor({
  name: "crossing",
  module: import.meta.url,
  receive: {
    // @ts-expect-error: a function
    save: ({ defer }) => defer<{ save: () => void }>(),
    // @ts-expect-error: a Buffer
    read: async ({ defer, stash }, isReady: boolean) => (isReady ? defer<Buffer>() : stash()),
    // @ts-expect-error: a deferred reply is for the actor that was asked
    forward: (_ctx, _reply: Deferred<number>) => {},
    fine: ({ defer }) => defer<Map<string, Date>>(),
  },
});

// Written outside of the definition.
function whenOpen(ctx: Context<{ isOpen: boolean }, "open">, job: Job): Stashed | Deferred<Job> | string {
  if (!ctx.state.isOpen) return ctx.stash();
  return job.url === "" ? ctx.defer() : job.url;
}
const outside = defineActor({
  name: "outside",
  init: () => ({ isOpen: false }),
  receive: { job: whenOpen, open: ({ state }) => void (state.isOpen = true) },
});
is<Job | string>()(await (await system.spawn(outside)).ask("job", { url: "" }));
