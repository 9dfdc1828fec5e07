import { toError } from "../core/errors.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";

/** Says something that shows a message; a payload that cannot cross is replaced by the reason. */
export function sayLeniently<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
  try {
    peer.say(name, words);
  } catch (thrown) {
    peer.say(name, withoutValues(words, `[${toError(thrown).message}]`) as ControlWords[Name]);
  }
}

/** Where words hold values of the user's, and what stands there instead. */
function withoutValues(words: object, instead: string): object {
  const replaced = Object.entries(words).map(([key, value]) => {
    if (key === "payload" || key === "value") return [key, instead];
    if (key === "details") return [key, [instead]];
    return [key, isPlain(value) ? withoutValues(value, instead) : value];
  });
  return Object.fromEntries(replaced) as object;
}

/** Words of the protocol's own: of the user's values it is replaced before anybody looks inside. */
function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
