import type { Finish, Refused } from "./outcome.ts";
import type { CannotCross, Why } from "./sendable.ts";

// From the handlers that a user wrote to the protocol that others see, at the level of types only.

/** The payload of one message of a protocol, as the rest parameters of `tell`, `send` and `ask`. */
export type Payload<Message> = Message extends (...payload: infer Inputs) => any ? Inputs : never;

/** What an ask for one message of a protocol resolves with. */
export type Reply<Message> = Message extends (...payload: any[]) => infer Answer ? Awaited<Answer> : never;

/** A protocol with its replies awaited, so that `() => Promise<number>` and `() => number` are the same protocol. */
export type Normal<Protocol> = {
  [Type in keyof Protocol]: Protocol[Type] extends (...payload: infer Inputs) => infer Answer
    ? (...payload: Inputs) => Awaited<Answer>
    : never;
};

type ReplyOf<Returned> = Returned extends Finish<infer Result> ? Result : Returned extends Refused ? never : Returned;

/** The protocol that a `receive` object implements: each handler without its context. */
export type ProtocolOfHandlers<Handlers> = {
  [Type in keyof Handlers]: Handlers[Type] extends (ctx: any, ...payload: infer Inputs) => infer Returned
    ? (...payload: Inputs) => ReplyOf<Awaited<Returned>>
    : never;
};

type FinishValue<Returned> = Returned extends Finish<infer Result> ? Result : never;

/** The union of all that the handlers may `finish` with. */
export type ResultOfHandlers<Handlers> = {
  [Type in keyof Handlers]: Handlers[Type] extends (...inputs: any[]) => infer Returned
    ? FinishValue<Awaited<Returned>>
    : never;
}[keyof Handlers];

type CrossingPayload<Value> = [Why<Value>] extends [never]
  ? unknown
  : (ctx: any, payload: CannotCross<Why<Value>>) => any;
type CrossingReply<Value> = [Why<Value>] extends [never] ? unknown : (...inputs: any[]) => CannotCross<Why<Value>>;

type CrossingHandler<Handler> = Handler extends (ctx: any, ...payload: infer Inputs) => infer Returned
  ? CrossingPayload<Inputs[0]> & CrossingReply<ReplyOf<Awaited<Returned>>>
  : unknown;

/** Turns each handler whose payload or reply cannot leave the thread into a compile error that says why. */
export type CrossingHandlers<Handlers> = { [Type in keyof Handlers]: CrossingHandler<Handlers[Type]> };

/** The same for the `args` of `init`. */
export type CrossingArgs<Args> = [Why<Args>] extends [never]
  ? unknown
  : (args: CannotCross<Why<Args>>, ctx: any) => any;
