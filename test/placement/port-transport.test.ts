import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { createPortTransport } from "../../src/placement/port-transport.ts";

test("port transport: a message that cannot be read is why the line is given up, and throws at nobody", () => {
  const { port1 } = new MessageChannel();
  const heard: unknown[] = [];
  createPortTransport(port1).listen(
    () => heard.push("a frame"),
    (error) => heard.push(error),
  );
  const unreadable = new Error("it has a class of objects that is not known here");
  expect(port1.emit("messageerror", unreadable)).toBe(true);
  expect(heard).toEqual([unreadable]);
  port1.close();
});
