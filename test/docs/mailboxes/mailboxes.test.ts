// What docs/mailboxes.md shows; it is compared with this file.
import { expect, test } from "vitest";
import { createSystem, defineActor, type SystemEventData } from "troupe";
import { createTestSystem } from "troupe/testing";

const printer = defineActor({
  name: "printer",
  mailbox: { capacity: 2, overflow: "wait" },
  init: () => ({ printed: [] as string[] }),
  receive: {
    async load(_ctx, paper: Promise<void>) {
      await paper;
    },
    print({ state }, title: string) {
      state.printed.push(title);
    },
    printed: ({ state }) => state.printed,
  },
});

/** Paper that is not in yet: until then everything waits. */
function awaitPaper(): { readonly paper: Promise<void>; readonly isIn: () => void } {
  let isIn = (): void => {};
  const paper = new Promise<void>((resolve) => (isIn = resolve));
  return { paper, isIn };
}

const nurse = defineActor({
  name: "nurse",
  mailbox: {
    order: "priority",
    priority: ({ type, payload }) => (type === "patient" ? (payload as { urgency: number }).urgency : 0),
  },
  init: () => ({ seen: [] as string[] }),
  receive: {
    async wash(_ctx, hands: Promise<void>) {
      await hands;
    },
    patient({ state }, { name }: { name: string; urgency: number }) {
      state.seen.push(name);
    },
    seen: ({ state }) => state.seen,
  },
});

test("the order of a mailbox", async () => {
  await using system = createTestSystem();
  const { paper: hands, isIn: areClean } = awaitPaper();
  const child = await system.spawn(nurse);
  child.tell("wash", hands);
  await system.settled(); // that one is in hand now
  child.tell("patient", { name: "a cough", urgency: 3 });
  child.tell("patient", { name: "a broken leg", urgency: 1 });
  child.tell("patient", { name: "a headache", urgency: 3 });
  areClean();
  await child.idle();
  expect(await child.ask("seen")).toEqual(["a broken leg", "a cough", "a headache"]);
});

test("a spawn may say otherwise", async () => {
  await using system = createTestSystem();
  const { paper: hands, isIn: areClean } = awaitPaper();
  const child = await system.spawn(nurse, { mailbox: { order: "lifo" } });
  child.tell("wash", hands);
  await system.settled();
  for (const name of ["first", "second", "third"]) child.tell("patient", { name, urgency: 1 });
  areClean();
  await child.idle();
  expect(await child.ask("seen")).toEqual(["third", "second", "first"]);
});

test("overflow: wait", async () => {
  await using system = createTestSystem();
  const { paper, isIn } = awaitPaper();
  const child = await system.spawn(printer); // capacity: 2, overflow: "wait"
  child.tell("load", paper);
  await system.settled();
  const accepted: string[] = [];
  const print = (title: string): Promise<void> => child.send("print", title).then(() => void accepted.push(title));
  const sent = [print("menu"), print("poster"), print("invoice"), print("ticket")];
  await system.settled();
  expect(accepted).toEqual(["menu", "poster"]); // the others wait for room

  const late = child.with({ timeoutMs: 100 }).send("print", "late"); // it will never be printed
  await Promise.all([expect(late).rejects.toMatchObject({ code: "SEND_TIMEOUT" }), system.advance(200)]);

  isIn();
  await Promise.all(sent);
  await child.idle();
  expect(await child.ask("printed")).toEqual(["menu", "poster", "invoice", "ticket"]);
});

test("overflow: reject", async () => {
  await using system = createTestSystem();
  const { paper, isIn } = awaitPaper();
  const child = await system.spawn(printer, { mailbox: { capacity: 1, overflow: "reject" } });
  child.tell("load", paper);
  await system.settled();
  await child.send("print", "menu");
  await expect(child.send("print", "poster")).rejects.toMatchObject({
    code: "MAILBOX_FULL",
    undelivered: { type: "print", payload: "poster" },
  });
  isIn();
});

test("overflow: drop-oldest", async () => {
  const dropped: SystemEventData["deadletter"][] = [];
  await using system = createTestSystem();
  system.addEventListener("deadletter", (event) => dropped.push(event));
  const { paper, isIn } = awaitPaper();
  const child = await system.spawn(printer, { mailbox: { capacity: 2, overflow: "drop-oldest" } });
  child.tell("load", paper);
  await system.settled();
  for (const title of ["menu", "poster", "invoice"]) child.tell("print", title);
  expect(dropped).toMatchObject([{ reason: "DROPPED", message: { type: "print", payload: "menu" } }]);
  isIn();
  await child.idle();
  expect(await child.ask("printed")).toEqual(["poster", "invoice"]);
});

test("overflow: drop-newest", async () => {
  await using system = createTestSystem();
  const { paper, isIn } = awaitPaper();
  const child = await system.spawn(printer, { mailbox: { capacity: 2, overflow: "drop-newest" } });
  child.tell("load", paper);
  await system.settled();
  for (const title of ["menu", "poster", "invoice"]) await child.send("print", title); // none of them waits
  isIn();
  await child.idle();
  expect(await child.ask("printed")).toEqual(["menu", "poster"]);
});

test("work that is counted", async () => {
  await using system = createTestSystem();
  const child = await system.spawn(printer);
  child.tell("print", "menu");
  await child.idle(); // all that it had accepted has been handled
  expect(await child.ask("printed")).toEqual(["menu"]);

  child.tell("print", "poster");
  await system.idle(); // nothing is left to do, for anybody
});

test("the budget", async () => {
  const system = createSystem({ budgetMs: 1 }); // timers and I/O have their turn after 1 ms; 5 by default
  await system.stop();
});
