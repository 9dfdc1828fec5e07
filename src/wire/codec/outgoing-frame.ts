import type { Transferable } from "node:worker_threads";
import { maxDepth } from "./format.ts";
import { Identities } from "./identities.ts";
import type { Step } from "./path.ts";
import { Refusal } from "./refusal.ts";
import type { EncodeScope } from "./scope.ts";
import { Shapes } from "./shapes.ts";

/** How a writer hands on what it contains. */
export type EncodeValue = (value: unknown, frame: OutgoingFrame) => void;

/** Counts what is sure to arrive, even if this host dies. */
export interface Tally {
  count(more: number): void;
}

/** How far a frame had come. */
export interface FrameMark {
  readonly items: number;
  readonly transfers: number;
  readonly moving: number;
  readonly shapes: number;
  readonly identities: number;
  readonly depth: number;
}

/**
 * One batch of messages while it is being written; made anew for each batch.
 *
 * Its owner pushes what it likes to `items` between values, plain strings and numbers mostly, and posts `items` with
 * `transfers`. Nothing in them is held by the sender's code, so that posting cannot fail for what happens meanwhile.
 */
export class OutgoingFrame {
  readonly items: unknown[] = [];
  readonly transfers: Transferable[] = [];
  readonly scope: EncodeScope;
  /** True while a value is being written: a getter that sends on this link would write into the midst of it. */
  isBusy = false;
  /** What counts when this is posted, and how many. */
  tallies: Map<Tally, number> | undefined = undefined;
  /** Something in it is of use to threads of this process alone. */
  staysInProcess = false;
  /** How much of it is in long texts and in buffers, in bytes. */
  bulk = 0;
  /** How many objects move with it, and cannot be sent again. */
  moves = 0;
  /** The sender will need the values again: nothing in them may be moved. */
  isRepeatable = false;

  // The rest is for the writers of this folder.
  readonly shapes: Shapes = new Shapes();
  readonly identities: Identities = new Identities();
  /** Where in `items` stands what moves as soon as the whole message is written. */
  readonly moving: number[] = [];
  /** The way to the value being written; valid up to `depth`. */
  readonly steps: Step[] = [];
  depth = 0;

  constructor(scope: EncodeScope) {
    this.scope = scope;
  }

  /** Writes what is to move with the frame. */
  move(tag: number, object: object): void {
    if (this.isRepeatable) throw new Refusal("what was transferred cannot be kept for a restart");
    this.moves += 1;
    this.moving.push(this.items.push(null, tag, object) - 1);
  }

  /** Goes one level down; the caller then says at which step it is with {@link step}. */
  enter(): void {
    if (this.depth === maxDepth)
      throw new Refusal(`it is nested more than ${maxDepth.toLocaleString("en")} levels deep`);
    this.depth++;
  }

  step(step: Step): void {
    this.steps[this.depth - 1] = step;
  }

  leave(): void {
    this.depth--;
  }

  mark(): FrameMark {
    return {
      items: this.items.length,
      transfers: this.transfers.length,
      moving: this.moving.length,
      shapes: this.shapes.size,
      identities: this.identities.size,
      depth: this.depth,
    };
  }

  rollback(mark: FrameMark): void {
    this.items.length = mark.items;
    this.transfers.length = mark.transfers;
    this.moving.length = mark.moving;
    this.depth = mark.depth;
    this.shapes.truncate(mark.shapes);
    this.identities.truncate(mark.identities);
  }
}
