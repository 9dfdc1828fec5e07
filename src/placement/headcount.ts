import type { Env } from "../core/env.ts";
import type { Traffic } from "../cell/traffic.ts";
import type { HostCounts } from "../wire/host-counts.ts";
import type { Exchange } from "../wire/exchange.ts";

/** What a headcount looks at. */
export interface HeadcountScope {
  readonly host: number;
  readonly env: Pick<Env, "clock">;
  readonly traffic: Traffic;
  readonly exchange: Exchange;
  /** Whether actors are being started, or failures wait for the statechart. */
  readonly isBusy: boolean;
}

/** At the latest after so long a host is looked at again. */
const LOOK_MS = 5;

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
    const { traffic, exchange } = this.#scope;
    if (traffic.awaited > 0 || traffic.piped > 0) return false;
    const { accepted, handled, buried, withdrawn, refused, leftByHosts, aside } = traffic;
    let arrived = leftByHosts;
    for (const peer of exchange.peers) if (peer.lost === undefined) arrived += peer.counts.arrived;
    if (accepted + arrived - handled - buried - withdrawn - refused !== aside) return false;
    return !exchange.isAnyWaiting && !this.#scope.isBusy; // last, since that is the dearest
  }

  /** It is looked at whenever something is over, and now and then, for not all that happens on a host says so. */
  #untilQuiet(): Promise<void> {
    const { traffic, env } = this.#scope;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length > 1) return;
      const look = (): boolean => {
        if (!this.#isQuiet) return false;
        traffic.onMoved(undefined);
        limit.cancel();
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const run of waiting) run();
        return true;
      };
      const lookAgain = (): void => {
        if (!look()) limit = env.clock.setTimer(LOOK_MS, lookAgain);
      };
      let limit = env.clock.setTimer(LOOK_MS, lookAgain);
      traffic.onMoved(look);
    });
  }
}
