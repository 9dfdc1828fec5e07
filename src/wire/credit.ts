const LARGEST = 1024;

/**
 * How many messages one host may have under way to a mailbox of that capacity before `send` and `ask` wait: between two
 * threads 64 let 0.8 to 1.0 M/s through, 256 2.6 to 4.6, 1,024 more than one of them can send.
 */
export function creditOf(capacity: number): number {
  return Math.min(LARGEST, Math.ceil(capacity / 2));
}
