import { accountingContract } from "./accounting.ts";
import { endingsContract } from "./endings.ts";
import { errorsContract } from "./errors.ts";
import { floodsContract } from "./floods.ts";
import { messagesContract } from "./messages.ts";
import { payloadsContract } from "./payloads.ts";
import { restartsContract } from "./restarts.ts";
import { roomContract } from "./room.ts";
import { signalsContract } from "./signals.ts";
import { startsContract } from "./starts.ts";
import { systemStopContract } from "./system-stop.ts";
import { timersContract } from "./timers.ts";
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
  endingsContract(placement, runner);
  errorsContract(placement, runner);
  payloadsContract(placement, runner);
  timersContract(placement, runner);
  signalsContract(placement, runner);
  startsContract(placement, runner);
  roomContract(placement, runner);
  floodsContract(placement, runner);
  systemStopContract(placement, runner);
}
