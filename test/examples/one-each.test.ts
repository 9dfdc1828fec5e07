import { describe, expect, test } from "vitest";
import { openWeb, page, type Answer } from "../actors/download/web.ts";
import { runExample, startExample } from "./run-example.ts";

describe.each(["threads", "processes"])("examples/%s.ts", (name) => {
  test("downloads four pages, each by an actor of its own", async () => {
    const { stdout, stderr } = await runExample(name);
    const lines = [...stdout.matchAll(/^page-\d: http:\S+\/(\w+), \d+ characters, in process \d+$/gm)];
    expect(new Set(lines.map(([, page]) => page))).toEqual(new Set(["bbc", "ebay", "google", "reddit"]));
    expect(stderr).not.toContain("troupe:");
  });

  test("says how many pages there are while it waits for the last one", async () => {
    let tell!: () => void;
    const told = new Promise<void>((resolve) => (tell = resolve));
    const last: Answer = (...visit) => void told.then(() => page("the last one")(...visit));
    const web = await openWeb({ "/a": page("a"), "/b": page("b"), "/c": page("c"), "/last": last });
    const { child, ended } = startExample(name, ...["/a", "/b", "/c", "/last"].map((path) => web.url(path)));
    child.stderr?.on("data", (text: string) => text.includes("Still downloading: 3 of 4") && tell());
    const { stdout, stderr } = await ended;
    expect(stdout).toContain(`${web.url("/last")}, 12 characters`);
    expect(stderr).not.toContain("troupe:");
  });
});
