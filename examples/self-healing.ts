// A weather station that mends itself: npx tsx examples/self-healing.ts
//
// station
// ├── display      shows what the sensor reads, and watches it
// └── mast         switches the instrument on whenever it starts
//     └── sensor   reads the instrument; starts only if that answers
import { once } from "node:events";
import { createSystem, defineActor, type Notice, type RefOf } from "troupe";

const instrument = { isOn: false };

const sensor = defineActor({
  name: "sensor",
  init() {
    if (!instrument.isOn) throw new Error("the instrument does not answer");
  },
  receive: {
    read: () => 21,
    lightning(): void {
      instrument.isOn = false;
      throw new Error("struck by lightning");
    },
  },
});

const display = defineActor({
  name: "display",
  init: () => ({ degrees: Number.NaN }),
  receive: {
    async show({ state, watch }, shown: RefOf<typeof sensor>) {
      watch(shown, "lost");
      state.degrees = await shown.ask("read");
    },
    lost({ state }, { ref, exit }: Notice) {
      state.degrees = Number.NaN;
      if (exit.kind === "crashed") console.log(`display: ${ref.path} has crashed for good`);
    },
    read: ({ state }) => state.degrees,
  },
});

const mast = defineActor({
  name: "mast",
  // Bears three restarts of its sensor in 5 s, after pauses of 100, 200 and 400 ms.
  supervise: { maxRestarts: 3, withinMs: 5_000, backoff: { minMs: 100, factor: 2, jitter: 0 } },
  async init(screen: RefOf<typeof display>, { spawn }) {
    instrument.isOn = true;
    console.log("mast: the instrument is on");
    screen.tell("show", await spawn(sensor, { name: "sensor" }));
  },
  receive: {},
});

const station = defineActor({
  name: "station",
  supervise: { backoff: { jitter: 0 } }, // 100 ms at first, as nothing else is said
  async init(_, { spawn }) {
    const screen = await spawn(display, { name: "display" });
    await spawn(mast, { name: "mast", args: screen });
  },
  receive: {},
});

const system = createSystem({ name: "weather", log: false }); // what its log would say is said below
system.addEventListener("crash", ({ actor, error, decision, pauseMs }) => {
  const next = decision === "restart" ? `starts again in ${pauseMs} ms` : "is given up";
  console.log(`crash: ${actor} (${error.message}) ${next}`);
});
system.addEventListener("escalation", ({ actor, child }) => console.log(`escalation: ${actor} crashes with ${child}`));
system.addEventListener("restart", ({ actor }) => console.log(`restart: ${actor} runs again`));

await system.spawn(station, { name: "station" });
const screen = await system.get("/weather/station/display", display);
console.log(`${await screen?.ask("read")} degrees`);

const struck = await system.get("/weather/station/mast/sensor", sensor);
struck?.tell("lightning");
await once(system, "restart"); // the only one: the sensor never came back, the mast did
console.log(`${await screen?.ask("read")} degrees`);

await system.stop();
