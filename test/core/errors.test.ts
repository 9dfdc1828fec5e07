import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { ActorError, toError } from "../../src/core/errors.ts";

test("ActorError has its code, details and cause as own fields, and a cause only if there is one", () => {
  const cause = new Error("why");
  const error = new ActorError("HOST_LOST", "gone", { cause, details: { exitCode: 7 } });
  expect(error).toMatchObject({ name: "ActorError", code: "HOST_LOST", message: "gone", cause, exitCode: 7 });
  expect("cause" in new ActorError("GONE", "gone")).toBe(false);
  expect("cause" in new ActorError("GONE", "gone", { cause: undefined })).toBe(true);
});

test("toError() returns an error as it is, of whichever realm", () => {
  const error = new RangeError("far");
  const foreign = runInNewContext("new Error('foreign')") as Error;
  expect(toError(error)).toBe(error);
  expect(toError(foreign)).toBe(foreign);
});

test.each([
  ["text", '"text"'],
  [undefined, "undefined"],
  [null, "null"],
  [Symbol("s"), "Symbol(s)"],
  [7n, "7"],
])("toError(%o) makes NOT_AN_ERROR that shows it", (thrown, shown) => {
  const error = toError(thrown);
  expect(error).toMatchObject({ code: "NOT_AN_ERROR", cause: thrown });
  expect(error.message).toContain(shown);
});

test("toError() makes an error of anything, also of what cannot be shown", () => {
  const unshowable = Object.create(null) as object;
  const hostile = {
    toString() {
      throw new Error("no");
    },
  };
  expect(toError(unshowable)).toMatchObject({ code: "NOT_AN_ERROR" });
  expect(toError(hostile)).toMatchObject({ code: "NOT_AN_ERROR" });
});
