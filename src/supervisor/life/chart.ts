import { createActor, createMachine, type AnyActorScope, type AnyMachineSnapshot, type AnyStateMachine } from "xstate";
import { lifeTable, type LifeEvent, type LifeState, type Step } from "./table.ts";

/** The life of a supervisor as a statechart: for all supervisors one machine, which none of them runs as an actor. */
export const supervisorChart: AnyStateMachine = createMachine({
  id: "supervisor",
  initial: "running",
  states: Object.fromEntries(Object.entries(lifeTable).map(([state, on]) => [state, { on }])),
});

/**
 * Steps the chart without an actor for each supervisor: snapshots are made once for each state, and all steps share one
 * scope. (An actor each costs 3.6 kB and 20 µs.)
 */
export function createChartStep(): Step {
  const scope = scopeOf(supervisorChart);
  const snapshots = new Map<LifeState, AnyMachineSnapshot>();
  const snapshotOf = (state: LifeState): AnyMachineSnapshot => {
    let snapshot = snapshots.get(state);
    if (snapshot === undefined)
      snapshots.set(state, (snapshot = supervisorChart.resolveState({ value: state, context: {} })));
    return snapshot;
  };
  return (state: LifeState, event: LifeEvent) =>
    supervisorChart.transition(snapshotOf(state), { type: event }, scope).value as LifeState;
}

/** What a transition may need of an actor: of one that is never started. */
function scopeOf(chart: AnyStateMachine): AnyActorScope {
  const self = createActor(chart);
  const ignore = (): void => {};
  return {
    self,
    id: self.id,
    sessionId: self.sessionId,
    logger: ignore,
    defer: ignore,
    emit: ignore,
    system: self.system,
    stopChild: ignore,
    actionExecutor: ignore,
  } as AnyActorScope;
}
