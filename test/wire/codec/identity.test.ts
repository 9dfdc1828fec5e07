import { expect, test } from "vitest";
import { carry, carryAll, Ref, refTo } from "./carry.ts";
import { address } from "../../../src/core/address.ts";

interface Node {
  self?: Node;
  next?: Node;
}

test("encode() keeps a cycle", () => {
  const node: Node = { next: {} };
  node.self = node;
  node.next = { next: node };
  const arrived = carry(node);
  expect(arrived.self).toBe(arrived);
  expect(arrived.next?.next).toBe(arrived);
});

test("encode() keeps cycles through arrays, maps, sets and errors", () => {
  const list: unknown[] = [];
  const map = new Map<unknown, unknown>();
  const set = new Set<unknown>();
  const error = new Error("round", { cause: list });
  list.push(map);
  map.set(set, error);
  set.add(list);
  const arrived = carry(list);
  const arrivedMap = arrived[0] as Map<Set<unknown>, Error>;
  const [[arrivedSet, arrivedError]] = [...arrivedMap] as [[Set<unknown>, Error]];
  expect(arrivedSet.has(arrived)).toBe(true);
  expect(arrivedError.cause).toBe(arrived);
});

test("encode() keeps shared identity of every kind of object", () => {
  const one = [
    {},
    [],
    new Date(),
    /x/,
    new URL("a:b"),
    new Map(),
    new Set(),
    new ArrayBuffer(8),
    new Uint8Array(3),
    new DataView(new ArrayBuffer(1)),
    new Error("x"),
    refTo("a"),
    new SharedArrayBuffer(1),
  ];
  const { first, again } = carry({ first: one, again: one.toReversed() });
  for (const [index, object] of first.entries()) expect(again.at(-1 - index)).toBe(object);
});

test("encode() keeps identity among thousands of objects", () => {
  const objects = Array.from({ length: 5_000 }, (_, id) => ({ id }));
  const arrived = carry([...objects, ...objects]);
  expect(new Set(arrived).size).toBe(5_000);
  expect(arrived[7_777]).toBe(arrived[2_777]);
});

test("encode() knows nothing of the messages before", () => {
  const object = { a: 1 };
  const [first, second] = carryAll(object, object);
  expect(first).toEqual(second);
  expect(first).not.toBe(second);
});

test("encode() sends a ref as its address, wherever it stands", () => {
  const plainRef = { [address]: refTo("plain")[address], tell() {} };
  const arrived = carry({
    to: refTo("a"),
    all: new Set([refTo("b")]),
    plain: plainRef,
    deep: Object.create(plainRef) as Ref,
  });
  expect(arrived.to).toBeInstanceOf(Ref);
  expect(arrived.to[address]).toEqual({ id: "id-a", name: "a", path: "/a", host: 1 });
  expect([...arrived.all][0]?.[address].name).toBe("b");
  expect(arrived.plain).toBeInstanceOf(Ref);
  expect(arrived.deep[address].name).toBe("plain");
});
