/** Streams a body to a temporary file and renames that when it is complete. */
import * as fs from "node:fs";
import { promisify } from "node:util";
import { Fault } from "./fault.ts";

// Numbers, not the file handles of node:fs/promises: those cost a third of the pages a second.
const open = promisify(fs.open);
const write = promisify(fs.write);
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
      await orFault(final, writeWhole(file, chunk));
    }
  } catch (error) {
    await close(file).catch(() => {});
    throw error;
  }
  await orFault(final, close(file)); // some file systems tell only now that the disk is full
  return bytes;
}

/** One write may take a part of what it is given, as when the disk is nearly full. */
async function writeWhole(file: number, chunk: Uint8Array): Promise<void> {
  for (let from = 0; from < chunk.length; ) from += (await write(file, chunk, from)).bytesWritten;
}

/** A full disk or a folder without write permission does not pass by trying again. */
async function orFault<T>(final: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw new Fault(`it cannot be saved as "${final}": ${(error as Error).message}`, { cause: error });
  }
}
