// A print shop where some jobs cannot wait: npx tsx examples/priorities.ts
//
// The same printer twice. Its definition has a priority, which orders what waits; a spawn may have another order.
import { createSystem, defineActor, type QueueOrder } from "troupe";

interface Job {
  readonly title: string;
  readonly due: "now" | "today" | "sometime";
}

const ranks = { now: 0, today: 1, sometime: 2 } as const;

const printer = defineActor({
  name: "printer",
  mailbox: {
    order: "priority",
    priority: ({ type, payload }) => (type === "print" ? ranks[(payload as Job).due] : -1), // all else comes first
  },
  receive: {
    /** Until the paper is in, jobs pile up. */
    async load(_ctx, paper: Promise<void>) {
      await paper;
    },
    print(_ctx, { title, due }: Job) {
      console.log(`  ${title} (${due})`);
    },
  },
});

const jobs: readonly Job[] = [
  { title: "poster", due: "sometime" },
  { title: "menu", due: "today" },
  { title: "calendar", due: "sometime" },
  { title: "boarding pass", due: "now" },
  { title: "invoice", due: "today" },
];

const system = createSystem();

for (const order of ["priority", "fifo", "lifo"] satisfies readonly QueueOrder[]) {
  console.log(`${order}:`);
  const child = await system.spawn(printer, { mailbox: { order } });
  let paperIsIn = (): void => {};
  child.tell("load", new Promise((resolve) => (paperIsIn = resolve)));
  await Promise.resolve(); // it has taken that one up
  for (const job of jobs) child.tell("print", job);
  paperIsIn();
  await child.idle(); // all that was told so far has been printed
}

await system.stop();
