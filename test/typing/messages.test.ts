// What the compiler says about wrong programs: it has to name the place and the reason, and to be short enough to read.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every program follows this one, which compiles. */
const preamble = `
import { createSystem, defineActor, type ActorDefinition, type ActorRef } from "troupe";
const module: string = import.meta.url;
const system = createSystem();
const counter = defineActor({
  name: "counter",
  init: (from: number) => ({ count: from }),
  receive: {
    add({ state }, by: number) { state.count += by; },
    get({ state }) { return state.count; },
  },
});
const child = await system.spawn(counter, { args: 1 });
class Account { #balance = 1; get balance() { return this.#balance; } }
`;

interface Wrong {
  readonly what: string;
  readonly program: string;
  /** All of it must be in the message. */
  readonly says: readonly string[];
}

const handler = (code: string): string => `defineActor({ name: "wrong", module, receive: { ${code} } });`;
const cannot = (reason: string): string => `CannotCross<"${reason}">`;

const wrongs: readonly Wrong[] = [
  { what: "nothing", program: `child.tell("add", 1);`, says: [] },
  {
    what: "an unknown message",
    program: `child.tell("ad", 1);`,
    says: [`Argument of type '"ad"' is not assignable to parameter of type '"add" | "get"'.`],
  },
  {
    what: "a wrong payload",
    program: `child.tell("add", "1");`,
    says: [`Argument of type 'string' is not assignable to parameter of type 'number'.`],
  },
  { what: "a missing payload", program: `child.tell("add");`, says: ["Expected 2 arguments, but got 1."] },
  {
    what: "a misused reply",
    program: `(await child.ask("get")).length;`,
    says: [`Property 'length' does not exist on type 'number'.`],
  },
  {
    what: "a child in an editor",
    program: `child satisfies never;`,
    says: [`Type 'Child<{ add: (by: number) => void; get: () => number; }, never>' does not satisfy`],
  },
  {
    what: "a definition in an editor",
    program: `counter satisfies never;`,
    says: [`'ActorDefinition<number, { add: (by: number) => void; get: () => number; }, never, undefined>'`],
  },
  {
    what: "a wrong ref",
    program: `child satisfies ActorRef<{ add: (by: string) => void }>;`,
    says: [`The types of '[protocol].add' are incompatible`, `Types of parameters 'by' and 'by' are incompatible.`],
  },
  {
    what: "a ref without the message",
    program: `child satisfies ActorRef<{ reset: () => void }>;`,
    says: [`Property 'reset' is missing in type`],
  },
  {
    what: "an annotation that is not kept",
    program: `export const wrong: ActorDefinition<number, { get: () => string }, never, undefined> = counter;`,
    says: [`The types of '[phantom].protocol[protocol].get(...)' are incompatible`],
  },
  {
    what: "missing args",
    program: `system.spawn(counter, {});`,
    says: [`Property 'args' is missing in type '{}' but required in type '{ readonly args: number; }'.`],
  },
  {
    what: "wrong args",
    program: `system.spawn(counter, { args: "1" });`,
    says: [`Type 'string' is not assignable to type 'number'.`],
  },
  {
    what: "a placement that needs a module",
    program: `system.spawn(counter, { args: 1, on: "thread" });`,
    says: [`Type '"thread"' is not assignable to type '"inline"'.`],
  },
  {
    what: "an unknown message to itself",
    program: handler(`start({ after }) { after(1, "tock"); }, tick() {}`),
    says: [`Argument of type '"tock"' is not assignable to parameter of type '"start" | "tick"'.`],
  },
  {
    what: "an unknown message for a notice",
    program: handler(`start({ self, watch }) { watch(self, "gone"); }, left() {}`),
    says: [`Argument of type '"gone"' is not assignable to parameter of type '"left" | "start"'.`],
  },
  {
    what: "a message stashed in init",
    program: `defineActor({ name: "wrong", init: (_args: undefined, ctx) => void ctx.stash(), receive: {} });`,
    says: [`Property 'stash' does not exist on type 'InitContext<never>'.`],
  },
  {
    what: "a misused deferred reply",
    program: `const late = defineActor({ name: "late", receive: { get: ({ defer }) => defer<number>() } });
      (await (await system.spawn(late)).ask("get")).length;`,
    says: [`Property 'length' does not exist on type 'number'.`],
  },
  {
    what: "an unknown strategy",
    program: `defineActor({ name: "wrong", receive: {}, supervise: { strategy: "one-for-al" } });`,
    says: [`Type '"one-for-al"' is not assignable to type 'Strategy`, `Did you mean '"one-for-all"'?`],
  },
  {
    what: "an unknown way to finish",
    program: `defineActor({ name: "wrong", receive: {}, supervise: { finishWhen: "children" } });`,
    says: [`Type '"children"' is not assignable to type`],
  },
  {
    what: "a decision that is none",
    program: `defineActor({ name: "wrong", receive: {}, onCrash: () => "ignore" });`,
    says: [`Type '"ignore"' is not assignable to type 'void | CrashDirective'.`],
  },
  {
    what: "a deferred reply with a function",
    program: handler(`get: ({ defer }) => defer<{ save(): void }>()`),
    says: [cannot("reply.save: a function cannot cross")],
  },
  {
    what: "a payload with a function",
    program: handler(`save(_ctx, _p: { user: { save?: () => void }[] }) {}`),
    says: [cannot("payload.user[].save: a function cannot cross")],
  },
  {
    what: "a payload that is a function",
    program: handler(`save(_ctx, _p: () => void) {}`),
    says: [cannot("payload: a function cannot cross")],
  },
  {
    what: "a payload with a symbol in a map",
    program: handler(`save(_ctx, _p: { byName: Map<string, symbol> }) {}`),
    says: [cannot("payload.byName.get(…): a symbol cannot cross")],
  },
  {
    what: "a payload with a promise in a record",
    program: handler(`save(_ctx, _p: Record<string, Promise<number>>) {}`),
    says: [cannot("payload[…]: a promise cannot cross, await it first")],
  },
  {
    what: "a payload with an instance",
    program: handler(`save(_ctx, _p: { of: Account }) {}`),
    says: [cannot("payload.of: an instance of a class cannot cross")],
  },
  {
    what: "a payload with several faults",
    program: handler(`save(_ctx, _p: { a: WeakSet<object>; b: { [Symbol.iterator]: 1 }; c: 1 }) {}`),
    says: [cannot(`payload.a: a weak collection cannot cross" | "payload.b: a symbol key cannot cross`)],
  },
  {
    what: "a payload with methods without end",
    program: handler(`save(_ctx, _p: { socket: import("node:net").Socket }) {}`),
    says: [`CannotCross<"payload.socket._`, "a function cannot cross"],
  },
  {
    what: "a reply with a Buffer",
    program: handler(`read: async (_ctx) => ({ page: Buffer.from("") })`),
    says: [cannot("reply.page: a Buffer would arrive as a Uint8Array, send new Uint8Array(buffer)")],
  },
  {
    what: "args with a function",
    program: `defineActor({ name: "wrong", module, init: (_args: { onDone(): void }) => 1, receive: {} });`,
    says: [cannot("args.onDone: a function cannot cross")],
  },
  {
    what: "a generator",
    program: handler(`async *lines() { yield 1; }`),
    says: [`CannotHandle<"a handler cannot be a generator">`],
  },
  {
    what: "two payloads",
    program: handler(`move(_ctx, _x: number, _y?: number) {}`),
    says: [`CannotHandle<"a handler takes one payload: (ctx) or (ctx, payload)">`],
  },
];

