/** Whether a handler returned a promise, or anything else that can be awaited. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}

/** Goes on at once if there is nothing to wait for, so that what can end in one turn does. */
export function whenDone(waiting: Promise<void> | undefined, next: () => void): void {
  if (waiting === undefined) next();
  else void waiting.then(next);
}
