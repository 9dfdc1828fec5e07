import { expect, test } from "vitest";
import { runExample } from "./run-example.ts";

test("examples/backpressure.ts never has more in flight than the capacity and a credit, and ends by itself", async () => {
  const { stdout, stderr } = await runExample("backpressure");
  const number = (text = ""): number => Number(text.replaceAll(",", ""));
  const most = [...stdout.matchAll(/^All 40,000 lines were handled; at most (\S+) were/gm)].map(([, n]) => number(n));
  expect(most).toHaveLength(2);
  expect(most[0]).toBeLessThanOrEqual(1_500);
  expect(most[1]).toBeGreaterThan(1_500);
  const rows = [...stdout.matchAll(/^ +[\d.]+ s +(\S+) +(\S+) +(\S+) +-?\d+ MB$/gm)];
  expect(rows.length).toBeGreaterThan(2);
  for (const [, accepted, handled, inFlight] of rows) expect(number(accepted) - number(handled)).toBe(number(inFlight));
  expect(stderr).toBe("");
});
