import {
  actorName,
  aFunction,
  anObject,
  badOption,
  checkOptions,
  isObject,
  wholeFrom,
  type Rule,
} from "./check-options.ts";
import type { AnyDefinition } from "./definition.ts";
import { ActorError } from "./errors.ts";
import { checkMailboxSpec, mailboxRules, type MailboxSpec } from "./mailbox-options.ts";
import { show } from "./show.ts";
import { checkSuperviseOptions, type SuperviseOptions } from "./supervise-options.ts";

/** What was handed to `defineActor`, once that has been checked: JavaScript, or a cast, may hand in anything. */
export type CheckedSpec = Omit<AnyDefinition, "receive" | "mailbox" | "supervise" | "concurrency"> & {
  readonly receive: Readonly<Record<string, Handler>>;
  readonly mailbox?: MailboxSpec;
  readonly supervise?: SuperviseOptions;
  readonly concurrency?: number;
};

type Handler = AnyDefinition["receive"] extends ReadonlyMap<string, infer Known> ? Known : never;

/** Where a module can be found from anywhere: a URL, or an absolute path. */
const absolute = /^(?:[a-z][a-z\d+.-]+:|\/|[a-z]:[\\/])/i;

const rules: Readonly<Record<keyof CheckedSpec, Rule>> = {
  name: actorName,
  module: ["import.meta.url or an absolute path", (value) => typeof value === "string" && absolute.test(value)],
  init: aFunction,
  receive: ["an object of handlers", isObject],
  ended: aFunction,
  mailbox: anObject,
  supervise: anObject,
  onCrash: aFunction,
  concurrency: wholeFrom(1),
};

const required = ["name", "receive"] as const;

/** @throws {ActorError} `BAD_OPTION`, with the part of the spec and what was given. */
export function checkSpec(spec: unknown): CheckedSpec {
  if (!isObject(spec)) {
    throw new ActorError("BAD_OPTION", `Cannot define an actor: ${show(spec)} is no object with name and receive`);
  }
  const act = `define actor ${show(spec["name"])}`;
  for (const part of required) if (spec[part] === undefined) throw badOption(act, part, rules[part][0], undefined);
  checkOptions(act, spec, rules);
  const checked = spec as unknown as CheckedSpec;
  for (const [type, handler] of Object.entries(checked.receive)) {
    if (!aFunction[1](handler)) throw badOption(act, `receive.${type}`, aFunction[0], handler);
  }
  const { mailbox = {} } = checked;
  checkMailboxSpec(act, mailbox);
  if (mailbox.order === "priority") mailboxRules(act, mailbox, {}); // without a priority it could never be spawned
  checkSuperviseOptions(act, checked.supervise ?? {});
  return checked;
}
