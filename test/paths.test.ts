import { expect, test } from "vitest";
import type { ActorNode } from "troupe";
import { nodeAt, pathBelow } from "../src/paths.ts";

test.each<[path: string, names: readonly string[] | undefined]>([
  ["/shop/till", ["till"]],
  ["/shop/orders-1/till", ["orders-1", "till"]],
  ["/shop/a b/ü", ["a b", "ü"]],
  ["/shop/", [""]], // a name that nobody can have
  ["/shop//till", ["", "till"]],
  ["/shop", undefined],
  ["/", undefined],
  ["/other/till", undefined],
  ["/SHOP/till", undefined],
])("pathBelow() of %j", (path, names) => {
  expect(pathBelow("shop", path)).toEqual(names);
});

test.each([["till"], [""], ["shop/till"], [" /shop/till"], [7], [null], [undefined], [{ path: "/shop/till" }]])(
  "pathBelow() refuses %j, and says what a path looks like",
  (path) => {
    expect(() => pathBelow("shop", path)).toThrow(
      expect.objectContaining({
        code: "BAD_OPTION",
        message: expect.stringMatching(/^Cannot get actor .*: a path looks like "\/shop\/name"$/),
      }),
    );
  },
);

test("nodeAt() is the node at the end of the names, or nothing", () => {
  const till = node("till");
  const nodes = [node("cellar"), node("hall", node("door"), till)];
  expect(nodeAt(nodes, ["hall", "till"])).toBe(till);
  expect(nodeAt(nodes, ["hall"])).toBe(nodes[1]);
  for (const names of [["till"], ["hall", "cellar"], ["hall", "till", "drawer"], [""], []]) {
    expect(nodeAt(nodes, names)).toBeUndefined();
  }
});

function node(name: string, ...children: ActorNode[]): ActorNode {
  return {
    name,
    path: `/shop/${name}`,
    id: name,
    definition: name,
    host: "main",
    isTransient: false,
    state: "running",
    mailbox: 0,
    restarts: 0,
    uptimeMs: 0,
    children,
  };
}
