import { AbortListeners } from "../../src/mailbox/abort-listeners.ts";
import { Deadlines } from "../../src/cell/deadlines.ts";
import { Inbox } from "../../src/cell/inbox.ts";
import type { Locale } from "../../src/cell/locale.ts";
import { RunQueue } from "../../src/cell/run-queue.ts";
import { Traffic } from "../../src/cell/traffic.ts";
import type { ActorError } from "../../src/core/errors.ts";
import type { SystemEventData } from "../../src/core/events.ts";
import type { MailboxRules } from "../../src/core/mailbox-options.ts";
import type { Meta, Receipt } from "../../src/core/receipt.ts";
import type { ActorIdentity } from "../../src/core/ref.ts";
import type { ControlName } from "../../src/wire/protocol.ts";
import { Exchange } from "../../src/wire/exchange.ts";
import { createMemoryLine } from "../../src/testing/memory-line.ts";
import { createManualEnv, type ManualEnv } from "../placement/manual-env.ts";

/** A message as its receiver's cell would take it. */
interface Taken {
  readonly type: string;
  readonly payload: unknown;
  readonly receipt: Receipt | undefined;
  readonly meta: Meta | undefined;
}

/** One host, without any actors but those that a test puts there by hand. */
interface HostEnd {
  readonly exchange: Exchange;
  readonly deadLetters: SystemEventData["deadletter"][];
  /** What other hosts have said that is not for the exchange. */
  readonly heard: { readonly name: ControlName; readonly words: unknown }[];
  readonly broken: unknown[];
  readonly introduced: { readonly host: number; readonly port: unknown }[];
  /** Opens the inbox of an actor that lives here. */
  readonly receive: (identity: ActorIdentity, rules?: MailboxRules) => Inbox;
  /** Starts all messages that wait there, or so many of them. */
  readonly takeAll: (inbox: Inbox, most?: number) => Taken[];
}

export interface TwoEnds {
  readonly env: ManualEnv;
  readonly near: HostEnd;
  readonly far: HostEnd;
  /** Lets everything happen that needs no time. */
  readonly settle: () => Promise<void>;
  /** The far host dies, as its neighbour sees it. */
  readonly loseFar: (error: ActorError) => void;
}

/** The child of an actor of the near host. */
export const child: ActorIdentity = { id: "pair:0.1", name: "child", path: "/pair/child" };

/** Two hosts, 0 and 1, and a line between them on which nothing moves by itself. */
export function createTwoEnds(): TwoEnds {
  const env = createManualEnv();
  const [near, far] = [createEnd(env, 0), createEnd(env, 1)];
  const [nearEnd, farEnd] = createMemoryLine(env);
  near.exchange.attach(1, nearEnd);
  far.exchange.attach(0, farEnd);
  return {
    env,
    near,
    far,
    async settle() {
      for (let quiet = 0; quiet < 20; quiet++) {
        if (env.turn()) quiet = 0;
        await Promise.resolve();
      }
    },
    loseFar(error) {
      farEnd.cut();
      near.exchange.lose(1, error);
    },
  };
}

function createEnd(env: ManualEnv, host: number): HostEnd {
  const deadLetters: SystemEventData["deadletter"][] = [];
  const heard: { name: ControlName; words: unknown }[] = [];
  const broken: unknown[] = [];
  const introduced: { host: number; port: unknown }[] = [];
  const locale: Locale = {
    host,
    hostName: `host ${host}`,
    strays: { add: () => () => {} },
    watch: () => () => {},
    env,
    patientClock: env.clock,
    runQueue: new RunQueue(env, { budgetMs: 5 }),
    traffic: new Traffic(),
    countBuried() {},
    aborts: new AbortListeners(),
    deadlines: new Deadlines(env.clock),
    askTimeoutMs: 30_000,
    events: {
      emit(name, data) {
        if (name === "deadletter") deadLetters.push(data as SystemEventData["deadletter"]);
        if (host !== 0) exchange.peer(0).say("event", { name, data });
      },
    },
    log() {},
    hold: () => false,
    release() {},
    settle() {},
    closeInbox: (id, closure) => exchange.inboxes.close(id, closure),
    leave() {},
    supervise() {
      throw new Error("nobody lives here");
    },
    openPool() {
      throw new Error("nobody lives here");
    },
  };
  const exchange: Exchange = new Exchange("pair", locale, {
    connect() {},
    heard: (_peer, name, words) => void heard.push({ name, words }),
    introduced: (other, port) => void introduced.push({ host: other, port }),
    broken: (_peer, error) => void broken.push(error),
  });
  return {
    exchange,
    deadLetters,
    heard,
    broken,
    introduced,
    receive(identity, rules) {
      const inbox = new Inbox(identity, locale, () => {}, rules);
      exchange.inboxes.settle(identity.id, inbox);
      return inbox;
    },
    takeAll({ mailbox }, most = Infinity) {
      const taken: Taken[] = [];
      while (taken.length < most && mailbox.take()) {
        const { type, payload, receipt, meta } = mailbox;
        mailbox.clear();
        if (receipt?.start() !== false) taken.push({ type, payload, receipt, meta });
      }
      return taken;
    },
  };
}
