import { closeSync, fstatSync, readSync, writeSync } from "node:fs";

/** Numbers that outlive the host that writes them: it and the first host have them at hand. Positions are in bytes. */
export interface MarkStore {
  readonly bytes: number;
  /** @throws if it cannot be written. */
  write(numbers: Int32Array, position: number): void;
  /** What lies behind the end stays as it was. */
  read(numbers: Int32Array, position: number): void;
  close(): void;
}

/** Shared with a thread. Only what is written to takes place. */
export class MemoryStore implements MarkStore {
  static readonly bytes: number = 2 ** 19;
  readonly #memory: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#memory = new Int32Array(memory);
  }

  get bytes(): number {
    return this.#memory.byteLength;
  }

  write(numbers: Int32Array, position: number): void {
    this.#memory.set(numbers, position / Int32Array.BYTES_PER_ELEMENT);
  }

  read(numbers: Int32Array, position: number): void {
    const from = position / Int32Array.BYTES_PER_ELEMENT;
    numbers.set(this.#memory.subarray(from, from + numbers.length));
  }

  close(): void {}
}

/**
 * Shared with a process: a file that both have open. What is written there outlives the process, however it ends, and costs two
 * microseconds; nothing of it need reach a disk.
 */
export class FileStore implements MarkStore {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  get bytes(): number {
    return fstatSync(this.#descriptor).size;
  }

  write(numbers: Int32Array, position: number): void {
    writeSync(this.#descriptor, numbers, 0, numbers.byteLength, position);
  }

  read(numbers: Int32Array, position: number): void {
    readSync(this.#descriptor, numbers, 0, numbers.byteLength, position);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
