/** The names of files that are not whole yet, and the way to get rid of those that nobody can finish. */
import { randomUUID } from "node:crypto";
import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Names that begin with `prefix` and that no other downloader makes, not even one of which this one is the successor. */
export function temporaryNames(prefix: string): () => string {
  const id = randomUUID().slice(0, 13);
  let count = 0;
  return () => `${prefix}-${id}-${++count}.part`;
}

/** Removes the temporary files of a prefix. For use when those who made them have ended. */
export async function removeTemporaryFiles(dir: string, prefix: string): Promise<void> {
  const names = await readdir(dir).catch(() => []); // no folder, no files
  const left = names.filter((name) => name.startsWith(`${prefix}-`));
  await Promise.allSettled(left.map((name) => unlink(join(dir, name))));
}
