import { expect, test, vi } from "vitest";
import { ordinaryMailbox } from "../../src/core/mailbox-options.ts";
import { Ref, type Target } from "../../src/core/ref.ts";

const target = { host: 0, rules: ordinaryMailbox, tell: vi.fn(), send: vi.fn(), ask: vi.fn() } satisfies Target;
const ref = new Ref({ id: "s-1", name: "shop", path: "/s/shop" }, target);

test.each([undefined, null, 100, { timeoutMs: Number.NaN }, { signal: {} }, { timeout: 1 }])(
  "ref.with(%o) throws BAD_OPTION",
  (options) => {
    expect(() => ref.with(options as never)).toThrow(
      expect.objectContaining({ code: "BAD_OPTION", message: expect.stringContaining('for actor "/s/shop": ') }),
    );
  },
);

test("ref.with() keeps what an earlier one has set, and leaves the ref itself as it is", () => {
  const { signal } = new AbortController();
  void ref.with({ signal }).with({ timeoutMs: 5 }).ask("buy", "unicorn");
  void ref.ask("buy", "horse");
  expect(target.ask.mock.calls).toEqual([
    ["buy", "unicorn", { signal, timeoutMs: 5 }],
    ["buy", "horse", {}],
  ]);
});
