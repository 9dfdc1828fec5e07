import { expect, test } from "vitest";
import { runExample } from "./run-example.ts";

test.each(["threads", "processes"])(
  "examples/%s.ts downloads four pages, each by an actor of its own",
  async (name) => {
    const { stdout, stderr } = await runExample(name);
    const lines = [...stdout.matchAll(/^page-\d: http:\S+\/(\w+), \d+ characters, in process \d+$/gm)];
    expect(new Set(lines.map(([, page]) => page))).toEqual(new Set(["bbc", "ebay", "google", "reddit"]));
    expect(stderr).toContain("Still downloading: 3 of 4");
    expect(stderr).not.toContain("troupe:");
  },
);
