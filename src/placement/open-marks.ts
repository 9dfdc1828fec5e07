import { closeSync, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileStore } from "../wire/mark-store.ts";
import { Marks } from "../wire/marks.ts";

/** The file descriptor of a child's marks, where there are any. */
export const MARKS = 4;

/** A folder in memory where there is one: a disk would be written to now and then, for nothing. */
const IN_MEMORY = "/dev/shm";

/** The marks of a new process, at the end of the one that starts it. */
export interface OpenMarks {
  readonly marks: Marks;
  readonly descriptor: number;
  close(): void;
}

/**
 * Opens a file for the marks of a new process, and takes its name away at once: so it is gone when both processes are, however they end.
 * Undefined if no folder can be written to: then of what such a process is forwarded nobody knows what it had started.
 */
export function openMarks(): OpenMarks | undefined {
  for (const folder of [IN_MEMORY, tmpdir()].filter((name) => existsSync(name))) {
    try {
      return openIn(mkdtempSync(join(folder, "troupe-")));
    } catch {} // it is full, or not ours to write to: the next one may do
  }
  return undefined;
}

function openIn(own: string): OpenMarks {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(join(own, "marks"), "wx+", 0o600);
    const marks = new Marks(new FileStore(descriptor));
    marks.reserve();
    return {
      marks,
      descriptor,
      close() {
        marks.close();
        remove(own); // Windows may have kept the name while it was open
      },
    };
  } catch (thrown) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw thrown;
  } finally {
    remove(own);
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {} // what is left of it is an empty file
}
