import type { ActorRef } from "troupe";

/** What members of the tree send to each other. */
export interface Letter {
  /** By which the books know it. */
  readonly n: number;
  /** How many more steps may follow from it. */
  readonly left: number;
  /** Somebody to get to know. */
  readonly gift?: ActorRef<MemberProtocol>;
}

export interface MemberProtocol {
  work: (letter: Letter) => unknown;
  /** To end a child, in whatever way chance has it. */
  cull: (letter: Letter) => void;
  /** Replies with somebody it knows. */
  introduce: (letter: Letter) => ActorRef<MemberProtocol>;
  /** Answered whatever happens: with the number of its life. */
  ping: (nothing: null) => number;
}

/** What an actor gets when it is spawned. */
export interface MemberArgs {
  readonly world: number;
  /** Number of its spawn, by which the books know what was planned. */
  readonly spawn: number;
  readonly known?: ActorRef<MemberProtocol>;
}
