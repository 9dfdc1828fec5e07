import { accountingContract } from "./accounting.ts";
import { messagesContract } from "./messages.ts";
import { restartsContract } from "./restarts.ts";
import type { PlacementUnderTest, TestRunner } from "./subject.ts";

/**
 * All that a placement must do, as tests: the guarantees of messages, endings and restarts.
 *
 * @example
 * describe("my placement", () => placementContract(mine, { test }));
 */
export function placementContract(placement: PlacementUnderTest, runner: TestRunner): void {
  messagesContract(placement, runner);
  accountingContract(placement, runner);
  restartsContract(placement, runner);
}
