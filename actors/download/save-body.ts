/** Streams a body to a temporary file and renames that when it is complete. */
import * as fs from "node:fs";
import { promisify } from "node:util";
import { Fault } from "./fault.ts";

// File descriptors, not the file handles of node:fs/promises, which cost a fifth of the pages a second.
const open = promisify(fs.open);
const close = promisify(fs.close);
const rename = promisify(fs.rename);
const unlink = promisify(fs.unlink);

export interface Place {
  /** A path that no file has yet. It is gone when `saveBody` settles. */
  temporary: string;
  /** The path of the complete file. What was there is replaced. */
  final: string;
}

/** Saves a body and answers with its length in bytes. A final file is always a whole body; a failure leaves no file. */
export async function saveBody(body: AsyncIterable<Uint8Array>, { temporary, final }: Place): Promise<number> {
  // "wx" creates the file or fails: it never follows a link that somebody put there.
  const file = await orFault(final, open(temporary, "wx"));
  try {
    const bytes = await writeAndClose(file, body, final);
    await orFault(final, rename(temporary, final));
    return bytes;
  } catch (error) {
    await unlink(temporary).catch(() => {}); // what failed first is the news
    throw error;
  }
}

async function writeAndClose(file: number, body: AsyncIterable<Uint8Array>, final: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      writeWhole(file, chunk, final);
    }
  } catch (error) {
    await close(file).catch(() => {});
    throw error;
  }
  await orFault(final, close(file)); // some file systems tell only now that the disk is full
  return bytes;
}

/**
 * Writes a chunk before the next one is read: that bounds what waits in memory without pausing the body (see follow.ts).
 *
 * One write may take a part of what it is given, as when the disk is nearly full.
 */
function writeWhole(file: number, chunk: Uint8Array, final: string): void {
  try {
    for (let from = 0; from < chunk.length;) from += fs.writeSync(file, chunk, from);
  } catch (error) {
    throw writeFault(final, error);
  }
}

async function orFault<T>(final: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw writeFault(final, error);
  }
}

/** A full disk or a folder without write permission does not pass by trying again. */
function writeFault(final: string, error: unknown): Fault {
  return new Fault(`it cannot be saved as "${final}": ${(error as Error).message}`, { cause: error });
}
