import { defineActor, run } from "troupe";

const hello = defineActor({
  name: "hello",
  init(name: string, { self }) {
    self.tell("greet", name);
  },
  receive: {
    greet: ({ finish }, name: string) => finish(`Hello, ${name}`),
  },
});

console.log(await run(hello, { args: "world" })); // => Hello, world
