import { expect, test } from "vitest";
import { nextToEnd, type Endable } from "../../src/supervisor/end-order.ts";

const [a, b] = [{}, {}];
const child = (definition: object, isTransient = false): Endable => ({ definition, isTransient });

/** The groups in which children end, by their places in the order they were spawned. */
function groups(children: readonly Endable[], mode: "drain" | "stop" | "kill"): number[][] {
  const order: number[][] = [];
  let left = children;
  while (left.length > 0) {
    const group = nextToEnd(left, mode);
    order.push(group.map((one) => children.indexOf(one)));
    left = left.filter((one) => !group.includes(one));
  }
  return order;
}

test("nextToEnd() ends the last started first, those of one definition side by side", () => {
  expect(groups([child(a), child(b), child(a), child(b)], "stop")).toEqual([
    [1, 3],
    [0, 2],
  ]);
  expect(groups([child(b), child(a), child(a)], "stop")).toEqual([[1, 2], [0]]);
});

test("nextToEnd() of a drain ends the transient ones last", () => {
  const children = [child(a), child(b, true), child(b), child(a, true)];
  expect(groups(children, "drain")).toEqual([[2], [0], [3], [1]]);
  expect(groups(children, "stop")).toEqual([
    [0, 3],
    [1, 2],
  ]);
});

test("nextToEnd() of a kill ends all at once", () => {
  expect(groups([child(a), child(b, true), child(b)], "kill")).toEqual([[0, 1, 2]]);
});

test("nextToEnd() of nobody is nobody", () => {
  expect(nextToEnd([], "drain")).toEqual([]);
});