const fileOf = (index: number): string => `program-${index}.ts`;

describe("the compiler's message about", () => {
  let folder = "";
  let output = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "troupe-types-"));
    const config = {
      extends: join(root, "tsconfig.json"),
      compilerOptions: {
        paths: { troupe: [join(root, "src/mod.ts")] },
        typeRoots: [join(root, "node_modules/@types")],
        noUnusedLocals: false,
      },
      include: ["*.ts"],
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
    await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    for (const [index, { program }] of wrongs.entries()) {
      await writeFile(join(folder, fileOf(index)), `${preamble}${program}\nexport {};\n`);
    }
    output = await compile(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(wrongs.map(({ what }, index) => ({ what, index })))("$what", ({ index }) => {
    const { says = [] } = wrongs[index] ?? {};
    const messages = messagesIn(output, fileOf(index));
    expect(messages).toHaveLength(says.length === 0 ? 0 : 1);
    for (const part of says) expect(messages[0]).toContain(part);
    expect(messages[0]?.length ?? 0, "characters of the message").toBeLessThan(1_200);
  });
});

async function compile(folder: string): Promise<string> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const run = promisify(execFile)(process.execPath, [compiler, "-p", folder, "--pretty", "false"], { cwd: folder });
  // It ends with a status other than 0, as it should.
  const { stdout } = await run.catch((error: unknown) => error as { stdout: string });
  return stdout;
}

/** Each message about the file; the lines that go on about one begin with a space. */
function messagesIn(output: string, file: string): string[] {
  return output.split(/\n(?! )/).filter((message) => message.startsWith(`${file}(`));
}
