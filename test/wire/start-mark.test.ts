import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileStore, MemoryStore, type MarkStore } from "../../src/wire/mark-store.ts";
import { Marks } from "../../src/wire/marks.ts";
import { SEEN_MS, StartMark } from "../../src/wire/start-mark.ts";
import { createManualClock } from "../../src/testing/manual-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "troupe-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "marks");
const memory = (): [MarkStore, MarkStore] => {
  const shared = new SharedArrayBuffer(MemoryStore.bytes);
  return [new MemoryStore(shared), new MemoryStore(shared)];
};

describe.each<[kind: string, open: () => [MarkStore, MarkStore]]>([
  ["a file", () => [new FileStore(openSync(file, "w+")), new FileStore(openSync(file, "r+"))]],
  ["memory", memory],
])("in %s", (_kind, open) => {
  let starter: Marks;
  let started: Marks;
  beforeEach(() => {
    const [one, other] = open();
    [starter, started] = [new Marks(one), new Marks(other)];
    starter.reserve();
  });
  afterEach(() => {
    starter.close();
    started.close();
  });

  function markOf(caller: number, lane: number, opening: number) {
    const clock = createManualClock();
    const mark = new StartMark(started, caller, lane, clock);
    mark.open(opening);
    return { clock, mark };
  }

  test("mark.start() says to whoever has the file which message of the lane is started", () => {
    const first = markOf(0, 3, 7).mark;
    const other = markOf(1_000_002, 3, 1).mark;
    expect(starter.all).toEqual([]);
    first.start(1);
    other.start(-5);
    first.start(2);
    expect(starter.all).toEqual([
      { caller: 0, lane: 3, opening: 7, place: 2 },
      { caller: 1_000_002, lane: 3, opening: 1, place: -5 },
    ]);
    expect([starter.placeOf(3, 7), starter.placeOf(3, 8), starter.placeOf(4, 7)]).toEqual([2, undefined, undefined]);
  });

  test("mark.start() sees what is recalled if it has not looked for a millisecond", () => {
    const { mark, clock } = markOf(0, 3, 7);
    expect(mark.start(1)).toBe(0);
    expect(starter.recall(3, 7, 3)).toBe(true);
    expect(mark.start(2)).toBe(0); // it has looked a moment ago
    clock.advance(SEEN_MS);
    expect([mark.start(3), mark.start(4)]).toEqual([3, 3]);
    starter.recall(3, 7, 0);
    expect([mark.start(5), mark.start(6)]).toEqual([0, 0]); // once recalled, it looks each time
  });

  test("mark.start() does not see what was recalled of another lane, or of a former user of this one", () => {
    const { mark } = markOf(0, 3, 7);
    const other = markOf(1, 3, 7).mark; // of a caller that cannot recall
    starter.recall(4, 7, 1);
    starter.recall(3, 6, 1);
    expect(mark.start(1)).toBe(0);
    starter.recall(3, 7, 1);
    expect(other.start(1)).toBe(0);
    mark.open(8);
    expect(mark.start(1)).toBe(0);
  });

  test("mark.close() leaves its cell to another one", () => {
    const { mark } = markOf(1, 0, 1);
    mark.start(5);
    mark.close();
    markOf(2, 9, 4).mark.start(1);
    expect(starter.all).toEqual([{ caller: 2, lane: 9, opening: 4, place: 1 }]);
  });

  test("marks that are closed recall nothing, and are none", () => {
    markOf(0, 3, 7).mark.start(1);
    starter.close();
    starter.close();
    expect([starter.recall(3, 7, 1), starter.all]).toEqual([false, []]);
  });
});
