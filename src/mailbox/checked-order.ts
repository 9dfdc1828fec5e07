import { ActorError } from "../core/errors.ts";
import { show } from "../core/show.ts";

/**
 * Asks a user's function for a number that something is ordered by.
 *
 * @param what the function, as in `the priority of a message`
 * @throws {ActorError} `ORDER_FAILED` if it throws, or answers NaN or no number at all.
 */
export function checkedOrder<First, Second>(
  what: string,
  order: (first: First, second: Second) => number,
  first: First,
  second: Second,
): number {
  let answer: unknown;
  try {
    answer = order(first, second);
  } catch (thrown) {
    if (thrown instanceof ActorError && thrown.code === "ORDER_FAILED") throw thrown;
    throw new ActorError("ORDER_FAILED", `Cannot tell ${what}: its function threw`, { cause: thrown });
  }
  if (typeof answer === "number" && !Number.isNaN(answer)) return answer;
  if (answer instanceof Promise) answer.catch(() => {}); // of an async function: nobody else would hear it fail
  throw new ActorError(
    "ORDER_FAILED",
    `Cannot tell ${what}: its function answered ${show(answer)}, which is no number`,
  );
}
