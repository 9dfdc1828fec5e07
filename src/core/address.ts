import type { MailboxRules } from "./mailbox-options.ts";

/** Where a ref points, as plain data: what crosses to another host in place of the ref. */
export interface Address {
  /** Unique among all actors of all systems; the same actor keeps it for life. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  /** The number of the host on which the actor lived when the ref was encoded: a hint, since a restart may move it. */
  readonly host: number;
  /** What holds for its mailbox, and so for those who send to it; undefined for an ordinary one. */
  readonly mailbox?: MailboxRules | undefined;
}

/**
 * The member by which anything that *is* a ref says so (a ref, a child, later a pool).
 *
 * It is a registered symbol, so that two copies of Troupe in one process know each other's refs.
 */
export const address: unique symbol = Symbol.for("troupe.address") as never;

/** Something that crosses as a ref. */
export interface Addressed {
  readonly [address]: Address;
}

export function isAddressed(value: object): value is Addressed {
  return address in value;
}

/** Makes a class addressed: a computed member cannot be declared in one whose types are emitted file by file. */
export function defineAddress<Self extends Addressed>(prototype: Self, addressOf: (self: Self) => Address): void {
  Object.defineProperty(prototype, address, {
    get(this: Self) {
      return addressOf(this);
    },
  });
}
