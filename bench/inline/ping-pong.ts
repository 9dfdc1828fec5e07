import { createSystem, defineActor, type ActorRef } from "troupe";
import type { Comparison } from "../comparison.ts";
import { ratePerSecond } from "../repeat.ts";
import { ArrayQueue } from "./array-queue.ts";

const COUNT = 1_000_000;

interface PlayerProtocol {
  meet: (other: ActorRef<PlayerProtocol>) => void;
  hit: (left: number) => void;
}

interface Player {
  other: ActorRef<PlayerProtocol> | undefined;
  over: () => void;
}

const player = defineActor({
  name: "player",
  init: (over: () => void): Player => ({ other: undefined, over }),
  receive: {
    meet({ state }, other: ActorRef<PlayerProtocol>) {
      state.other = other;
    },
    hit({ state }, left: number) {
      if (left === 0) state.over();
      else state.other?.tell("hit", left - 1);
    },
  },
});

/** Two actors that send each other one message to and fro. */
export const pingPong: Comparison = {
  title: "ping-pong messages between two actors",
  unit: "per second",
  floor: "function calls through an array",
  goal: { figure: 20e6 },

  async measure() {
    let over = (): void => {};
    const system = createSystem({ log: false });
    const [some, other] = [
      await system.spawn(player, { args: () => over() }),
      await system.spawn(player, { args: () => over() }),
    ];
    some.tell("meet", other);
    other.tell("meet", some);
    return ratePerSecond(COUNT, () => {
      return new Promise((resolve) => {
        over = resolve;
        some.tell("hit", COUNT);
      });
    });
  },

  async measureFloor() {
    const rally = { isOver: false };
    const hit = (side: 0 | 1) => (_state: undefined, left: number) => {
      if (left > 0) queues[side].put("hit", left - 1);
      else rally.isOver = true;
      return left;
    };
    const queues = [new ArrayQueue(undefined, { hit: hit(1) }), new ArrayQueue(undefined, { hit: hit(0) })] as const;
    return ratePerSecond(COUNT, () => {
      rally.isOver = false;
      queues[0].put("hit", COUNT);
      for (let turn = 0; !rally.isOver; turn++) queues[turn % 2 === 0 ? 0 : 1].drain();
    });
  },
};
