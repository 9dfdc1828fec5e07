import { address, defineAddress, type Addressed } from "../core/address.ts";
import type { Exit } from "../core/exit.ts";
import type { ActorIdentity, Forwarder, Ref } from "../core/ref.ts";
import { checkStopOptions, type StopOptions, type WaitOptions } from "../core/wait-options.ts";

/** What a child's handle reaches of its supervisor. */
export interface Handle {
  end(mode: "stop" | "kill", options?: StopOptions): Promise<Exit>;
  readonly exited: Promise<Exit>;
  idle(): Promise<void>;
  /** The way to it, for whoever passes messages on. */
  readonly target: Forwarder;
}

/** Set by the class: the way past its limits is for pools alone. */
let readTarget: (child: ChildRef) => Forwarder;

/** Where messages to a child can be passed on to. */
export function forwarderTo(child: ChildRef): Forwarder {
  return readTarget(child);
}

// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see defineAddress()
export interface ChildRef extends Addressed {}
/** What `spawn` returns: a ref, and the powers of its supervisor over it. */
export class ChildRef implements ActorIdentity, AsyncDisposable {
  static {
    readTarget = (child) => child.#handle.target;
    defineAddress(ChildRef.prototype, (child) => child.#ref[address]);
  }

  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly #ref: Ref;
  readonly #handle: Handle;

  constructor(ref: Ref, handle: Handle) {
    this.id = ref.id;
    this.name = ref.name;
    this.path = ref.path;
    this.#ref = ref;
    this.#handle = handle;
  }

  get exited(): Promise<Exit> {
    return this.#handle.exited;
  }

  tell(type: string, payload?: unknown): void {
    this.#ref.tell(type, payload);
  }

  send(type: string, payload?: unknown): Promise<void> {
    return this.#ref.send(type, payload);
  }

  ask(type: string, payload?: unknown): Promise<unknown> {
    return this.#ref.ask(type, payload);
  }

  with(options: WaitOptions): Ref {
    return this.#ref.with(options);
  }

  async stop(options: StopOptions = {}): Promise<Exit> {
    checkStopOptions(`actor "${this.path}"`, options);
    return this.#handle.end("stop", options);
  }

  idle(): Promise<void> {
    return this.#handle.idle();
  }

  kill(): Promise<Exit> {
    return this.#handle.end("kill");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop({ drain: true });
  }
}
