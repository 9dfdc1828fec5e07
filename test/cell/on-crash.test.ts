import { expect, test, vi } from "vitest";
import { defineActor, type CrashDirective } from "troupe";
import { createTestSystem } from "troupe/testing";

test("an async onCrash that rejects has no say: one fault, the default restart, no unhandled rejection", async () => {
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  try {
    await using system = createTestSystem();
    const actor = defineActor({
      name: "actor",
      receive: {
        fail(): void {
          throw new Error("as told");
        },
        echo: (_, value: number) => value,
      },
      onCrash: (() => Promise.reject(new Error("it cannot decide"))) as unknown as () => CrashDirective,
    });
    const child = await system.spawn(actor);
    const seen: unknown[] = [];
    system.addEventListener("fault", ({ error }) => seen.push((error as Error & { code?: unknown }).code));
    system.addEventListener("crash", ({ decision }) => seen.push(decision));
    system.addEventListener("restart", () => seen.push("is back"));
    child.tell("fail");
    await system.advance(1_000);
    expect(seen).toEqual(["BAD_OPTION", "restart", "is back"]);
    expect(await child.ask("echo", 7)).toBe(7);
    expect(unhandled).not.toHaveBeenCalled();
  } finally {
    process.off("unhandledRejection", unhandled);
  }
});
