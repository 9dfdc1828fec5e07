/** What one host has said to another, and heard from it, in records; and the messages among them. */
export interface LineCounts {
  readonly host: number;
  readonly said: number;
  readonly heard: number;
  readonly posted: number;
  readonly arrived: number;
}

/** The numbers of one host at one moment: see `Traffic`, of which most of them are. */
export interface HostCounts {
  readonly host: number;
  /** Whether nothing waits there, is in hand, or is being started. */
  readonly isQuiet: boolean;
  readonly accepted: number;
  readonly sent: number;
  readonly handled: number;
  readonly buried: number;
  readonly lost: number;
  readonly withdrawn: number;
  readonly refused: number;
  readonly goneWithHosts: number;
  readonly leftByHosts: number;
  /** Messages that wait for its actors, and those that were put aside. */
  readonly waiting: number;
  /** Messages that were told, and wait here to be posted. */
  readonly held: number;
  readonly lines: readonly LineCounts[];
}
