import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { BareReply, BareTask } from "./bare-host.ts";
import type { Contender, Open, Place } from "./contender.ts";

const host = new URL("bare-host.js", import.meta.url);

/** The floor: workers or child processes with the least around them that tells replies apart. */
export function openBare(place: Place): Open {
  const start = { thread: startBareThread, process: startBareProcess }[place];
  return async (workers) => new BareCrew(await Promise.all(Array.from({ length: workers }, () => start())));
}

class BareCrew implements Contender {
  readonly #members: readonly BareMember[];

  constructor(members: readonly BareMember[]) {
    this.#members = members;
  }

  add(two: unknown): Promise<number> {
    return this.#run("add", two);
  }

  countPrimes(limit: number): Promise<number> {
    return this.#run("countPrimes", limit);
  }

  readonly weigh = (bytes: Uint8Array<ArrayBuffer>): Promise<number> => this.#run("weigh", bytes, [bytes.buffer]);

  incrementAll(items: number[]): Promise<number[]> {
    return this.#run("incrementAll", items);
  }

  #run<Reply>(task: string, payload: unknown, moved?: ArrayBuffer[]): Promise<Reply> {
    let [idlest] = this.#members as [BareMember];
    for (const member of this.#members) if (member.inHand < idlest.inHand) idlest = member;
    return idlest.run(task, payload, moved) as Promise<Reply>;
  }
}

type Post = (task: BareTask, moved?: ArrayBuffer[]) => unknown;

class BareMember {
  readonly end: () => Promise<unknown>;
  readonly #post: Post;
  readonly #waiting = new Map<number, (reply: unknown) => void>();
  #lastId = 0;

  constructor(post: Post, end: () => Promise<unknown>) {
    this.#post = post;
    this.end = end;
  }

  get inHand(): number {
    return this.#waiting.size;
  }

  run(task: string, payload: unknown, moved?: ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, resolve);
      this.#post({ id, task, payload }, moved);
    });
  }

  settle({ id, reply }: BareReply): void {
    this.#waiting.get(id)?.(reply);
    this.#waiting.delete(id);
  }
}

/** Resolves with the first message, which says that it is ready. */
export async function startBareThread(): Promise<BareMember> {
  const worker = new Worker(host);
  await once(worker, "message");
  const member = new BareMember(
    (task, moved) => worker.postMessage(task, moved),
    () => worker.terminate(),
  );
  worker.on("message", (reply: BareReply) => member.settle(reply));
  return member;
}

async function startBareProcess(): Promise<BareMember> {
  const child = fork(fileURLToPath(host), { serialization: "advanced" });
  await once(child, "message");
  const member = new BareMember(
    (task) => child.send(task),
    async () => child.disconnect(),
  );
  child.on("message", (reply) => member.settle(reply as BareReply));
  return member;
}
