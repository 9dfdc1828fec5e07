// What tests need of Troupe, their own and those of actors and placements.

export { createClonedSystem, type ClonedParts, type ClonedSystem } from "./cloned-system.ts";
export { createManualClock, type ManualClock } from "./manual-clock.ts";
export { placementContract } from "./placement-contract/contract.ts";
export type { PlacementUnderTest, TestRunner } from "./placement-contract/subject.ts";
export { createProbe, type PayloadOf, type Probe, type ProbeOptions, type Received } from "./probe.ts";
export { createTestSystem, type TestSystem, type TestSystemOptions } from "./test-system.ts";

// What a placement of one's own is made of: hosts, and the lines between them.
export type { Env } from "../core/env.ts";
export { createAskedHost, type AskedHostParts } from "../placement/asked-host.ts";
export { announceDeath, sayDead, type StartedHosts } from "../placement/first-host.ts";
export type { Host, HostSettings } from "../placement/host.ts";
export { createSystemOn, type SystemParts } from "../system.ts";
export type { Transport } from "../wire/link.ts";
