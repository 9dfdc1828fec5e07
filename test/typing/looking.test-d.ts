// What system.get() and system.tree() are known to give.
import {
  createSystem,
  defineActor,
  type ActorNode,
  type ActorRef,
  type ProtocolOf,
  type RefOf,
  type SystemTree,
} from "troupe";
import { is, same } from "./same.ts";

const system = createSystem();

const counter = defineActor({
  name: "counter",
  module: import.meta.url,
  init: (from: number) => ({ count: from }),
  receive: {
    add: ({ state }, by: number) => void (state.count += by),
    get: ({ state }) => state.count,
  },
});

// With a definition: its protocol, whatever else it is -----------------------------------------------------------------

const found = await system.get("/shop/counter-1", counter);
is<ActorRef<ProtocolOf<typeof counter>> | undefined>()(found);
same<NonNullable<typeof found>, RefOf<typeof counter>>();
is<number | undefined>()(await found?.ask("get"));
found?.tell("add", 1);
// @ts-expect-error -- there may be nobody
found.tell("add", 1);
// @ts-expect-error -- a number is wanted
found?.tell("add", "1");
// @ts-expect-error -- there is no such message
found?.tell("remove", 1);
// @ts-expect-error -- it is no child: only its supervisor may stop it
await found?.stop();

const finishing = defineActor({ name: "finishing", receive: { end: ({ finish }) => finish(7) } });
is<number | undefined>()(await (await system.get("/shop/finishing", finishing))?.ask("end"));

// Without one: any message ---------------------------------------------------------------------------------------------

const anybody = await system.get("/shop/counter-1");
anybody?.tell("add", 1);
anybody?.tell("whatever", { it: "is" });
const asCounter: RefOf<typeof counter> | undefined = anybody;
void asCounter;

// @ts-expect-error -- a path is a text
await system.get(7);
// @ts-expect-error -- what defineActor() returned is wanted
await system.get("/shop/counter-1", { name: "counter" });

// The tree -------------------------------------------------------------------------------------------------------------

const tree = await system.tree();
is<SystemTree>()(tree);
is<readonly ActorNode[]>()(tree.children);
is<number | undefined>()(tree.children[0]?.mailbox);
// @ts-expect-error -- it is a picture, not the thing
tree.children.pop();
