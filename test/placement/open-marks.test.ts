import { fstatSync } from "node:fs";
import { expect, test } from "vitest";
import { FileStore } from "../../src/wire/mark-store.ts";
import { Marks } from "../../src/wire/marks.ts";
import { openMarks } from "../../src/placement/open-marks.ts";

// Windows keeps the name of a file as long as it is open.
test.skipIf(process.platform === "win32")("openMarks() opens a file that has no name, and can be shared", () => {
  const opened = openMarks();
  if (opened === undefined) throw new Error("no folder can be written to");
  expect(fstatSync(opened.descriptor).nlink).toBe(0);
  const inherited = new Marks(new FileStore(opened.descriptor));
  inherited.mark(inherited.takeCell(), new Int32Array([0, 4, 1, 9]));
  expect(opened.marks.all).toEqual([{ caller: 0, lane: 4, opening: 1, place: 9 }]);
  opened.close();
  opened.close();
  expect(opened.marks.all).toEqual([]);
});
