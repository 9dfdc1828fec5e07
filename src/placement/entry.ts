import type { MessagePort } from "node:worker_threads";
import { hostSlot, type HostSlot } from "../core/host-slot.ts";
import { createAskedHost } from "./asked-host.ts";
import type { Boot } from "./boot.ts";
import { Definitions } from "./definitions.ts";
import { createNodeEnv } from "./node-env.ts";
import { createPortTransport } from "./port-transport.ts";
import { loaderFor } from "./typescript.ts";

/** What a new thread imports to become a host: this module, or the bundle that it is part of. */
export const entryUrl: string = import.meta.url;

const slot = hostSlot();
if (slot !== undefined && !slot.isTaken) becomeHost(slot);

function becomeHost(slot: HostSlot): void {
  const { settings, port, turn } = slot.boot as Boot;
  const definitions = new Definitions(importModule);
  slot.isTaken = true;
  slot.defined = (definition) => definitions.defined(definition);
  slot.reachedMain = () => definitions.reachedMain();

  process.on("unhandledRejection", expectOnHost);
  createAskedHost(settings, createPortTransport(port), {
    env: createNodeEnv(),
    findDefinition: (module, name) => definitions.find(module, name),
    createTransport: (line) => createPortTransport(line as MessagePort),
    leave: () => void leave(),
    board: (actor) => Atomics.store(turn, 0, actor),
  });
  port.ref(); // this line is what keeps the thread alive
}

/** A script whose main function is asynchronous comes to its own createSystem() all the same, and nobody catches that. */
function expectOnHost(reason: unknown): void {
  if ((reason as { code?: unknown } | undefined)?.code !== "ON_HOST") throw reason;
}

async function importModule(url: string): Promise<unknown> {
  const loader = loaderFor(url);
  if (loader !== undefined) await registerOnce(loader);
  return import(url);
}

let registered: Promise<void> | undefined;

function registerOnce(loader: string): Promise<void> {
  if ((hostSlot()?.boot as Boot).loader !== undefined) return Promise.resolve(); // the boot has done it
  registered ??= import(loader).then((tsx: { register(): unknown }) => void tsx.register());
  return registered;
}

/** Ends the thread when what it has written is out. */
async function leave(): Promise<void> {
  const written = [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done)));
  await Promise.all(written);
  process.exit(0);
}
