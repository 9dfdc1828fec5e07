import type { MailboxRules } from "../core/mailbox-options.ts";
import type { Meta } from "../core/receipt.ts";
import type { Target, Wait } from "../core/ref.ts";
import type { Outlet } from "./outlet.ts";

/** What a ref that came from elsewhere points to: it looks for the way to its actor when it is first used. */
export class RemoteTarget implements Target {
  readonly #hint: number;
  readonly #rules: MailboxRules;
  readonly #find: () => Outlet;
  #found: Outlet | undefined = undefined;

  constructor(hint: number, rules: MailboxRules, find: () => Outlet) {
    this.#hint = hint;
    this.#rules = rules;
    this.#find = find;
  }

  get host(): number {
    return this.#found?.host ?? this.#hint;
  }

  get rules(): MailboxRules {
    return this.#found?.rules ?? this.#rules;
  }

  tell(type: string, payload: unknown, meta?: Meta): void {
    this.#outlet.tell(type, payload, meta);
  }

  send(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<void> {
    return this.#outlet.send(type, payload, wait, meta);
  }

  ask(type: string, payload: unknown, wait: Wait, meta?: Meta): Promise<unknown> {
    return this.#outlet.ask(type, payload, wait, meta);
  }

  get #outlet(): Outlet {
    return (this.#found ??= this.#find());
  }
}
