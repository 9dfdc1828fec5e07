import { asDefinition } from "../core/definition.ts";
import { createPatientClock } from "../core/patient-clock.ts";
import type { Children } from "../core/running.ts";
import { withRelay } from "../cell/relay.ts";
import type { ChildRef } from "../supervisor/child-ref.ts";
import { Dispatcher } from "./dispatcher.ts";
import { Office, type OfficeScope } from "./office.ts";
import { checkPoolOptions } from "./pool-options.ts";
import { PoolHandle } from "./pool-handle.ts";
import { TurnClock } from "./turn-clock.ts";

/**
 * Makes a pool among the children of an actor or a system: an actor that passes its messages on to workers, which are its children.
 *
 * @throws {ActorError} as {@link CreatePool}.
 */
export async function openPool(
  children: Children,
  definition: unknown,
  options: unknown,
  scope: OfficeScope,
): Promise<PoolHandle> {
  const known = asDefinition(definition, "make a pool of");
  const plan = checkPoolOptions(known, options);
  const clock = plan.isAway ? new TurnClock(scope.env) : createPatientClock(scope.env);
  const hold = (): (() => void) => children.hold();
  const office = new Office(plan, known, scope, clock, hold);
  const dispatcher = new Dispatcher(known, plan, scope.env, clock, hold, () => office.ended());
  office.open(dispatcher);
  const pool = withRelay(
    {
      ...known,
      init: () => dispatcher.crew.open(),
      ended: undefined,
      mailbox: plan.mailbox,
      supervise: {},
      onCrash: () => "stop", // it has no code of its own that could crash: it is broken
      concurrency: 1,
    },
    dispatcher,
  );
  return new PoolHandle((await children.spawn(pool, plan.own, "pool")) as ChildRef, office);
}
