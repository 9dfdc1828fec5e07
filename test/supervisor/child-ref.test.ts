import { expect, test, vi } from "vitest";
import { ordinaryMailbox } from "../../src/core/mailbox-options.ts";
import { Ref, type Forwarder } from "../../src/core/ref.ts";
import { ChildRef } from "../../src/supervisor/child-ref.ts";

const target = {
  host: 0,
  rules: ordinaryMailbox,
  tell: vi.fn(),
  send: vi.fn(),
  ask: vi.fn(),
  forward: vi.fn(),
  wasStarted: vi.fn(),
  recall: vi.fn(),
  isRecalling: false,
} satisfies Forwarder;
const ref = new Ref({ id: "s-1", name: "shop", path: "/s/shop" }, target);

test.each([null, 100, { timeoutMs: -1 }, { timeoutMs: Number.NaN }, { drain: "yes" }, { timeout: 1 }])(
  "child.stop(%o) rejects with BAD_OPTION, and stops nothing",
  async (options) => {
    const end = vi.fn();
    const child = new ChildRef(ref, { end, idle: vi.fn(), exited: Promise.resolve({ kind: "stopped" }), target });
    await expect(child.stop(options as never)).rejects.toMatchObject({
      code: "BAD_OPTION",
      message: expect.stringContaining('Cannot stop actor "/s/shop": ') as string,
    });
    expect(end).not.toHaveBeenCalled();
  },
);
