import type { AnyDefinition, CrashDirective } from "../core/definition.ts";
import { ActorError, toError } from "../core/errors.ts";
import type { ShownMessage } from "../core/events.ts";
import { show } from "../core/show.ts";
import { isThenable } from "./thenable.ts";

const directives: readonly unknown[] = ["restart", "resume", "stop", "escalate"] satisfies CrashDirective[];

/**
 * Asks a definition's `onCrash` what is to become of an actor. A hook that fails, or gives no answer that is one, has no
 * say: `failed` is told, and the actor is treated as if there were none.
 */
export function askOnCrash(
  { name, onCrash }: AnyDefinition,
  error: Error,
  message: ShownMessage | undefined,
  failed: (error: Error) => void,
): CrashDirective {
  if (onCrash === undefined) return "restart";
  try {
    const answer = onCrash(error, message);
    if (isThenable(answer)) void answer.then(undefined, () => {}); // told below: nobody can wait for it
    if (answer === undefined) return "restart";
    if (directives.includes(answer)) return answer as CrashDirective;
    const wanted = `${directives.map(show).join(", ")} or nothing`;
    failed(new ActorError("BAD_OPTION", `onCrash of "${name}" must answer ${wanted}, not ${show(answer)}`));
  } catch (thrown) {
    failed(toError(thrown));
  }
  return "restart";
}
