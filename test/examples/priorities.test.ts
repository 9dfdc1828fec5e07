import { expect, test } from "vitest";
import { runExample } from "./run-example.ts";

test("examples/priorities.ts prints the jobs in each order, and ends by itself with status 0", async () => {
  const { stdout, stderr } = await runExample("priorities");
  const titles = [...stdout.matchAll(/^ {2}(.*) \(/gm)].map(([, title]) => title);
  const jobs = ["poster", "menu", "calendar", "boarding pass", "invoice"];
  expect(titles.slice(0, 5)).toEqual(["boarding pass", "menu", "invoice", "poster", "calendar"]);
  expect(titles.slice(5)).toEqual([...jobs, ...jobs.toReversed()]);
  expect(stderr).toBe("");
});
