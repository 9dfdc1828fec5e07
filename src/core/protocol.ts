import type { Deferred, Finish, Refused, Stashed } from "./outcome.ts";
import type { CannotCross, Why } from "./sendable.ts";

// From the handlers that a user wrote to the protocol that others see, at the level of types only.

/** The payload of one message of a protocol, as the rest parameters of `tell`, `send` and `ask`. */
export type Payload<Message> = unknown extends Message
  ? [payload?: any]
  : Message extends (...payload: infer Inputs) => any
    ? Inputs["length"] extends 0 | 1
      ? Inputs
      : [CannotHandle<"a message has one payload">]
    : never;

/** What an ask for one message of a protocol resolves with. */
export type Reply<Message> = Message extends (...payload: any[]) => infer Answer ? Awaited<Answer> : never;

/** A protocol with its replies awaited, so that `() => Promise<number>` and `() => number` are the same protocol. */
export type Normal<Protocol> = {
  [Type in keyof Protocol]: Protocol[Type] extends (...payload: infer Inputs) => infer Answer
    ? (...payload: Inputs) => Awaited<Answer>
    : never;
};

/** The message that a handler implements: the handler without its context, and with its reply awaited. */
export type MessageOf<Handler> = Handler extends (ctx: any, ...payload: infer Inputs) => infer Returned
  ? (...payload: Inputs) => ReplyOf<Awaited<Returned>>
  : never;

type ReplyOf<Returned> =
  Returned extends Finish<infer Result>
    ? Result
    : Returned extends Deferred<infer Later>
      ? Later
      : Returned extends Refused | Stashed
        ? never
        : Returned;

/** What a handler may `finish` with; `never` if it does not. */
export type ResultOf<Handler> = Handler extends (...inputs: any[]) => infer Returned
  ? FinishValue<Awaited<Returned>>
  : never;

type FinishValue<Returned> = Returned extends Finish<infer Result> ? Result : never;

/** The `args` that an `init` takes; `void` if there is none or it takes none. */
export type ArgsOfInit<Init> = Init extends (...inputs: infer Inputs) => any
  ? Inputs extends readonly []
    ? void
    : Inputs[0]
  : void;

declare const reason: unique symbol;

/** What stands in the way of a handler that cannot be one, for the compiler's message to show. */
export interface CannotHandle<Reason extends string> {
  readonly [reason]: Reason;
}

/** `unknown` for each handler that is fine, for the others what the compiler's message is to show. */
export type CheckedHandlers<Handlers, Module> = Module extends string
  ? { [Type in keyof Handlers]: CheckedHandler<Handlers[Type], CrossingHandler<Handlers[Type]>> }
  : { [Type in keyof Handlers]: CheckedHandler<Handlers[Type], unknown> };

// `unknown extends Handler`: while the handlers are still being inferred, the compiler tries this with `any`.
type CheckedHandler<Handler, Otherwise> = unknown extends Handler
  ? unknown
  : Handler extends (ctx: any, ...payload: infer Inputs) => infer Returned
    ? Inputs["length"] extends 0 | 1
      ? IfNever<
          Handler,
          Returned extends AsyncGenerator | Generator ? any : never,
          Otherwise,
          CannotHandle<"a handler cannot be a generator">
        >
      : CannotHandle<"a handler takes one payload: (ctx) or (ctx, payload)">
    : CannotHandle<"a handler is a function: (ctx) or (ctx, payload)">;

type CrossingHandler<Handler> = Handler extends (ctx: any, ...payload: infer Inputs) => infer Returned
  ? Crossing<Handler, Why<Inputs[0], "payload"> | Why<ReplyOf<Awaited<Returned>>, "reply">>
  : unknown;

/** The same for the `args` of an `init`. */
export type CheckedInit<Init, Module> = Module extends string ? Crossing<Init, Why<ArgsOfInit<Init>, "args">> : unknown;

type Crossing<Handler, Reason extends string> = IfNever<
  Handler,
  [Reason] extends [never] ? never : any,
  unknown,
  CannotCross<Reason>
>;

/**
 * `Then` if `Trouble` is `never`, and also while a type parameter of the user's leaves that open: an actor defined in a
 * generic function compiles.
 *
 * That works since the compiler takes a condition that it cannot decide yet for its branch that is not `any`. `Handler` is
 * there so that it does not do so before there is any handler.
 */
type IfNever<Handler, Trouble, Then, Else> = Handler & { trouble: Trouble } extends { trouble: never } ? Then : Else;
