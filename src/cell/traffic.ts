/**
 * What became of the messages of one host, in numbers. While it lives, of what came in
 *
 *     accepted + arrived from others = handled + buried + withdrawn + refused + what waits
 *
 * and of what it sent to others: sent = posted + lost before that + what waits to be posted.
 */
export class Traffic {
  /** From this host, for actors of this host. */
  accepted = 0;
  /** From this host, for actors of others. */
  sent = 0;
  /** A handler was started for them. */
  handled = 0;
  /** Dead letters for actors of this host. */
  buried = 0;
  /** Dead letters for actors of others: they were never posted, or their host died. */
  lost = 0;
  /** Ticks, notices and piped results that were called off while they waited. */
  withdrawn = 0;
  /** From other hosts, and not let in: whoever sent them was told. */
  refused = 0;
  /** Posted to hosts that have died since, and handled there for all that is known. */
  goneWithHosts = 0;
  /** Arrived from hosts that have died since. */
  leftByHosts = 0;

  /** Messages that are put aside. */
  aside = 0;
  /** Handlers and starts that have returned a promise. */
  awaited = 0;
  /** Promises that actors have piped, and that have not settled. */
  piped = 0;

  #whenMoved: (() => void) | undefined = undefined;

  /** Something is over for which somebody may be waiting. */
  moved(): void {
    this.#whenMoved?.();
  }

  /** Calls `run` each time that something is over; one at a time, undefined for none. */
  onMoved(run: (() => void) | undefined): void {
    this.#whenMoved = run;
  }
}
