import type { MarkStore } from "./mark-store.ts";

/** What a dead host had started of what was forwarded to it by one lane: all messages up to that place. */
export interface Mark {
  /** The host that forwarded. */
  readonly caller: number;
  readonly lane: number;
  /** The how manyth lane of that link it was that was opened: a lane has many users, one after another. */
  readonly opening: number;
  readonly place: number;
}

/**
 * A cell is eight numbers. Four are a mark: a callee takes one cell for each lane by which something is forwarded to it. The next two
 * are about the lane of the first host that has the number of the cell: its opening, and from which place on it recalls.
 */
const NUMBERS = 8;
const MARK_NUMBERS = 4;
const CELL_BYTES = NUMBERS * Int32Array.BYTES_PER_ELEMENT;
/** That number of cells is there from the start, so that a full disk is found out before anything depends on it. */
const CELLS = 2_048;

/** Other hosts are started by the first one, so only that has their marks at hand. */
export const FIRST_HOST = 0;

/**
 * Marks of what a host starts, where the one that started it can read them when it is dead, and write to it while it is blocked. They
 * are for callers that share no memory with it, and only for what is forwarded.
 */
export class Marks {
  #store: MarkStore | undefined;
  /** The next cell, and those that nobody needs any more. */
  #next = 0;
  readonly #free: number[] = [];
  readonly #recall = new Int32Array(2);

  constructor(store: MarkStore) {
    this.#store = store;
  }

  /** @throws if there is no room for it. */
  reserve(): void {
    this.#store?.write(new Int32Array(CELLS * NUMBERS), 0);
  }

  // On the host that is marked.

  takeCell(): number {
    return this.#free.pop() ?? this.#next++;
  }

  giveCell(cell: number): void {
    this.#free.push(cell);
  }

  /** @throws if it cannot be written: then nothing may be started. */
  mark(cell: number, mark: Int32Array): void {
    this.#store?.write(mark, cell * CELL_BYTES);
  }

  /** From which place on messages of that lane of the first host are recalled; 0 for none. */
  recalledFrom(lane: number, opening: number): number {
    const recall = this.#recall.fill(0);
    this.#store?.read(recall, positionOfRecall(lane));
    return recall[0] === opening ? (recall[1] as number) : 0; // else it is that of a former user of the lane
  }

  // On the host that has started it.

  /** `from` is the place of the first message; 0 for none. False if there is nobody to give anything back, or no cell. */
  recall(lane: number, opening: number, from: number): boolean {
    if (this.#store === undefined || lane >= CELLS) return false;
    this.#store.write(new Int32Array([opening, from]), positionOfRecall(lane));
    return true;
  }

  get all(): Mark[] {
    const numbers = new Int32Array(Math.ceil((this.#store?.bytes ?? 0) / CELL_BYTES) * NUMBERS);
    this.#store?.read(numbers, 0);
    const marks: Mark[] = [];
    for (let at = 0; at < numbers.length; at += NUMBERS) {
      if (numbers[at + 2] === 0) continue; // nobody has taken that cell
      const [caller, lane, opening, place] = numbers.subarray(at) as unknown as [number, number, number, number];
      marks.push({ caller, lane, opening, place });
    }
    return marks;
  }

  /** The place that is marked for a lane of the first host; undefined if nothing of it has been started. */
  placeOf(lane: number, opening: number): number | undefined {
    const isIt = (mark: Mark): boolean => mark.caller === FIRST_HOST && mark.lane === lane && mark.opening === opening;
    return this.all.find(isIt)?.place;
  }

  close(): void {
    this.#store?.close();
    this.#store = undefined; // the descriptor of a file may be another one's at once
  }
}

function positionOfRecall(lane: number): number {
  return lane * CELL_BYTES + MARK_NUMBERS * Int32Array.BYTES_PER_ELEMENT;
}
