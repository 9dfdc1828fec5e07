import type { ActorRef, Placement, System, SystemOptions } from "../../mod.ts";
import type { PuppetProtocol } from "./actors/puppet-protocol.ts";

/** A placement, as the contract sees it. */
export interface PlacementUnderTest {
  /** Makes a system on which the placements below work. */
  createSystem(options: SystemOptions): System;
  /** Where actors share hosts. */
  readonly on: Placement;
  /** Where an actor has a host that holds no other. */
  readonly apart: Placement;
  /** Whether what is sent is encoded; false for inline alone, where the object itself is passed. */
  readonly crosses: boolean;
  /** What a dead host had started is not known exactly: dead letters are marked `maybeHandled`. Default: false. */
  readonly countsLate?: boolean;
  /** Ends the actor's host as a fault would. Missing if that is the test's own. */
  readonly breakHost?: (system: System, actor: ActorRef<PuppetProtocol>) => Promise<void>;
}

/** What the contract needs of a test runner. */
export interface TestRunner {
  readonly test: (title: string, run: () => Promise<void>) => void;
}
