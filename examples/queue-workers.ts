// Workers on threads, fed through one queue: npx tsx examples/queue-workers.ts [URL ...] (without any, a small site of its own)
import { setTimeout } from "node:timers/promises";
import { defineActor, run } from "troupe";
import { openQueue, queue, type QueueRef } from "troupe/actors";
import { serveSite } from "./download/site.ts";

const worker = defineActor({
  name: "worker",
  module: import.meta.url,
  init(tasks: QueueRef<string>, ctx) {
    ctx.self.tell("work");
    return { tasks: openQueue(tasks, ctx) };
  },
  receive: {
    async work({ state: { tasks }, self, signal }) {
      for await (const url of tasks.with({ signal })) {
        say(self.name, `takes ${url}`);
        const page = await (await fetch(url, { signal })).text();
        say(self.name, `has ${url}, ${page.length} characters`);
        tasks.taskDone();
      }
    },
  },
});

const feeder = defineActor({
  name: "feeder",
  async init(urls: string[], ctx) {
    const tasks = await ctx.spawn(queue, { transient: true });
    for (let count = 0; count < 3; count++) await ctx.spawn(worker, { args: tasks, on: "thread", transient: true });
    ctx.self.tell("feed", urls.length > 0 ? urls : (await serveSite()).map(({ url }) => url));
    return { tasks: openQueue<string>(tasks, ctx) };
  },
  receive: {
    async feed({ state: { tasks }, self, finish }, urls: string[]) {
      for (const url of urls) {
        say(self.name, `puts ${url}`);
        await tasks.put(url);
        await setTimeout(100); // the next one is not known yet
      }
      await tasks.join(); // all were taken, and are done
      return finish(); // the workers are transient: they wait for more, and end with this
    },
  },
});

function say(who: string, what: string): void {
  console.log(`${new Date().toISOString().slice(11, 23)}  ${who.padEnd(8)}  ${what}`);
}

await run(feeder, { args: process.argv.slice(2) });
