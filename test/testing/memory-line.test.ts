import { expect, test } from "vitest";
import { createMemoryLine } from "../../src/testing/memory-line.ts";
import { DATA, PORT, URGENT } from "../../src/wire/protocol.ts";
import { createManualEnv } from "../placement/manual-env.ts";

type Frame = readonly unknown[];

function createLine() {
  const env = createManualEnv();
  const [near, far] = createMemoryLine(env);
  const heard: Frame[] = [];
  return {
    env,
    near,
    far,
    heard,
    listen: () =>
      far.listen(
        (frame) => void heard.push(frame),
        () => {},
      ),
  };
}

test("end.post() is heard at the other end in the next turn, in order, and not before", () => {
  const { env, near, heard, listen } = createLine();
  listen();
  near.post([DATA, 1], []);
  near.post([DATA, 2], []);
  env.runSoon();
  expect(heard).toEqual([]);
  env.turn();
  expect(heard).toEqual([
    [DATA, 1],
    [DATA, 2],
  ]);
});

test("end.post() takes as many turns as it is told, and nothing overtakes it", () => {
  const env = createManualEnv();
  const turns = [3, 1];
  const [near, far] = createMemoryLine(env, () => turns.shift() ?? 1);
  const heard: Frame[] = [];
  far.listen(
    (frame) => void heard.push(frame),
    () => {},
  );
  near.post([DATA, 1], []);
  env.turn();
  near.post([DATA, 2], []);
  env.turn();
  expect(heard).toEqual([]);
  env.turn();
  expect(heard).toEqual([
    [DATA, 1],
    [DATA, 2],
  ]);
});

test("end.post() clones: what changes in the frame later is not heard", () => {
  const { env, near, heard, listen } = createLine();
  listen();
  const list = [1];
  near.post([DATA, list], []);
  list.push(2);
  env.turn();
  expect(heard).toEqual([[DATA, [1]]]);
  expect(() => near.post([DATA, () => {}], [])).toThrow(/could not be cloned/);
});

test("end.post() moves what is to be transferred, and hands on the end of another line as it is", () => {
  const { env, near, heard, listen } = createLine();
  listen();
  const buffer = new ArrayBuffer(8);
  const [end] = createMemoryLine(env);
  near.post([DATA, buffer], [buffer]);
  near.post([URGENT, PORT, 3, end], [end as never]);
  env.turn();
  expect(buffer.byteLength).toBe(0);
  expect(heard[0]?.[1]).toEqual(new ArrayBuffer(8));
  expect(heard[1]?.[3]).toBe(end);
});

test("end.listen() hears what was posted before it", () => {
  const { env, near, heard, listen } = createLine();
  near.post([DATA, "early"], []);
  env.turn();
  listen();
  env.turn();
  expect(heard).toEqual([[DATA, "early"]]);
});

test("end.readAll() hands over at once all that has arrived, which is not heard again", () => {
  const { env, near, far, heard, listen } = createLine();
  listen();
  near.post([DATA, 1], []);
  const read: Frame[] = [];
  far.readAll((frame) => read.push(frame));
  env.turn();
  expect([read, heard]).toEqual([[[DATA, 1]], []]);
});

test("end.cut(): what it has posted can still be read, nothing more is posted or heard", () => {
  const { env, near, far, heard, listen } = createLine();
  listen();
  far.post([DATA, "last words"], []);
  near.post([DATA, "unheard"], []);
  far.cut();
  far.post([DATA, "too late"], []);
  near.post([DATA, "unheard"], []);
  env.turn();
  const read: Frame[] = [];
  near.readAll((frame) => read.push(frame));
  expect([read, heard]).toEqual([[[DATA, "last words"]], []]);
});

test("end.close() drops what has arrived and takes nothing more", () => {
  const { env, near, far, heard, listen } = createLine();
  listen();
  near.post([DATA, 1], []);
  far.close();
  near.post([DATA, 2], []);
  env.turn();
  expect(heard).toEqual([]);
});
