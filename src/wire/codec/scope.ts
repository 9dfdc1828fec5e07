import type { Address, Addressed } from "../../core/address.ts";

/** What the codec must know of the hosts at both ends in order to encode. */
export interface EncodeScope {
  /** Both hosts are threads of one process: a SharedArrayBuffer can be shared, a port can move. */
  readonly sharesMemory: boolean;
  /** @throws {ActorError} `NOT_SENDABLE` if the ref cannot cross; its message becomes the reason, the codec adds the path. */
  addressOf(value: Addressed): Address;
}

/** What the codec must know of its own host in order to decode. */
export interface DecodeScope {
  refAt(address: Address): unknown;
}
