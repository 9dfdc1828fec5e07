import type { Traffic } from "../cell/traffic.ts";
import type { HostCounts } from "../wire/host-counts.ts";
import type { Exchange } from "../wire/exchange.ts";

/** What a headcount looks at. */
export interface HeadcountScope {
  readonly host: number;
  readonly traffic: Traffic;
  readonly exchange: Exchange;
  /** Whether actors are being started, or failures wait for the statechart. */
  readonly isBusy: boolean;
}

/** The numbers of one host, now or as soon as there is nothing to be done. */
export class Headcount {
  readonly #scope: HeadcountScope;
  #waiting: (() => void)[] = [];

  constructor(scope: HeadcountScope) {
    this.#scope = scope;
  }

  async count(isPatient: boolean): Promise<HostCounts> {
    if (isPatient && !this.#isQuiet) await this.#untilQuiet();
    const { host, traffic, exchange } = this.#scope;
    const living = [...exchange.peers].filter((peer) => peer.lost === undefined);
    let waiting = 0;
    for (const { length, stashed, entrance } of exchange.inboxes.all)
      waiting += length + stashed + entrance.arrivals.length;
    return {
      host,
      isQuiet: this.#isQuiet,
      accepted: traffic.accepted,
      sent: traffic.sent,
      handled: traffic.handled,
      buried: traffic.buried,
      lost: traffic.lost,
      withdrawn: traffic.withdrawn,
      refused: traffic.refused,
      goneWithHosts: traffic.goneWithHosts,
      leftByHosts: traffic.leftByHosts,
      waiting,
      held: exchange.held,
      lines: living.map(({ counts }) => counts),
    };
  }

  /** Messages that are put aside do not count: they wait for something else to happen, as a timer does. */
  get #isQuiet(): boolean {
    const { traffic, exchange, isBusy } = this.#scope;
    if (isBusy || traffic.awaited > 0 || traffic.piped > 0 || exchange.held > 0) return false;
    const { accepted, handled, buried, withdrawn, refused, leftByHosts, aside } = traffic;
    let arrived = leftByHosts;
    for (const peer of exchange.peers) if (peer.lost === undefined) arrived += peer.counts.arrived;
    return accepted + arrived - handled - buried - withdrawn - refused === aside;
  }

  #untilQuiet(): Promise<void> {
    const { traffic } = this.#scope;
    traffic.onMoved(() => {
      if (!this.#isQuiet) return;
      traffic.onMoved(undefined);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const run of waiting) run();
    });
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
