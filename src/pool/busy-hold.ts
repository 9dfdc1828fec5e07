/** Keeps the process alive until what it returns is called. */
export type Hold = () => () => void;

/** Keeps the process alive while a pool has something to do. */
export class BusyHold {
  readonly #hold: Hold;
  #release: (() => void) | undefined = undefined;

  constructor(hold: Hold) {
    this.#hold = hold;
  }

  get isHeld(): boolean {
    return this.#release !== undefined;
  }

  update(isBusy: boolean): void {
    if (isBusy === this.isHeld) return;
    this.#release?.();
    this.#release = isBusy ? this.#hold() : undefined;
  }
}
