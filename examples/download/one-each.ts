import { defineActor, type Exit, type InitContext, type Piped } from "troupe";
import { heartbeat } from "troupe/actors";
import { serveSite } from "./site.ts";

interface Got {
  readonly url: string;
  readonly characters: number;
  readonly process: number;
}

/** Downloads one page, and is finished with that. */
const page = defineActor({
  name: "page",
  module: import.meta.url,
  init(url: string, { self }) {
    self.tell("download");
    return { url };
  },
  receive: {
    async download({ state: { url }, signal, finish }) {
      const text = await (await fetch(url, { signal })).text();
      return finish<Got>({ url, characters: text.length, process: process.pid });
    },
  },
});

export interface Words {
  /** Where the pages' actors run. */
  readonly on: "inline" | "thread" | "process";
  /** Default: four pages of a small site of its own. */
  readonly urls: readonly string[];
}

/** Starts an actor for each page, and says meanwhile that it is still at it. */
export const pages = defineActor({
  name: "pages",
  async init({ on, urls }: Words, ctx: InitContext<"start" | "got">) {
    const all = urls.length > 0 ? urls : (await serveSite()).map(({ url }) => url);
    const args = { doing: "downloading", everyMs: 100, total: all.length };
    const status = await ctx.spawn(heartbeat, { args, transient: true });
    ctx.self.tell("start", all);
    return { on, status, total: all.length, done: 0 };
  },
  receive: {
    async start({ state, spawn, pipe }, urls: readonly string[]) {
      const started = urls.map((url) => spawn(page, { args: url, on: state.on, restart: "never" }));
      for (const child of await Promise.all(started)) pipe(child.exited, "got", child.name);
    },
    got({ state, finish }, { about: name, value: exit }: Piped<Exit<Got>, string>) {
      console.log(`${name}: ${exit === undefined ? "lost" : outcomeOf(exit)}`);
      state.done += 1;
      if (state.done === state.total) return finish();
      state.status.tell("done", state.done);
      return undefined;
    },
  },
});

function outcomeOf(exit: Exit<Got>): string {
  if (exit.kind === "done")
    return `${exit.value.url}, ${exit.value.characters} characters, in process ${exit.value.process}`;
  if (exit.kind !== "crashed") return exit.kind;
  const { message, cause } = exit.error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
