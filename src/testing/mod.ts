// What tests need of Troupe, their own and those of actors and placements.

export { createClonedSystem, type ClonedSystem } from "./cloned-system.ts";
