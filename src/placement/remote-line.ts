import type { Glance, Running } from "../core/running.ts";
import type { Peer } from "../wire/peer.ts";
import type { IdleAnswer, Idles } from "./idles.ts";
import type { Answer, Looks } from "./looks.ts";

/** How a cell on another host is told. */
export type Line = Omit<Running, "target" | "start" | "idle" | "look"> & {
  idle(): Promise<IdleAnswer | void>;
  look(glance: Glance): Promise<Answer>;
};

export function lineTo(peer: Peer, id: string, looks: Looks, idles: Idles): Line {
  return {
    restart: () => peer.sayNow("restart", { id }),
    giveUp: (exit) => peer.sayNow("giveUp", { id, exit }),
    halt: () => peer.sayNow("halt", { id }),
    drain: () => peer.say("drain", { id }), // behind the messages that are to be handled first
    stop: () => peer.sayNow("stop", { id }),
    kill: (isOverdue) => peer.sayNow("kill", { id, isOverdue }),
    idle: () => idles.ask(peer, id),
    look: (glance) => looks.ask(peer, id, glance),
  };
}
