import { expect, test } from "vitest";
import type { Receipt } from "../../src/core/receipt.ts";
import { FifoMailbox } from "../../src/mailbox/fifo.ts";

const receipt = { isGivenUp: false } as Receipt;

function takeAll(mailbox: FifoMailbox): unknown[] {
  const payloads: unknown[] = [];
  while (mailbox.take()) payloads.push(mailbox.payload);
  return payloads;
}

test("mailbox.take() hands out type, payload, receipt and meta of the message put first", () => {
  const mailbox = new FifoMailbox();
  mailbox.put("a", 1, receipt, { id: "x" });
  mailbox.put("b", undefined, undefined, undefined);
  expect(mailbox.length).toBe(2);
  expect(mailbox.take()).toBe(true);
  expect([mailbox.type, mailbox.payload, mailbox.receipt, mailbox.meta]).toEqual(["a", 1, receipt, { id: "x" }]);
  expect(mailbox.take()).toBe(true);
  expect([mailbox.type, mailbox.payload, mailbox.receipt, mailbox.meta]).toEqual([
    "b",
    undefined,
    undefined,
    undefined,
  ]);
  expect([mailbox.take(), mailbox.length]).toEqual([false, 0]);
});

// Around every size at which a segment grows or ends.
test.each([0, 1, 7, 8, 9, 39, 40, 41, 167, 168, 169, 1_023, 1_024, 1_025, 5_000])(
  "mailbox.take() keeps the order of %i messages, again and again",
  (count) => {
    const mailbox = new FifoMailbox();
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < count; n++) mailbox.put("n", n, n % 2 === 0 ? receipt : undefined, undefined);
      expect(mailbox.length).toBe(count);
      expect(takeAll(mailbox)).toEqual(Array.from({ length: count }, (_, n) => n));
    }
  },
);

test("mailbox.put() and take() in any mixture lose and repeat nothing", () => {
  const mailbox = new FifoMailbox();
  let [put, taken, seed] = [0, 0, 1];
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 2_000; round++) {
    for (let n = random(40); n > 0; n--) mailbox.put("n", put++, undefined, undefined);
    for (let n = random(41); n > 0 && mailbox.take(); n--) expect(mailbox.payload).toBe(taken++);
    expect(mailbox.length).toBe(put - taken);
  }
  for (const payload of takeAll(mailbox)) expect(payload).toBe(taken++);
  expect(taken).toBe(put);
});

test("mailbox.take() after a message with a receipt finds none in the slots that are used again", () => {
  const mailbox = new FifoMailbox();
  for (let n = 0; n < 8; n++) mailbox.put("ask", n, receipt, { id: "x" });
  takeAll(mailbox);
  for (let n = 0; n < 8; n++) mailbox.put("tell", n, undefined, undefined);
  while (mailbox.take()) expect([mailbox.receipt, mailbox.meta]).toEqual([undefined, undefined]);
});

test("mailbox.clear() lets go of the message taken last", () => {
  const mailbox = new FifoMailbox();
  mailbox.put("a", { big: true }, receipt, { id: "x" });
  mailbox.take();
  mailbox.clear();
  expect([mailbox.payload, mailbox.receipt, mailbox.meta]).toEqual([undefined, undefined, undefined]);
});
