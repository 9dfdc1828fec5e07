/** Keeps the process alive while at least one thing holds it. */
export class Holds {
  #count = 0;
  #handle: NodeJS.Timeout | undefined = undefined;

  add(): void {
    this.#count += 1;
    if (this.#count > 1) return;
    // No platform timer is longer; it does nothing, its being there is what counts.
    this.#handle ??= setInterval(() => {}, 2 ** 31 - 1);
    this.#handle.ref();
  }

  remove(): void {
    this.#count -= 1;
    if (this.#count === 0) this.#handle?.unref();
  }

  /** The same as a pair: holds until what it returns is called. */
  hold(): () => void {
    this.add();
    let isHeld = true;
    return () => {
      if (isHeld) this.remove();
      isHeld = false;
    };
  }

  /** Leaves no timer behind. */
  close(): void {
    clearInterval(this.#handle);
    this.#handle = undefined;
  }
}
