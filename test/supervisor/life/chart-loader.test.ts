import { expect, test } from "vitest";
import { ChartLoader, loadChart } from "../../../src/supervisor/life/chart-loader.ts";
import { stepTable, type Step } from "../../../src/supervisor/life/table.ts";

const never = (): never => {
  throw new Error("this is not to happen");
};

test("loader.whenLoaded() loads once, and runs what waits in order", async () => {
  let loads = 0;
  const step: Step = (state) => state;
  const loader = new ChartLoader(undefined, async () => (++loads === 1 ? step : never()), never);
  const order: number[] = [];
  expect([loader.step, loader.isLoading]).toEqual([stepTable, false]);
  await new Promise<void>((resolve) => {
    loader.whenLoaded(() => order.push(1));
    loader.whenLoaded(() => order.push(2));
    expect([order, loader.isLoading]).toEqual([[], true]);
    loader.whenLoaded(resolve);
  });
  loader.whenLoaded(() => order.push(3));
  expect([order, loader.step, loader.isLoading]).toEqual([[1, 2, 3], step, false]);
});

test("loader.whenLoaded() goes on with the table when the chart cannot be loaded, and says so", async () => {
  const failures: unknown[] = [];
  const broken = new Error("no such package");
  const loader = new ChartLoader(
    undefined,
    () => Promise.reject(broken),
    (error) => failures.push(error),
  );
  await new Promise<void>((resolve) => loader.whenLoaded(resolve));
  expect([failures, loader.step]).toEqual([[broken], stepTable]);
});

test("loader.whenLoaded() runs at once with a chart that is there", () => {
  const step: Step = (state) => state;
  const loader = new ChartLoader(step, never, never);
  let hasRun = false;
  loader.whenLoaded(() => (hasRun = true));
  expect([hasRun, loader.step]).toEqual([true, step]);
});

test("loadChart() gives the chart", async () => {
  expect((await loadChart())("running", "FAILURE")).toBe("restarting");
});
