import { expect, test } from "vitest";
import { createChartStep, supervisorChart } from "../../../src/supervisor/life/chart.ts";
import { endModes, lifeTable, stepTable, type LifeEvent, type LifeState } from "../../../src/supervisor/life/table.ts";

const states = Object.keys(lifeTable) as LifeState[];
const events: LifeEvent[] = ["START", "STARTED", "FAILURE", "RECOVERED", "ESCALATE", "FINISH", "STOP", "KILL", "EMPTY"];

test("the chart steps as the table from which it is built does, for every state and event", () => {
  const step = createChartStep();
  for (const state of states) {
    for (const event of events)
      expect(`${state} ${event} ${step(state, event)}`).toBe(`${state} ${event} ${stepTable(state, event)}`);
  }
});

test("the chart names all states of the table, and each can be reached from its first one", () => {
  expect(Object.keys(supervisorChart.states)).toEqual(states);
  const reached = new Set<LifeState>(["running"]);
  for (const state of reached) for (const event of events) reached.add(stepTable(state, event));
  expect([...reached].toSorted()).toEqual(states.toSorted());
});

test("a stronger end overtakes a weaker one, and a weaker one changes nothing", () => {
  const rank = { FINISH: 0, STOP: 1, KILL: 2 } as const;
  const modes = ["drain", "stop", "kill"] as const;
  for (const [first, its] of Object.entries(rank)) {
    for (const [second, other] of Object.entries(rank)) {
      const state = stepTable(stepTable("running", first as LifeEvent), second as LifeEvent);
      expect(endModes[state]).toBe(modes[Math.max(its, other)]);
    }
  }
});
