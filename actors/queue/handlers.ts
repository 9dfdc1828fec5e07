import type { Context, Deferred, Notice, Refused } from "../../src/mod.ts";
import { abandonedError, type Abandoned } from "./abandoned.ts";
import { checkCall, checkClose, checkDone, checkOpening, checkPut, checkTicket } from "./check-call.ts";
import type { QueueCall, QueueProtocol } from "./protocol.ts";
import { expiredError, type QueueAct } from "./queue-error.ts";
import type { Tasks } from "./tasks.ts";
import type { Request, Wait } from "./wait.ts";

type QueueContext<T> = Context<Tasks<T>, "left" | "expired" | "abandoned">;

/** What a queue does about each message of its protocol. */
export type QueueHandlers<T> = OwnHandlers<T> & {
  readonly [Type in keyof QueueProtocol<T>]: (
    ctx: QueueContext<T>,
    ...call: Parameters<QueueProtocol<T>[Type]>
  ) => Answer<Type, ReturnType<QueueProtocol<T>[Type]>> | Refused;
};

type Answer<Type, Reply> = Type extends "put" | "tryPut" | "take" | "tryTake" | "join" ? Deferred<Reply> : Reply;

/** What it sends itself. */
interface OwnHandlers<T> {
  readonly left: (ctx: QueueContext<T>, notice: Notice) => void;
  readonly expired: (ctx: QueueContext<T>, wait: Wait<T>) => void;
  readonly abandoned: (ctx: QueueContext<T>, abandoned: Abandoned<T>) => Refused;
}

export function createHandlers<T>(): QueueHandlers<T> {
  return {
    open: guarded(({ state, self, watch }, opening) => {
      checkOpening(self.path, opening);
      watch(opening.taker, "left");
      state.open(opening.session, opening.taker);
    }),
    put: guarded((ctx, call) => {
      checkPut(ctx.self.path, call);
      return enter(ctx, "put", call, { item: call.item });
    }),
    tryPut: guarded((ctx, call) => {
      checkPut(ctx.self.path, call);
      return enter(ctx, "put", call, { item: call.item, isTry: true });
    }),
    take: guarded((ctx, call) => enter(ctx, "take", call)),
    tryTake: guarded((ctx, call) => enter(ctx, "take", call, { isTry: true })),
    received: guarded(({ state, self }, ticket) => {
      checkTicket(self.path, ticket);
      state.received(ticket);
    }),
    lost: guarded(({ state, self }, ticket) => {
      checkTicket(self.path, ticket);
      state.lost(ticket);
    }),
    withdraw: guarded(({ state, self }, ticket) => {
      checkTicket(self.path, ticket);
      state.withdraw(ticket);
    }),
    taskDone: guarded(({ state, self }, call = {}) => {
      checkDone(self.path, call);
      state.taskDone(call.session);
    }),
    join: guarded((ctx, call) => enter(ctx, "join", call)),
    look: ({ state }) => state.look,
    close: guarded(({ state, self }, options = {}) => {
      checkClose(self.path, options);
      return state.close(options);
    }),

    left: guarded(({ state }, { ref }) => state.leave(ref)),
    expired: guarded(({ state, self }, wait) => {
      const { act, call } = wait.request;
      state.refuse(wait, expiredError(act, self.path, call.timeoutMs as number));
    }),
    // Told, so that the refusal is a `fault` event.
    abandoned: guarded(({ self, refuse }, abandoned) => refuse(abandonedError(self.path, abandoned))),
  };
}

/** Whatever is wrong with a call is for its caller to hear: a queue that crashed of it would lose its items. */
function guarded<T, Call extends unknown[], Reply>(
  handle: (ctx: QueueContext<T>, ...call: Call) => Reply,
): (ctx: QueueContext<T>, ...call: Call) => Reply | Refused {
  return (ctx, ...call) => {
    try {
      return handle(ctx, ...call);
    } catch (error) {
      return ctx.refuse(error as Error);
    }
  };
}

/** Replies now or later, within the limits of the call. */
function enter<T, Reply>(
  ctx: QueueContext<T>,
  act: QueueAct,
  call: QueueCall = {},
  more?: Pick<Request<T>, "item" | "isTry">,
): Deferred<Reply> {
  const { state, self } = ctx;
  checkCall(act, self.path, call);
  const reply = ctx.defer<Reply>();
  if (isInVain(ctx, act, call)) return reply;
  const wait = state.enter({ act, call, reply: reply as Deferred<unknown>, ...more });
  if (!wait.isWaiting) return reply;
  const { timeoutMs = Infinity, session } = call;
  if (timeoutMs === 0) state.refuse(wait, expiredError(act, self.path, 0));
  else if (timeoutMs !== Infinity) wait.timer = ctx.after(timeoutMs, "expired", wait);
  if (session === undefined) dropWithAsker(ctx, wait);
  return reply;
}

/** Who has no session may give up its ask, or die with it; the others are watched. */
function dropWithAsker<T>({ signal, state }: QueueContext<T>, wait: Wait<T>): void {
  if (signal.aborted) state.drop(wait);
  else signal.addEventListener("abort", () => state.drop(wait));
}

/** An item that is sent to nobody would be lost. Who has a ticket says so by itself. */
function isInVain<T>(ctx: QueueContext<T>, act: QueueAct, { session, ticket }: QueueCall): boolean {
  return act === "take" && session === undefined && ticket === undefined && ctx.signal.aborted;
}
