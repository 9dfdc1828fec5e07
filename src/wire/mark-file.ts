import { closeSync, fstatSync, readSync, writeSync } from "node:fs";

/** What a dead process had started of what was forwarded to it by one lane: all messages up to that place. */
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
const CELL_BYTES = 8 * Int32Array.BYTES_PER_ELEMENT;
const MARK_BYTES = 4 * Int32Array.BYTES_PER_ELEMENT;
const NUMBERS = CELL_BYTES / Int32Array.BYTES_PER_ELEMENT;
/** That number of cells is there from the start, so that a full disk is found out before anything depends on it. */
const CELLS = 2_048;

/** Processes are started by the first host, so only that has their files at hand. */
export const FIRST_HOST = 0;

/**
 * A file that a process and the one that started it have open, so that of what is forwarded it is known exactly what was started: what
 * is written there outlives the process, however it ends, and costs a microsecond. Nothing of it need reach a disk.
 */
export class MarkFile {
  #descriptor: number | undefined;
  /** The next cell, and those that nobody needs any more. */
  #next = 0;
  readonly #free: number[] = [];
  readonly #recall = new Int32Array(2);

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** @throws if there is no room for it. */
  reserve(): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, Buffer.alloc(CELLS * CELL_BYTES), 0);
  }

  // In the process that is marked.

  takeCell(): number {
    return this.#free.pop() ?? this.#next++;
  }

  giveCell(cell: number): void {
    this.#free.push(cell);
  }

  /** @throws if it cannot be written: then nothing may be started. */
  mark(cell: number, mark: Int32Array): void {
    writeSync(this.#descriptor as number, mark, 0, MARK_BYTES, cell * CELL_BYTES);
  }

  /** From which place on messages of that lane of the first host are recalled; 0 for none. */
  recalledFrom(lane: number, opening: number): number {
    const recall = this.#recall.fill(0);
    readSync(this.#descriptor as number, recall, 0, recall.byteLength, placeOfRecall(lane));
    return recall[0] === opening ? (recall[1] as number) : 0; // else it is that of a former user of the lane
  }

  // In the process that has started it.

  /** `from` is the place of the first message; 0 for none. False if there is nobody to give anything back, or no cell. */
  recall(lane: number, opening: number, from: number): boolean {
    if (this.#descriptor === undefined || lane >= CELLS) return false;
    const recall = new Int32Array([opening, from]);
    writeSync(this.#descriptor, recall, 0, recall.byteLength, placeOfRecall(lane));
    return true;
  }

  get marks(): Mark[] {
    if (this.#descriptor === undefined) return [];
    const { size } = fstatSync(this.#descriptor);
    const numbers = new Int32Array(Math.ceil(size / CELL_BYTES) * NUMBERS);
    readSync(this.#descriptor, numbers, 0, numbers.byteLength, 0);
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
    return this.marks.find(isIt)?.place;
  }

  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined; // its number may be another file's at once
  }
}

function placeOfRecall(lane: number): number {
  return lane * CELL_BYTES + MARK_BYTES;
}
