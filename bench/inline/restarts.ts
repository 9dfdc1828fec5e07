import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { membersOf, raisePatiently } from "./family.ts";
import { PlainFamily } from "./plain-family.ts";

const CHILDREN = 1_000;
const IN_TURN = 200;

/** One supervisor, all of whose children fail in the same turn. Each answers again before the next time. */
export const restarts: Comparison = {
  title: "restarts by one supervisor, 1,000 children at once",
  unit: "per second",
  floor: "an error thrown and caught, a new object in the Map",

  async measure() {
    const { children } = await raisePatiently(membersOf(CHILDREN));
    return ratePerSecond(CHILDREN, async () => {
      for (const child of children) child.tell("fail");
      await Promise.all(children.map((child) => child.ask("sum")));
    });
  },

  async measureFloor() {
    const family = await PlainFamily.raise(CHILDREN);
    return ratePerSecond(CHILDREN, () => family.restart());
  },
};

/** One child that fails again as soon as it answers: what a restart takes from end to end. */
export const restartsInTurn: Comparison = {
  title: "restarts of one child, one after another",
  unit: "per second",
  floor: "the same throws, each on a timer of 0 ms",

  async measure() {
    const [child] = (await raisePatiently(membersOf(1))).children;
    return ratePerSecond(IN_TURN, async () => {
      for (let index = 0; index < IN_TURN; index++) {
        child?.tell("fail");
        await child?.ask("sum");
      }
    });
  },

  async measureFloor() {
    const family = await PlainFamily.raise(1);
    return ratePerSecond(IN_TURN, async () => {
      for (let index = 0; index < IN_TURN; index++) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        await family.restart();
      }
    });
  },
};
