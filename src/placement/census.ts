import type { HostCounts } from "../wire/host-counts.ts";
import type { Peer } from "../wire/peer.ts";
import type { Headcount } from "./headcount.ts";
import { Questions } from "./questions.ts";

/** Asks all hosts of a system for their numbers. */
export class Census {
  readonly #hosts: { readonly peers: Iterable<Peer> };
  readonly #headcount: Headcount;
  readonly #questions = new Questions<HostCounts>();
  #current: Promise<void> | undefined = undefined;
  #next: Promise<void> | undefined = undefined;

  /** `headcount` is that of this host. */
  constructor(hosts: { readonly peers: Iterable<Peer> }, headcount: Headcount) {
    this.#hosts = hosts;
    this.#headcount = headcount;
  }

  /** Those of all hosts that live; `isPatient`: each is taken when nothing is to be done there. */
  async take(isPatient: boolean): Promise<readonly HostCounts[]> {
    const living = [...this.#hosts.peers].filter(({ lost }) => lost === undefined);
    const asked = living.map((peer) =>
      this.#questions.ask(peer, (request) => peer.sayNow("count", { request, isPatient })),
    );
    const all = await Promise.all([this.#headcount.count(isPatient), ...asked]);
    return all.filter((counts) => counts !== undefined);
  }

  /**
   * Resolves when nothing waits on any host, is in hand, or under way between two of them: two rounds find everybody at
   * rest, and nothing said between them (the four counters of Mattern, "Algorithms for distributed termination detection", 1987).
   *
   * Those who ask while others wait share the next answer, which begins when they have asked.
   */
  whenQuiet(): Promise<void> {
    if (this.#current === undefined)
      return (this.#current = this.#untilQuiet().finally(() => (this.#current = undefined)));
    return (this.#next ??= this.#current.then(() => {
      this.#next = undefined;
      return this.whenQuiet();
    }));
  }

  counted(request: number, counts: HostCounts): void {
    this.#questions.answered(request, counts);
  }

  lost(peer: Peer): void {
    this.#questions.lost(peer);
  }

  async #untilQuiet(): Promise<void> {
    let before: readonly HostCounts[] = [];
    for (;;) {
      const now = await this.take(true);
      if (areAtRest(now) && saidInAll(now) === saidInAll(before) && now.length === before.length) return;
      before = now;
    }
  }
}

/** Whether all that was said between two hosts that live has been heard. */
export function areAtRest(all: readonly HostCounts[]): boolean {
  const heard = new Map(all.flatMap(({ host, lines }) => lines.map((line) => [`${line.host}>${host}`, line.heard])));
  const hosts = new Set(all.map(({ host }) => host));
  return all.every(
    ({ host, isQuiet, lines }) =>
      isQuiet && lines.every((line) => !hosts.has(line.host) || (heard.get(`${host}>${line.host}`) ?? 0) === line.said),
  );
}

function saidInAll(all: readonly HostCounts[]): number {
  return all.reduce((sum, { lines }) => sum + lines.reduce((said, line) => said + line.said, 0), 0);
}
