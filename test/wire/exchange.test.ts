import { expect, test } from "vitest";
import { ActorError } from "../../src/core/errors.ts";
import { createTwoEnds } from "./two-ends.ts";

const dead = new ActorError("HOST_LOST", "Thread 1 has died");
const theirs = { id: "pair:1.1", name: "theirs", path: "/pair/theirs", host: 1 };

test("exchange.forget() keeps a host that lives, and drops one that has died", async () => {
  const { near, loseFar, settle } = createTwoEnds();
  near.exchange.forget(1);
  expect([...near.exchange.peers].map(({ host }) => host)).toEqual([1]);
  loseFar(dead);
  await settle();
  expect([...near.exchange.peers].map(({ host }) => host)).toEqual([1]);
  near.exchange.forget(1);
  near.exchange.forget(7);
  expect([...near.exchange.peers]).toEqual([]);
});

test("a ref into a host that is forgotten ends when that is said to be dead once more", async () => {
  const { near, loseFar, settle } = createTwoEnds();
  loseFar(dead);
  await settle();
  near.exchange.forget(1);
  for (let round = 0; round < 2; round++) {
    const asked = near.exchange
      .refAt(theirs)
      .ask("echo", 7)
      .catch((error: { code?: unknown }) => error.code);
    const sought = near.exchange.whereIs(theirs);
    await settle();
    near.exchange.lose(1, dead); // as whoever is asked for a line says
    await settle();
    expect([await asked, await sought]).toEqual(["HOST_LOST", undefined]);
    near.exchange.forget(1);
    expect([...near.exchange.peers]).toEqual([]);
  }
});
