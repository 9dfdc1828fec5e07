import type { Pool, PoolOptions, ProtocolOf, System } from "troupe";
import { onStage, type Stage } from "../../../src/testing/placement-contract/stage.ts";
import type { PlacementUnderTest, TestRunner } from "../../../src/testing/placement-contract/subject.ts";
import { laborer, type LaborerArgs } from "../actors/laborer.ts";

export type LaborerPool = Pool<ProtocolOf<typeof laborer>>;

/** Settings of a pool of laborers; where they live is said by the placement. */
export type FloorOptions = Omit<PoolOptions<LaborerArgs | undefined>, "on">;

/** A stage on which pools are made. */
export interface Floor extends Stage {
  readonly openPool: (options?: FloorOptions) => Promise<LaborerPool>;
  /** Ends the host of a worker that is free, as a fault would. */
  readonly breakWorkerOf: (pool: LaborerPool) => Promise<void>;
}

export type Run = (floor: Floor) => Promise<void>;

/** A way to run a case of the shared behaviour in one placement. */
export function onFloor(placement: PlacementUnderTest, run: Run): Promise<void> {
  return onStage(
    placement,
    (stage) =>
      run({
        ...stage,
        openPool: (options = {}) => openPool(stage.system, placement, options),
        breakWorkerOf: async (pool) => placement.breakHost?.(stage.system, (await pool.submit("me")) as never),
      }),
    { threads: 2, processes: 2 },
  );
}

function openPool(system: System, { on }: PlacementUnderTest, options: FloorOptions): Promise<LaborerPool> {
  return system.pool(laborer, { size: 2, ...options, on });
}

/** How a file of cases hands them in. */
export type Cases = (placement: PlacementUnderTest, runner: TestRunner) => void;

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
