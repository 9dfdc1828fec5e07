// A web site on loopback whose pages are functions, and a folder to save them in. Both are gone when the test is over.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Answers a request; `visit` counts the requests for this page, from 1. */
export type Answer = (request: IncomingMessage, response: ServerResponse, visit: number) => void;

export class Web {
  readonly #server: Server;
  readonly #visits = new Map<string, number>();
  readonly #visitors = new Map<string, () => void>();
  connections = 0;

  constructor(pages: Readonly<Record<string, Answer>>) {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "";
      const visit = this.visits(path) + 1;
      this.#visits.set(path, visit);
      const answer = pages[path.split("?", 1)[0]!];
      if (answer) answer(request, response, visit);
      else response.writeHead(404).end("there is no such page");
      this.#visitors.get(path)?.();
    });
    this.#server.on("connection", () => this.connections++);
  }

  async open(): Promise<this> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (this.#server.listening) await once(this.#server.close(), "close");
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  visits(path: string): number {
    return this.#visits.get(path) ?? 0;
  }

  /** Resolves when the next request for the page has come. */
  async visited(path: string): Promise<void> {
    await new Promise<void>((resolve) => this.#visitors.set(path, resolve));
  }
}

export async function openWeb(pages: Readonly<Record<string, Answer>> = {}): Promise<Web> {
  const web = await new Web(pages).open();
  onTestFinished(() => web.close());
  return web;
}

export async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "troupe-test-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** A page of this body and type. */
export function page(body: string | Uint8Array, type: string = "text/html; charset=utf-8"): Answer {
  return (_, response) => response.writeHead(200, { "content-type": type }).end(body);
}

export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => response.writeHead(code, headers).end();
}

/** One answer for each visit; the last one for all that follow. */
export function inTurn(...answers: [Answer, ...Answer[]]): Answer {
  return (request, response, visit) => answers[Math.min(visit, answers.length) - 1]!(request, response, visit);
}

/** A body that breaks off after these bytes, though it promised more. */
export function cut(body: string, headers: Readonly<Record<string, string>> = { "content-length": "1000" }): Answer {
  return (_, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers });
    response.write(body, () => response.destroy());
  };
}

/** Takes the request and never answers. */
export const hang: Answer = () => {};
