import { expect, test } from "vitest";
import { encode } from "../../src/wire/codec/encode.ts";
import { Link } from "../../src/wire/link.ts";
import { ACK, DATA, HELLO, PROTOCOL_VERSION, TELL, URGENT, WINDOW_FRAMES } from "../../src/wire/protocol.ts";
import { createManualEnv } from "../placement/manual-env.ts";
import { threadScope } from "./codec/carry.ts";
import { createRecordedTransport } from "./recorded-transport.ts";

const hello = [URGENT, HELLO, PROTOCOL_VERSION, 7];
const FULL = 256;

function createLink() {
  const env = createManualEnv();
  const transport = createRecordedTransport();
  const received: (readonly unknown[])[] = [];
  const broken: unknown[] = [];
  const link = new Link(env, threadScope, (items) => void received.push(items));
  return {
    env,
    transport,
    received,
    link,
    broken,
    attach: () => link.attach(transport, 7, (error) => void broken.push(error)),
    write(...items: unknown[]): void {
      link.frame.items.push(...items);
      link.wrote();
    },
    sayNow(...items: unknown[]): void {
      const frame = link.newFrame(URGENT);
      frame.items.push(...items);
      link.addUrgent(frame);
    },
  };
}

type Written = ReturnType<typeof createLink>;

function writeMany({ write }: Written, count: number, from = 0): void {
  for (let n = from; n < from + count; n++) write(n);
}

test("link.attach() says HELLO first, with the version and the host", () => {
  const { attach, transport, link } = createLink();
  expect(link.isAttached).toBe(false);
  attach();
  expect([link.isAttached, transport.posted]).toEqual([true, [hello]]);
});

test("link.attach() posts what was written before it, after HELLO, urgent frames first", () => {
  const { attach, transport, write, sayNow, env } = createLink();
  write("early");
  env.runSoon();
  sayNow("urgent");
  write("later");
  attach();
  expect(transport.posted).toEqual([hello, [URGENT, "urgent"], [DATA, "early"]]);
  env.runSoon();
  expect(transport.posted.at(-1)).toEqual([DATA, "later"]);
});

test("link.attach() posts no more than a window of what was written before it", () => {
  const written = createLink();
  writeMany(written, 100 * FULL);
  written.env.runSoon();
  written.attach();
  expect(written.transport.data.length).toBe(WINDOW_FRAMES);
});

test("link.wrote() gathers the records of a turn into one frame, posted when all else of the turn has run", () => {
  const { attach, transport, write, env } = createLink();
  attach();
  write("one");
  env.soon(() => write("two"));
  expect(transport.data).toEqual([]);
  env.runSoon();
  expect(transport.data).toEqual([["one", "two"]]);
});

test("link.wrote() posts full frames at once: 32 records, then twice as many each time up to 256, and 32 in the next turn", () => {
  const written = createLink();
  written.attach();
  writeMany(written, 1_000);
  expect(written.transport.data.map(({ length }) => length)).toEqual([32, 64, 128, 256, 256, 256]);
  written.env.runSoon();
  writeMany(written, 32, 1_000);
  expect(written.transport.data.slice(6).map(({ length }) => length)).toEqual([8, 32]);
  expect(written.transport.data.flat()).toEqual(Array.from({ length: 1_032 }, (_, n) => n));
});

test("link.wrote() posts at once behind a record of more than 128 items", () => {
  const { attach, transport, write, env } = createLink();
  attach();
  write("small");
  write(...Array.from({ length: 128 }, () => "no larger"));
  expect(transport.data).toEqual([]);
  write(...Array.from({ length: 129 }, () => "large"));
  expect(transport.data.map(({ length }) => length)).toEqual([1 + 128 + 129]);
  write("next");
  env.runSoon();
  expect(transport.data.at(-1)).toEqual(["next"]);
});

test("link.wrote() has at most 64 frames under way, and goes on as they are acknowledged, in order", () => {
  const written = createLink();
  const { transport, env } = written;
  written.attach();
  writeMany(written, 100 * FULL);
  env.runSoon();
  expect(transport.data.length).toBe(WINDOW_FRAMES);
  transport.arrive(URGENT, ACK, 16);
  expect(transport.data.length).toBe(WINDOW_FRAMES + 16);
  while (transport.data.flat().length < 100 * FULL) transport.arrive(URGENT, ACK, 16);
  expect(transport.data.flat()).toEqual(Array.from({ length: 100 * FULL }, (_, n) => n));
});

test("link.tally() counts when the record that is written next is posted, link.postAll() posts past the window", () => {
  const written = createLink();
  const { transport, link, write } = written;
  let counted = 0;
  const tally = { count: (more: number): void => void (counted += more) };
  written.attach();
  link.tally(tally, 2);
  expect(counted).toBe(0);
  writeMany(written, 32);
  expect(counted).toBe(2);
  writeMany(written, 100 * FULL, 32);
  link.tally(tally, 3);
  link.tally(tally, 4);
  write("last");
  transport.arrive(URGENT, ACK, 16);
  expect(counted).toBe(2);
  link.postAll();
  expect([counted, transport.data.flat().at(-1)]).toEqual([9, "last"]);
});

test("link.addUrgent() overtakes what waits for the window and what is still being gathered", () => {
  const written = createLink();
  const { transport } = written;
  written.attach();
  writeMany(written, 100 * FULL);
  written.sayNow("stop");
  expect(transport.posted.at(-1)).toEqual([URGENT, "stop"]);
  expect(transport.data.length).toBe(WINDOW_FRAMES);
  transport.arrive(URGENT, ACK, 1);
  expect(transport.data.length).toBe(WINDOW_FRAMES + 1); // it took no place in the window
});

