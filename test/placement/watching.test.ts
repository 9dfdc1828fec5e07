import { expect, test } from "vitest";
import type { Address } from "../../src/core/address.ts";
import { ActorError } from "../../src/core/errors.ts";
import type { WatchedExit } from "../../src/core/exit.ts";
import { Watching } from "../../src/placement/watching.ts";
import { Exits } from "../../src/supervisor/exits.ts";
import type { Exchange } from "../../src/wire/exchange.ts";
import type { Peer } from "../../src/wire/peer.ts";
import { countKept } from "../collect-garbage.ts";

const stopped: WatchedExit = { kind: "stopped" };
const lostError = new ActorError("HOST_LOST", "Thread 1 has died");

/** Another host, of which is kept what it was told, and when it is to answer. */
class FakePeer {
  readonly host: number;
  readonly said: unknown[] = [];
  lost: ActorError | undefined = undefined;
  isAttached = true;
  #waiting: (() => void)[] = [];
  #pings: (() => void)[] = [];

  constructor(host: number) {
    this.host = host;
  }

  say(name: string, words: object): void {
    this.said.push({ name, ...words });
  }

  whenAttached(run: () => void): void {
    if (this.isAttached || this.lost !== undefined) run();
    else this.#waiting.push(run);
  }

  attach(): void {
    this.isAttached = true;
    for (const run of this.#waiting.splice(0)) run();
  }

  ping(): Promise<void> {
    return new Promise((resolve) => this.#pings.push(resolve));
  }

  pong(): void {
    for (const resolve of this.#pings.splice(0)) resolve();
  }
}

/** What watches on host 2, where "watcher" lives. */
function createWatching() {
  const peers = new Map<number, FakePeer>();
  const peer = (host: number): FakePeer => {
    const known = peers.get(host) ?? new FakePeer(host);
    peers.set(host, known);
    return known;
  };
  const held: (() => void)[] = [];
  const fake = {
    host: 2,
    isHolding: false,
    isOwn: ({ id }: Address) => id.startsWith("s:"),
    peer,
    get peers() {
      return peers.values();
    },
    whenSent: (_id: string, run: () => void) => (fake.isHolding ? void held.push(run) : run()),
  };
  const exits = new Exits();
  const alive = new Set<string>();
  const watching = new Watching({
    exchange: fake as unknown as Exchange,
    exits,
    isAlive: (id) => alive.has(id),
  });
  const told: unknown[] = [];
  const watch = (id: string): (() => void) =>
    watching.watch("s:2.9", { id, name: "it", path: "/s/it", host: 1 }, (exit) => told.push(exit));
  const lose = (host: number): void => {
    peer(host).lost = lostError;
    watching.hostLost(peer(host) as unknown as Peer, lostError);
  };
  const hear = (host: number, name: "watch" | "unwatch" | "notice", words: object): boolean =>
    watching.hear(peer(host) as unknown as Peer, name, words as never);
  return { watching, exits, alive, told, watch, lose, hear, peer, peers, fake, held };
}

test("watching.watch() of an actor whose home is here asks nobody, and waits until its dead host has been read", () => {
  const { exits, alive, told, watch, lose, peers } = createWatching();
  for (const id of ["s:2.1", "s:2.2"]) {
    alive.add(id);
    watch(id);
  }
  exits.ended("s:2.1", { kind: "killed" });
  exits.expect("s:2.2", { host: 3, isLost: true });
  exits.ended("s:2.2", { kind: "stopped" });
  expect(told).toEqual([{ kind: "killed" }]);
  lose(3);
  expect(told).toEqual([{ kind: "killed" }, stopped]);
  expect([...peers.keys()]).toEqual([3]);
});

test("watching.watch() asks the home of the actor, and is told once", () => {
  const { told, watch, hear, peer } = createWatching();
  watch("s:1.1");
  expect(peer(1).said).toEqual([{ name: "watch", id: "s:1.1", watch: 1, by: "s:2.9" }]);
  expect(hear(1, "notice", { watch: 1, exit: stopped, lostHost: undefined })).toBe(true);
  hear(1, "notice", { watch: 1, exit: stopped, lostHost: undefined });
  expect(told).toEqual([stopped]);
});

test("watching.watch() of an actor of another system throws BAD_OPTION", () => {
  const { watch } = createWatching();
  expect(() => watch("other:1.1")).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test("watching.watch() returns how to call it off: the home is told, and a notice under way reaches nobody", () => {
  const { told, watch, hear, peer } = createWatching();
  const off = watch("s:1.1");
  off();
  off();
  hear(1, "notice", { watch: 1, exit: stopped, lostHost: undefined });
  expect(peer(1).said.slice(1)).toEqual([{ name: "unwatch", watch: 1 }]);
  expect(told).toEqual([]);
});

test("watching.watch() and its end wait for a line that is being made, in their order", () => {
  const { watch, peer } = createWatching();
  peer(1).isAttached = false;
  watch("s:1.1")();
  expect(peer(1).said).toEqual([]);
  peer(1).attach();
  expect(peer(1).said.map((each) => (each as { name: string }).name)).toEqual(["watch", "unwatch"]);
});

test("a notice that names a dead host waits until that has been read, and asks for it if nobody would tell", () => {
  const { told, watch, hear, lose, peers } = createWatching();
  watch("s:1.1");
  watch("s:1.2");
  hear(1, "notice", { watch: 1, exit: stopped, lostHost: 3 });
  expect([told, [...peers.keys()]]).toEqual([[], [1, 3]]); // to want a line to it is to ask for news of it
  lose(3);
  expect(told).toEqual([stopped]);
  hear(1, "notice", { watch: 2, exit: stopped, lostHost: 3 });
  expect(told).toEqual([stopped, stopped]);
});

test("a notice is told neither here nor elsewhere while something waits here for its watcher to have a place", () => {
  const { exits, alive, told, watch, hear, peer, fake, held } = createWatching();
  alive.add("s:2.1");
  watch("s:2.1");
  hear(1, "watch", { id: "s:2.1", watch: 7, by: "s:1.9" });
  fake.isHolding = true;
  exits.ended("s:2.1", { kind: "stopped" });
  expect([told, peer(1).said]).toEqual([[], []]);
  for (const run of held) run();
  expect(told).toEqual([stopped]);
  expect(peer(1).said).toEqual([{ name: "notice", watch: 7, exit: stopped, lostHost: undefined }]);
});

test("watching.buried() tells of all whose home that host was, when all that others had sent has been read", async () => {
  const { watching, told, watch, lose, peer } = createWatching();
  watch("s:1.1");
  watch("s:1.2")();
  watch("s:3.1");
  lose(1);
  watch("s:1.3"); // too late to ask, too early to know
  const buried = watching.buried(1);
  expect([told, watching.hasBuried(1)]).toEqual([[], false]);
  for (const host of [1, 3]) peer(host).pong();
  await buried;
  const crashed = { kind: "crashed", error: lostError };
  expect([told, watching.hasBuried(1)]).toEqual([[crashed, crashed], true]);
  watch("s:1.4");
  expect(told.length).toBe(3);
  expect(peer(1).said.length).toBe(3); // the three words from before it died
});

test("watching.hear() serves other hosts: one notice for each watch, none after unwatch or to the dead", () => {
  const { exits, alive, hear, lose, peer } = createWatching();
  for (const id of ["s:2.1", "s:2.2"]) alive.add(id);
  hear(1, "watch", { id: "s:2.1", watch: 1, by: "s:1.9" });
  hear(1, "watch", { id: "s:2.1", watch: 2, by: "s:1.9" });
  hear(3, "watch", { id: "s:2.1", watch: 1, by: "s:3.9" });
  hear(4, "watch", { id: "s:2.1", watch: 1, by: "s:4.9" });
  hear(1, "unwatch", { watch: 2 });
  hear(1, "unwatch", { watch: 99 });
  lose(4);
  exits.ended("s:2.1", { kind: "stopped" });
  alive.clear();
  hear(1, "watch", { id: "s:2.1", watch: 4, by: "s:1.9" });
  const notice = { name: "notice", exit: stopped, lostHost: undefined };
  expect(peer(1).said).toEqual([1, 4].map((watch) => ({ ...notice, watch })));
  expect(peer(3).said).toEqual([{ ...notice, watch: 1 }]);
  expect(peer(4).said).toEqual([]);
});

test("watching keeps nothing of 10,000 watches that came to their end in every way", async () => {
  const { watching, exits, alive, hear, lose, peer, peers } = createWatching();
  const kept: WeakRef<object>[] = [];
  const watchAndEnd = (n: number): void => {
    const home = 1 + (n % 4);
    const id = `s:${home}.${n}`;
    alive.add(id);
    const listener = (): void => {};
    const off = watching.watch("s:2.9", { id, name: "it", path: "/s/it", host: 1 }, listener);
    hear(5, "watch", { id: `s:2.${n}`, watch: n, by: "s:5.9" });
    if (n % 3 === 0) off();
    else if (home === 2) exits.ended(id, { kind: "stopped" });
    else if (home === 1)
      hear(1, "notice", { watch: numberOf(peer(1)), exit: stopped, lostHost: n % 2 === 0 ? 6 : undefined });
    if (n % 2 === 0) hear(5, "unwatch", { watch: n });
    kept.push(new WeakRef(listener));
    for (const { said } of peers.values()) said.length = 0;
  };
  for (let n = 0; n < 10_000; n++) watchAndEnd(n); // a function of its own: this one would hold the last objects
  for (const host of [3, 4, 5, 6]) {
    lose(host);
    const buried = watching.buried(host);
    for (const each of peers.values()) each.pong();
    await buried;
  }
  expect(await countKept(kept)).toBe(0);
  watching.hasBuried(1); // it was alive itself until here
});

function numberOf({ said }: FakePeer): number {
  return (said.at(-1) as { watch: number }).watch;
}
