import { createSystem, defineActor } from "troupe";

const counter = defineActor({
  name: "counter",
  module: import.meta.url, // lets it run away from this thread
  init: (from: number) => ({ count: from }),
  receive: {
    add({ state }, by: number) {
      state.count += by;
    },
    get({ state }) {
      return state.count;
    },
  },
});

const system = createSystem();
const ref = await system.spawn(counter, { args: 10, on: "thread" }); // without `on`: inline
ref.tell("add", 2); // never waits
await ref.send("add", 3); // waits for room in the mailbox
console.log(await ref.ask("get")); // => 15, and its type is number
await system.stop();
