import { expect, test } from "vitest";
import { Whereabouts, type Whereabout } from "../../src/wire/whereabouts.ts";

function createWhereabouts() {
  const whereabouts = new Whereabouts();
  const answers: Whereabout[] = [];
  return {
    whereabouts,
    answers,
    ask: (id: string, lost?: number) => whereabouts.ask(id, lost, (answer) => void answers.push(answer)),
  };
}

test("whereabouts.ask() answers at once where an actor is, and GONE for one that it knows nothing of", () => {
  const { whereabouts, answers, ask } = createWhereabouts();
  whereabouts.set("a", 3);
  ask("a");
  ask("unknown");
  expect(answers).toEqual([{ host: 3 }, { reason: "GONE" }]);
});

test("whereabouts.ask() waits while an actor has no place, and all who asked are answered once it has one", () => {
  const { whereabouts, answers, ask } = createWhereabouts();
  whereabouts.set("a", undefined);
  whereabouts.set("b", undefined);
  ask("a");
  ask("a", 1);
  ask("b");
  expect(answers).toEqual([]);
  whereabouts.set("a", 2);
  expect(answers).toEqual([{ host: 2 }, { host: 2 }]);
  whereabouts.set("a", undefined);
  whereabouts.set("a", 4);
  expect(answers.length).toBe(2);
});

test("whereabouts.ask() of somebody who knows sooner that the host is dead waits for the next place", () => {
  const { whereabouts, answers, ask } = createWhereabouts();
  whereabouts.set("a", 2);
  ask("a", 2);
  ask("a", 1);
  expect(answers).toEqual([{ host: 2 }]); // for the second, whose loss is an older one
  whereabouts.set("a", undefined);
  whereabouts.set("a", 3);
  expect(answers).toEqual([{ host: 2 }, { host: 3 }]);
});

test("whereabouts.ended() tells those who wait why, and whoever asks later that it is gone", () => {
  const { whereabouts, answers, ask } = createWhereabouts();
  whereabouts.set("a", undefined);
  ask("a");
  whereabouts.ended("a", "CRASHED");
  ask("a");
  expect(answers).toEqual([{ reason: "CRASHED" }, { reason: "GONE" }]);
});
