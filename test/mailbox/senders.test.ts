import { expect, test } from "vitest";
import { WaitingSenders } from "../../src/mailbox/senders.ts";

interface Waiting {
  readonly n: number;
  isWaiting: boolean;
}

function createSenders(count: number): { senders: WaitingSenders<Waiting>; all: Waiting[] } {
  const senders = new WaitingSenders<Waiting>();
  const all = Array.from({ length: count }, (_, n) => ({ n, isWaiting: false }));
  for (const one of all) senders.add(one);
  return { senders, all };
}

function drain(senders: WaitingSenders<Waiting>): number[] {
  const order: number[] = [];
  for (let next = senders.next(); next !== undefined; next = senders.next()) order.push(next.n);
  return order;
}

test("senders.next() lets the first come in first, and each once", () => {
  const { senders } = createSenders(5);
  expect(senders.length).toBe(5);
  expect(drain(senders)).toEqual([0, 1, 2, 3, 4]);
  expect([senders.length, senders.next()]).toEqual([0, undefined]);
});

test("senders.remove() takes one out of the row, once, and others keep their order", () => {
  const { senders, all } = createSenders(1_000);
  for (const one of all) if (one.n % 10 !== 3) senders.remove(one);
  for (const one of all) if (one.n % 10 !== 3) senders.remove(one);
  expect(senders.length).toBe(100);
  const late = { n: 1_000, isWaiting: false };
  senders.add(late);
  expect(drain(senders)).toEqual([...all.map(({ n }) => n).filter((n) => n % 10 === 3), 1_000]);
});

test("senders.remove() of one that was let in changes nothing", () => {
  const { senders } = createSenders(3);
  const first = senders.next() as Waiting;
  senders.remove(first);
  expect(senders.length).toBe(2);
  expect(drain(senders)).toEqual([1, 2]);
});

test("senders.next() does not keep those that have been let in", () => {
  const { senders } = createSenders(0);
  // A row that is never empty, as under steady load.
  senders.add({ n: -1, isWaiting: false });
  for (let n = 0; n < 10_000; n++) {
    senders.add({ n, isWaiting: false });
    expect(senders.next()?.n).toBe(n - 1);
  }
  expect(senders.length).toBe(1);
});
