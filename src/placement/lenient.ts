import { toError } from "../core/errors.ts";
import type { Peer } from "../wire/peer.ts";
import type { ControlName, ControlWords } from "../wire/protocol.ts";

/** Says something that shows a message; a payload that cannot cross is replaced by the reason. */
export function sayLeniently<Name extends ControlName>(peer: Peer, name: Name, words: ControlWords[Name]): void {
  try {
    peer.say(name, words);
  } catch (thrown) {
    peer.say(name, withoutPayloads(words, `[${toError(thrown).message}]`) as ControlWords[Name]);
  }
}

function withoutPayloads(value: unknown, instead: string): unknown {
  if (typeof value !== "object" || value === null || value instanceof Error) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "payload" || key === "details" ? instead : withoutPayloads(item, instead),
    ]),
  );
}
