import type { MessagePort } from "node:worker_threads";
import { hostSlot, type HostSlot } from "../core/host-slot.ts";
import { createAskedHost } from "./asked-host.ts";
import type { Boot } from "./boot.ts";
import { openLine, type Line } from "./entry-line.ts";
import { Definitions } from "./definitions.ts";
import { createNodeEnv } from "./node-env.ts";
import { createPortTransport } from "./port-transport.ts";
import { importModule } from "./script.ts";
import { loaderFor } from "./typescript.ts";

/** What a new thread or process imports to become a host: this module, or the bundle that it is part of. */
export const entryUrl: string = import.meta.url;

const slot = hostSlot();
if (slot !== undefined && slot.host === undefined) becomeHost(slot);

function becomeHost(slot: HostSlot): void {
  const boot = slot.boot as Boot;
  const { settings, loader, isUnderTsx } = boot;
  const line = openLine(boot);
  // Ids are the first host's affair: this one's actors are named by its number.
  const env = createNodeEnv(() => `${settings.system}-${settings.host}`);
  const definitions = new Definitions(env, createImport(loader !== undefined, isUnderTsx));
  slot.host = definitions;

  process.on("unhandledRejection", expectOnHost);
  const host = createAskedHost(settings, line.transport, {
    env,
    findDefinition: (module, name) => definitions.find(module, name),
    createTransport: (port) => createPortTransport(port as MessagePort),
    leave: (sayLast) => void leave(line, sayLast),
    ...(line.board && { board: line.board }),
    ...(line.marks && { marks: line.marks }),
  });
  line.hold(); // it is what keeps the host alive
  // Somebody's code ends it in the midst of a turn: what was said in that turn before is not to be lost with it.
  process.once("exit", () => host.exchange.sayLast());
}

/** A script whose main function is asynchronous comes to its own createSystem() all the same, and nobody catches that. */
function expectOnHost(reason: unknown): void {
  if ((reason as { code?: unknown } | undefined)?.code !== "ON_HOST") throw reason;
}

/** Imports, and prepares the host for TypeScript when the first such module comes, if its boot has not. */
function createImport(isPrepared: boolean, isUnderTsx: boolean): (url: string) => Promise<unknown> {
  let prepared: Promise<void> | undefined = isPrepared ? Promise.resolve() : undefined;
  return async (url) => {
    const loader = loaderFor(url, isUnderTsx);
    if (loader !== undefined)
      prepared ??= importModule(loader).then((tsx) => void (tsx as { register(): unknown }).register());
    await prepared;
    return importModule(url);
  };
}

/** Ends the host when what it has written is out. */
async function leave(line: Line, sayLast: () => void): Promise<void> {
  const written = [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done)));
  await Promise.all(written);
  // What is due at the end of this turn is said by then, and nobody can say anything after it.
  process.nextTick(() => {
    sayLast();
    line.end(() => process.exit(0));
  });
}
