import { expect, test } from "vitest";
import { ActorError } from "../../src/core/errors.ts";
import { announceDeath, sayDead } from "../../src/placement/first-host.ts";
import type { Host } from "../../src/placement/host.ts";
import type { Peer } from "../../src/wire/peer.ts";

const error = new ActorError("HOST_LOST", "Thread 3 has died");

/** A first host with other hosts, of which is kept what they were told, by name. */
function createFirst(...hosts: readonly number[]) {
  const peers = new Map<number, Peer>();
  const said = new Map<number, string[]>();
  const pongs = new Map<number, () => void>();
  const add = (host: number): void => {
    const words: string[] = [];
    said.set(host, words);
    const say = (name: string): void => void words.push(name);
    const ping = (): Promise<void> => new Promise((resolve) => pongs.set(host, resolve));
    peers.set(host, { host, lost: undefined, say, sayNow: say, ping } as unknown as Peer);
  };
  for (const host of hosts) add(host);
  const buried = new Set<number>();
  const first = {
    exchange: {
      peer: (host: number) => peers.get(host),
      get peers() {
        return peers.values();
      },
    },
    lose: (host: number) => Object.assign(peers.get(host) as object, { lost: error }),
    bury: async (host: number) => void buried.add(host),
    hasBuried: (host: number) => buried.has(host),
  } as unknown as Host;
  return { first, peer: (host: number) => peers.get(host) as Peer, said, pongs, add };
}

test("announceDeath() says buried when all others have done what follows, to those too that were started since", async () => {
  const { first, said, pongs, add } = createFirst(1, 2, 3);
  announceDeath(first, 3, error, [1, 2]);
  expect([...said.values()]).toEqual([["lost"], ["lost"], []]);
  pongs.get(1)?.();
  add(4);
  await turn();
  expect(said.get(1)).toEqual(["lost"]);
  pongs.get(2)?.();
  await turn();
  expect([...said.values()]).toEqual([["lost", "buried"], ["lost", "buried"], [], ["buried"]]);
});

test("sayDead() says that a host is buried only when it is", async () => {
  const { first, peer, said, pongs } = createFirst(1, 2, 3);
  announceDeath(first, 3, error, [1]);
  sayDead(first, peer(2), 3, error);
  expect(said.get(2)).toEqual(["lost"]);
  pongs.get(1)?.();
  await turn();
  sayDead(first, peer(2), 3, error);
  expect(said.get(2)).toEqual(["lost", "buried", "lost", "buried"]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