test("link.add() puts a frame that was filled apart behind all records so far", () => {
  const { attach, transport, write, link, env } = createLink();
  attach();
  write("before");
  const frame = link.newFrame();
  frame.items.push("apart");
  link.add(frame);
  write("after");
  env.runSoon();
  expect(transport.data).toEqual([["before"], ["apart"], ["after"]]);
});

test("link acknowledges every 16 data frames that were read, and no urgent ones", () => {
  const { attach, transport, received } = createLink();
  attach();
  for (let n = 0; n < 15; n++) transport.arrive(DATA, n);
  for (let n = 0; n < 20; n++) transport.arrive(URGENT, "urgent");
  expect(transport.posted).toEqual([hello]);
  transport.arrive(DATA, 15);
  expect(transport.posted.slice(1)).toEqual([[URGENT, ACK, 16]]);
  for (let n = 16; n < 32; n++) transport.arrive(DATA, n);
  expect(transport.posted.slice(1)).toEqual([
    [URGENT, ACK, 16],
    [URGENT, ACK, 16],
  ]);
  expect(received.length).toBe(52);
});

test("link.wrote() posts with a frame how many were read", () => {
  const { attach, transport, write, env, received, broken } = createLink();
  attach();
  for (let n = 0; n < 3; n++) transport.arrive(DATA, n);
  write("reply");
  env.runSoon();
  write("next");
  env.runSoon();
  expect(transport.posted.slice(1)).toEqual([
    [-3, "reply"],
    [DATA, "next"],
  ]);
  transport.arrive(-2, "both were read");
  expect([received.at(-1), broken]).toEqual([[-2, "both were read"], []]);
  transport.arrive(-1, "what was?");
  expect(broken).toEqual([expect.objectContaining({ code: "LINK_BROKEN" })]);
});

test("link keeps HELLO and ACK to itself, and refuses another version of the protocol and a false ACK", () => {
  const { attach, transport, received, broken } = createLink();
  attach();
  transport.arrive(URGENT, HELLO, PROTOCOL_VERSION, 3);
  transport.arrive(URGENT, ACK, 0);
  expect(received).toEqual([]);
  expect(broken).toEqual([]);
  transport.arrive(URGENT, HELLO, 99, 3);
  transport.arrive(URGENT, ACK, 1);
  expect(broken).toEqual([
    expect.objectContaining({ code: "LINK_BROKEN", message: expect.stringMatching(/host 3 speaks version 99/) }),
    expect.objectContaining({ code: "LINK_BROKEN", message: expect.stringMatching(/what was never sent/) }),
  ]);
});

test("link.close() reads what is left, then posts and hears nothing more, and closes its transport once", () => {
  const { attach, transport, received, link, write, sayNow, env } = createLink();
  attach();
  transport.leaveUnread(DATA, "last words");
  link.close();
  link.close();
  expect([received, transport.isClosed, link.isClosed]).toEqual([[[DATA, "last words"]], true, true]);
  write("late");
  sayNow("late");
  env.runSoon();
  transport.arrive(DATA, "late");
  expect([transport.posted, received.length]).toEqual([[hello], 1]);
});

test("link.close() before there is a transport keeps everything to itself", () => {
  const { transport, link, write, sayNow, env } = createLink();
  write("never");
  link.close();
  sayNow("never");
  env.runSoon();
  expect([transport.posted, link.isAttached]).toEqual([[], false]);
});

/** A record whose value has a getter, as a payload may. */
function writeWith({ link }: Written, name: string, get: () => unknown): void {
  const { frame } = link;
  const start = frame.items.length;
  try {
    frame.items.push(TELL, name);
    encode(Object.defineProperty({}, "late", { enumerable: true, get }), frame);
  } catch (thrown) {
    frame.items.length = start;
    throw thrown;
  }
  link.wrote();
}

const namesIn = (data: readonly (readonly unknown[])[]): unknown[] =>
  data.flat().filter((item) => item === "outer" || item === "inner" || item === "next");

test("link.frame: what a getter in a payload sends follows the message with that getter, and precedes the next", () => {
  const written = createLink();
  written.attach();
  writeWith(written, "outer", () => written.write("inner"));
  written.write("next");
  written.env.runSoon();
  expect(namesIn(written.transport.data)).toEqual(["outer", "inner", "next"]);
});

test("link.frame: what a getter sends keeps its place before the next message, also when its own message is refused", () => {
  const written = createLink();
  written.attach();
  const refused = (): unknown => {
    written.write("inner");
    throw new Error("refused");
  };
  expect(() => writeWith(written, "outer", refused)).toThrow(expect.objectContaining({ code: "NOT_SENDABLE" }));
  written.write("next");
  written.env.runSoon();
  expect(namesIn(written.transport.data)).toEqual(["inner", "next"]);
});

test("link.frame: a getter within what a getter sends cannot write into the midst of it", () => {
  const written = createLink();
  written.attach();
  writeWith(written, "outer", () => {
    writeWith(written, "inner", () => {
      written.write("next");
      return "value";
    });
    return "value";
  });
  written.env.runSoon();
  const inner = written.transport.data.find((items) => items.includes("inner")) ?? [];
  const end = inner.indexOf("value");
  expect(inner.slice(0, end)).not.toContain("next");
});
