import { expectTypeOf } from "vitest";
import type { ActorRef } from "troupe";
import { createTestSystem } from "troupe/testing";

interface Shop {
  price: (of: string) => number;
  open: () => void;
}

const system = createTestSystem();
const probe = await system.createProbe<Shop>();
expectTypeOf(probe.ref).toEqualTypeOf<ActorRef<Shop>>();
expectTypeOf(await probe.receive("price")).toEqualTypeOf<string>();
expectTypeOf(await probe.receive("open")).toEqualTypeOf<undefined>();

const message = await probe.receive();
expectTypeOf(message.type).toEqualTypeOf<"price" | "open">();
if (message.type === "price") {
  expectTypeOf(message.payload).toEqualTypeOf<string>();
  message.reply(1);
  // @ts-expect-error -- the reply is a number
  message.reply("1");
}

// @ts-expect-error -- there is no such message
probe.receive("close");
// @ts-expect-error -- nor here
probe.receiveAsk("close");
// @ts-expect-error -- a probe of another protocol does not fit
const ref: ActorRef<{ close: () => void }> = probe.ref;
// @ts-expect-error -- without a protocol nothing is known of its messages
(await system.createProbe()).receive("price");
// @ts-expect-error -- a seed is a number
createTestSystem({ seed: "x" });
