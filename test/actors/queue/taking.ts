import type { OpenQueue } from "troupe/actors";

export async function takeAll<T>(tasks: OpenQueue<T>): Promise<T[]> {
  const taken: T[] = [];
  for (let next = await tasks.tryTake(); next !== undefined; next = await tasks.tryTake()) taken.push(next.value);
  return taken;
}

export async function collect<T>(tasks: OpenQueue<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of tasks) taken.push(item);
  return taken;
}

/** What it rejects with; undefined if it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}
