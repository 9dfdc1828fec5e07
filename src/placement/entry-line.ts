import type { TurnBoard } from "../cell/run-queue.ts";
import type { Transport } from "../wire/link.ts";
import { FileStore, MemoryStore } from "../wire/mark-store.ts";
import { Marks } from "../wire/marks.ts";
import type { Boot } from "./boot.ts";
import { MARKS } from "./open-marks.ts";
import { createPortTransport } from "./port-transport.ts";
import type { ProcessBoot } from "./process-machine.ts";
import { createSocketTransport, LINE } from "./socket-transport.ts";
import type { ThreadBoot } from "./thread-machine.ts";

/** The line of a new host to the first one, at the new host's end. */
export interface Line {
  readonly transport: Transport;
  /** Shows whose turn it is, where the first host can see it. */
  readonly board: TurnBoard | undefined;
  /** Of what this host starts. */
  readonly marks: Marks | undefined;
  /** Keeps the host alive. */
  hold(): void;
  /** Calls back when all that was posted is out. */
  end(ended: () => void): void;
}

/** A thread is given a port and memory for its board; a child process has inherited its line. */
export function openLine(boot: Boot): Line {
  return "port" in boot ? openPort(boot as ThreadBoot) : openSocket(boot as ProcessBoot);
}

function openPort({ port, turn, marks }: ThreadBoot): Line {
  return {
    transport: createPortTransport(port),
    board: (actor) => Atomics.store(turn, 0, actor),
    marks: new Marks(new MemoryStore(marks)),
    hold: () => port.ref(),
    end: (ended) => ended(), // what was posted to a port can be read when this thread is gone
  };
}

function openSocket({ isMarked }: ProcessBoot): Line {
  const { Socket } = process.getBuiltinModule("node:net"); // a thread starts sooner without
  const socket = new Socket({ fd: LINE, readable: true, writable: true });
  const transport = createSocketTransport(socket);
  // Whoever started this process is gone, and with it all that its actors belong to.
  socket.once("close", () => process.exit());
  // A terminal interrupts all of its processes. What follows from that the first one decides, and this one hears of it.
  process.on("SIGINT", () => {});
  return {
    transport,
    board: undefined,
    marks: isMarked ? new Marks(new FileStore(MARKS)) : undefined,
    hold: () => socket.ref(),
    end: (ended) => void socket.end(ended),
  };
}
