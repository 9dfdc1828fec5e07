// Troupe: typed actors that run inline, on worker threads, in processes, by changing one word.
//
// The map of src/, each layer importing only from those above it:
//   core/        the words: definition and types, ref, exit, errors, clock, events, env
//   mailbox/     where messages wait and are put aside, and Queue
//   cell/        one actor: its life, its handlers, and the run queue that all actors of a host share
//   supervisor/  children: start, restart, end; life/ is the statechart of all supervisors
//   pool/        workers behind one mailbox: jobs, map, routing, replacement
//   wire/        what two hosts say to each other, and how values cross
//   placement/   inline, on threads and in processes: a placement turns a definition into a running actor
//   system.ts    chooses, wires and shuts down; run.ts for scripts; log.ts, events.ts; what keeps a process from ending
//   testing/     what tests of actors and of placements need

export type { Timer } from "./core/clock.ts";
export type { Context, EndedContext, InitContext, Notice, Piped, SelfRef, TimerOptions } from "./core/context.ts";
export {
  defineActor,
  type ActorDefinition,
  type ActorSpec,
  type ArgsOf,
  type CrashDirective,
  type ProtocolOf,
  type RefOf,
} from "./core/definition.ts";
export { ActorError, type ActorErrorCode } from "./core/errors.ts";
export type {
  CrashDecision,
  DeadLetterReason,
  ShownMessage,
  SystemEvent,
  SystemEventData,
  SystemEventName,
} from "./core/events.ts";
export type { Exit, WatchedExit } from "./core/exit.ts";
export type { Log } from "./core/log.ts";
export type { MailboxOptions, MailboxSpec, Overflow, Priority, QueueOrder } from "./core/mailbox-options.ts";
export { wasRefused, type Deferred, type Finish, type Refused, type Stashed } from "./core/outcome.ts";
export type {
  ClosePoolOptions,
  CreatePool,
  Job,
  JobOptions,
  JobStatus,
  Key,
  MapOptions,
  Percentiles,
  Pool,
  PoolOptions,
  PoolSize,
  PoolStats,
  Routing,
  WorkerStats,
} from "./core/pool.ts";
export type { ActorIdentity, ActorRef, Child } from "./core/ref.ts";
export type { CannotCross, Sendable } from "./core/sendable.ts";
export type {
  Away,
  HostOptions,
  Placement,
  ProcessOptions,
  Restart,
  Spawn,
  SpawnOptions,
  ThreadOptions,
} from "./core/spawn.ts";
export type { ActorNode, ActorState, SystemTree } from "./core/tree.ts";
export { transfer } from "./wire/codec/transfer.ts";
export type { BackoffOptions, FinishWhen, Strategy, SuperviseOptions } from "./core/supervise-options.ts";
export type { StopOptions, WaitOptions } from "./core/wait-options.ts";
export { Queue } from "./mailbox/queue.ts";
export type { CloseQueueOptions, QueueOptions } from "./mailbox/queue-options.ts";
export {
  asCompleted,
  wait,
  type AsCompletedOptions,
  type Completed,
  type JobsWaitedFor,
  type Until,
  type WaitForJobsOptions,
} from "./pool/job-waits.ts";
export { run, type RunOptions } from "./run.ts";
export type { ListenOptions, SystemEventListener, SystemEventTarget } from "./events.ts";
export { createSystem, type System } from "./system.ts";
export type { SystemOptions } from "./system-options.ts";
