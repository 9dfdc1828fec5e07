// Which crashes of a child are events of its supervisor too.
import { expect, test } from "vitest";
import { defineActor, type Child, type Restart, type SuperviseOptions } from "troupe";
import { createTestSystem } from "troupe/testing";

interface KidProtocol {
  fail: () => void;
}

const kid = defineActor({
  name: "kid",
  receive: {
    fail(): void {
      throw new Error("as told");
    },
  },
});

async function raise(supervise: SuperviseOptions, restart: Restart) {
  const system = createTestSystem();
  const noted: unknown[] = [];
  system.addEventListener("crash", ({ actor, decision }) => noted.push([actor, "crashes", decision]));
  system.addEventListener("escalation", ({ actor, child, error }) => noted.push([actor, child, error.message]));
  const boss = defineActor({
    name: "boss",
    supervise,
    init: async (_: void, { spawn }): Promise<Child<KidProtocol>> => spawn(kid, { name: "kid", restart }),
    receive: {
      fail: ({ state }) => state.tell("fail"),
      finish({ state, finish }) {
        state.tell("fail");
        return finish("its value");
      },
    },
  });
  const child = await system.spawn(boss, { name: "boss", restart: "never" });
  return { system, noted, child };
}

const [boss, its] = ["/test/boss", "/test/boss/kid"];

test.each(["children-done", { child: "kid" }] as const)(
  "a supervisor that crashes with its child through finishWhen (%j) says so, once",
  async (finishWhen) => {
    const { system, noted, child } = await raise({ finishWhen }, "never");
    child.tell("fail");
    await system.settled();
    expect(await child.exited).toMatchObject({ kind: "crashed", error: { message: "as told" } });
    expect(noted).toEqual([
      [its, "crashes", "end"],
      [boss, its, "as told"],
      [boss, "crashes", "end"],
    ]);
    await system.stop();
  },
);

test("a supervisor that crashes with a child that cannot be restarted says so, once", async () => {
  const { system, noted, child } = await raise({ finishWhen: { child: "kid" }, maxRestarts: 0 }, "on-crash");
  child.tell("fail");
  await system.settled();
  expect((await child.exited).kind).toBe("crashed");
  expect(noted).toEqual([
    [its, "crashes", "escalate"],
    [boss, its, "as told"],
    [boss, "crashes", "end"],
  ]);
  await system.stop();
});

test("a child beyond its limit while its supervisor is finishing ends, and takes nobody with it", async () => {
  const { system, noted, child } = await raise({ maxRestarts: 0 }, "on-crash");
  child.tell("finish");
  await system.advance(1_000);
  expect(await child.exited).toEqual({ kind: "done", value: "its value" });
  expect(noted).toEqual([[its, "crashes", "end"]]);
  await system.stop();
});
