import { accountingContract } from "./accounting.ts";
import { asksContract } from "./asks.ts";
import { backpressureContract } from "./backpressure.ts";
import { backoffContract } from "./backoff.ts";
import { concurrencyContract } from "./concurrency.ts";
import { deferredContract } from "./deferred.ts";
import { endingsContract } from "./endings.ts";
import { errorsContract } from "./errors.ts";
import { failedStartsContract } from "./failed-starts.ts";
import { finishWhenContract } from "./finish-when.ts";
import { floodsContract } from "./floods.ts";
import { idleContract } from "./idle.ts";
import { lookingContract } from "./looking.ts";
import { mailboxesContract } from "./mailboxes.ts";
import { messagesContract } from "./messages.ts";
import { namesContract } from "./names.ts";
import { noticesContract } from "./notices.ts";
import { onCrashContract } from "./on-crash.ts";
import { payloadsContract } from "./payloads.ts";
import { restartTypesContract } from "./restart-types.ts";
import { restartsContract } from "./restarts.ts";
import { roomContract } from "./room.ts";
import { selfAsksContract } from "./self-asks.ts";
import { signalsContract } from "./signals.ts";
import { startsContract } from "./starts.ts";
import { stashContract } from "./stash.ts";
import { stopLimitsContract } from "./stop-limits.ts";
import { strategiesContract } from "./strategies.ts";
import { systemStopContract } from "./system-stop.ts";
import { timersContract } from "./timers.ts";
import { watchContract } from "./watch.ts";
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
  restartTypesContract(placement, runner);
  strategiesContract(placement, runner);
  backoffContract(placement, runner);
  onCrashContract(placement, runner);
  finishWhenContract(placement, runner);
  endingsContract(placement, runner);
  errorsContract(placement, runner);
  payloadsContract(placement, runner);
  timersContract(placement, runner);
  signalsContract(placement, runner);
  startsContract(placement, runner);
  failedStartsContract(placement, runner);
  watchContract(placement, runner);
  noticesContract(placement, runner);
  stashContract(placement, runner);
  deferredContract(placement, runner);
  concurrencyContract(placement, runner);
  asksContract(placement, runner);
  selfAsksContract(placement, runner);
  namesContract(placement, runner);
  roomContract(placement, runner);
  floodsContract(placement, runner);
  mailboxesContract(placement, runner);
  backpressureContract(placement, runner);
  idleContract(placement, runner);
  systemStopContract(placement, runner);
  stopLimitsContract(placement, runner);
  lookingContract(placement, runner);
}
