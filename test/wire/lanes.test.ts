import { expect, test } from "vitest";
import { COUNTERS, Lanes, LANES_PER_PAGE } from "../../src/wire/lanes.ts";
import { Link } from "../../src/wire/link.ts";
import { OPEN, PAGE } from "../../src/wire/protocol.ts";
import { createManualEnv } from "../placement/manual-env.ts";
import { threadScope } from "./codec/carry.ts";
import { createRecordedTransport } from "./recorded-transport.ts";

interface User {
  readonly name: string;
  isAccounted: boolean;
}

function createLanes() {
  const env = createManualEnv();
  const transport = createRecordedTransport();
  const link = new Link(env, threadScope, () => {});
  link.attach(transport, 0, () => {});
  const lanes = new Lanes<User>(link, true, env.clock);
  return {
    lanes,
    open(name: string, isAccounted = true): number {
      return lanes.open({ name, isAccounted }, `id-${name}`, `/${name}`);
    },
    /** All that was said so far. */
    said(): readonly unknown[] {
      env.runSoon();
      return transport.data.flat();
    },
  };
}

test("lanes.open() sends the memory that counts, then says whom the lane leads to", () => {
  const { open, said, lanes } = createLanes();
  expect([open("a"), open("b")]).toEqual([0, 1]);
  const [page, memory, ...opens] = said();
  expect([page, memory]).toEqual([PAGE, expect.any(SharedArrayBuffer)]);
  expect(opens).toEqual([OPEN, 0, "id-a", "/a", OPEN, 1, "id-b", "/b"]);
  expect([lanes.userOf(0)?.name, lanes.userOf(1)?.name, lanes.userOf(2)]).toEqual(["a", "b", undefined]);
});

test("lanes.started() is what the other end has counted for that lane", () => {
  const { open, said, lanes } = createLanes();
  open("a");
  open("b");
  const counts = new Int32Array(said()[1] as SharedArrayBuffer);
  counts[COUNTERS] = 7;
  expect([lanes.started(0), lanes.started(1)]).toEqual([0, 7]);
});

test("lanes.stashed() is what the other end has put aside of those", () => {
  const { open, said, lanes } = createLanes();
  open("a");
  open("b");
  const counts = new Int32Array(said()[1] as SharedArrayBuffer);
  counts[COUNTERS + 1] = 4;
  expect([lanes.stashed(0), lanes.stashed(1)]).toEqual([0, 4]);
});

test("lanes.open() sends one more page for each 1,024 lanes", () => {
  const { open, said, lanes } = createLanes();
  for (let n = 0; n <= LANES_PER_PAGE; n++) open(`actor-${n}`);
  const memories = said().filter((item) => item instanceof SharedArrayBuffer);
  expect(memories.length).toBe(2);
  new Int32Array(memories[1] as SharedArrayBuffer)[0] = 3;
  expect([lanes.started(0), lanes.started(LANES_PER_PAGE)]).toEqual([0, 3]);
});

test("lanes.close() gives the lane to the next, counted from 0, as soon as its messages are accounted for", () => {
  const { open, said, lanes } = createLanes();
  const user: User = { name: "a", isAccounted: false };
  const lane = lanes.open(user, "id-a", "/a");
  new Int32Array(said()[1] as SharedArrayBuffer)[lane] = 5;
  lanes.close(lane);
  expect(open("b")).toBe(1);
  expect(lanes.userOf(lane)).toBe(user);
  user.isAccounted = true;
  expect([open("c"), lanes.started(lane), lanes.userOf(lane)?.name]).toEqual([lane, 0, "c"]);
  expect(open("d")).toBe(2);
});

test("lanes.dispose() hands over all users, also of closing lanes, while what was counted can still be read", () => {
  const { open, said, lanes } = createLanes();
  for (const name of ["a", "b", "c"]) open(name, name !== "b");
  const counts = new Int32Array(said()[1] as SharedArrayBuffer);
  for (const lane of [0, 1, 2]) counts[lane * COUNTERS] = lane + 1;
  lanes.close(1);
  lanes.close(2);
  open("d"); // takes the lane of c, which has nothing under way
  const started: number[] = [];
  const users = lanes.dispose(() => started.push(lanes.started(started.length)));
  expect(users.map(({ name }) => name)).toEqual(["a", "b", "d"]);
  expect(started).toEqual([1, 2, 0]);
  expect(lanes.userOf(0)).toBeUndefined();
  expect(open("e")).toBe(0);
});
