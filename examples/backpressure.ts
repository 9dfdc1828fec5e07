// A fast producer meets a slow consumer on another thread: npx tsx examples/backpressure.ts
//
// producer
// ├── consumer   on a thread; its mailbox holds 1,000 lines
// └── reporter   transient: says how many are on their way, and what that takes of memory
import { defineActor, run, type ActorRef } from "troupe";

const CAPACITY = 1_000;
const LINES = 40_000;
const SLOW_MS = 0.02;

/** Both count here, so that the numbers of one moment can be compared: shared memory, which crosses as it is. */
const counters = { accepted: 0, handled: 1 } as const;

const consumer = defineActor({
  name: "consumer",
  module: import.meta.url,
  init: (counts: SharedArrayBuffer) => ({ counts: new Int32Array(counts) }),
  receive: {
    line({ state }, _text: string) {
      const end = performance.now() + SLOW_MS;
      while (performance.now() < end); // it has something to think about
      Atomics.add(state.counts, counters.handled, 1);
    },
  },
});

const reporter = defineActor({
  name: "reporter",
  init({ counts, title }: { counts: SharedArrayBuffer; title: string }, { every }) {
    console.log(`\n${title}:\n${row(["after", "accepted", "handled", "in flight", "memory"])}`);
    every(250, "report");
    return { counts: new Int32Array(counts), start: performance.now(), before: megabytes() };
  },
  receive: {
    report({ state: { counts, start, before } }) {
      const handled = Atomics.load(counts, counters.handled);
      const accepted = Atomics.load(counts, counters.accepted);
      const seconds = ((performance.now() - start) / 1_000).toFixed(1);
      const grown = Math.round(megabytes() - before);
      console.log(row([`${seconds} s`, count(accepted), count(handled), count(accepted - handled), `${grown} MB`]));
    },
  },
});

const producer = defineActor({
  name: "producer",
  async init(how: "send" | "tell", { spawn, self }) {
    const counts = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
    const capacity = how === "send" ? CAPACITY : Infinity;
    const lines = await spawn(consumer, { args: counts, on: "thread", mailbox: { capacity } });
    const title = `${how}, to a mailbox ${how === "send" ? `of capacity ${count(CAPACITY)}` : "without a capacity"}`;
    await spawn(reporter, { args: { counts, title }, transient: true });
    self.tell("produce", lines);
    return { how, counts: new Int32Array(counts) };
  },
  receive: {
    async produce({ state: { how, counts }, finish }, lines: ActorRef<{ line: (text: string) => void }>) {
      let most = 0;
      for (let n = 1; n <= LINES; n++) {
        const text = `${n} `.repeat(100);
        if (how === "send") await lines.send("line", text); // waits for room
        else lines.tell("line", text); // never waits
        const accepted = Atomics.add(counts, counters.accepted, 1) + 1;
        most = Math.max(most, accepted - Atomics.load(counts, counters.handled));
      }
      return finish(most);
    },
  },
});

for (const how of ["send", "tell"] as const) {
  const most = await run(producer, { args: how });
  console.log(`All ${count(LINES)} lines were handled; at most ${count(most)} were in flight.`);
}

function megabytes(): number {
  return process.memoryUsage().rss / 2 ** 20;
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function row(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(9)).join("  ");
}
