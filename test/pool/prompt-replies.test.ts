// Replies leave together at the end of a turn, but none waits there for a job that takes long. Only a real host can be blocked.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { blocker, open } from "./actors/blocker.ts";
import { useWorkshop } from "./workshop.ts";

const shop = useWorkshop(1);

describe.each(["thread", "process"] as const)("%s", (on) => {
  test("a reply does not wait for a job behind it, though both kinds were quick", async () => {
    const pool = await shop.system.pool(blocker, { size: 1, on });
    const free = open(join(shop.folder, "free"));
    await Promise.all([pool.submit("weigh", "small"), pool.submit("pass", free)]);
    const barred = join(shop.folder, "barred");
    const quick = [pool.submit("weigh", "one"), pool.submit("pass", free), pool.submit("weigh", "three")];
    const blocked = pool.submit("pass", barred);
    expect(await Promise.all(quick)).toEqual([3, "blocker-1", 5]); // which would wait for ever
    expect(blocked.status).toBe("running");
    open(barred);
    await blocked;
  });

  test("a reply of a kind that has long been quick does not wait for one of another kind", async () => {
    const pool = await shop.system.pool(blocker, { size: 1, on });
    await Promise.all(Array.from({ length: 2_000 }, () => pool.submit("weigh", "small")));
    const free = open(join(shop.folder, "free"));
    await pool.submit("pass", free);
    const barred = join(shop.folder, "barred");
    const quick = Array.from({ length: 8 }, () => pool.submit("weigh", "small"));
    const blocked = pool.submit("pass", barred);
    expect(await Promise.all(quick)).toEqual(Array.from({ length: 8 }, () => 5));
    open(barred);
    await blocked;
  });
});
