import { expect, test } from "vitest";
import { turnOf } from "../../src/placement/turns.ts";

test("turnOf() differs for actors of one parent's host, and for those of different ones", () => {
  const ids = [0, 1, 2, 127].flatMap((host) => [1, 2, 255, 256, 65_536, 2 ** 24 - 1].map((n) => `system:${host}.${n}`));
  expect(new Set(ids.map(turnOf)).size).toBe(ids.length);
});

test("turnOf() fits into shared memory as it is, and is never nobody's", () => {
  const memory = new Int32Array(1);
  for (const id of ["system:0.1", "system:127.16777215", "a-b_c:3.7"]) {
    memory[0] = turnOf(id);
    expect(memory[0]).toBe(turnOf(id));
    expect(turnOf(id)).toBeGreaterThan(0);
  }
});

test("turnOf() of the 16,777,216th actor is not nobody's", () => {
  expect(turnOf(`system:0.${2 ** 24}`)).not.toBe(0);
});
