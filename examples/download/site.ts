// A small site on loopback with the four pages of the article, so that the example runs on a machine without a network.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "troupe/actors";

/** How long each page takes, in milliseconds: one is slow enough that the heartbeat is seen. */
const PAGES = { google: 20, reddit: 80, ebay: 40, bbc: 700 };

/**
 * Serves the site, says so on standard error, and answers with its pages.
 *
 * Nothing needs to stop it: it lives as long as the program has something else to do.
 */
export async function serveSite(): Promise<Page[]> {
  const server = createServer(({ url }, response) => {
    const found = Object.entries(PAGES).find(([name]) => url === `/${name}`);
    if (found === undefined) return response.writeHead(404).end();
    const [name, ms] = found;
    setTimeout(
      () => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html(name)),
      ms,
    ).unref();
  });
  server.on("connection", (socket) => socket.unref());
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.unref().address() as AddressInfo;
  console.error(`No pages given: downloading four from a small site on http://127.0.0.1:${port}`);
  return Object.keys(PAGES).map((name) => ({ name, url: `http://127.0.0.1:${port}/${name}` }));
}

function html(name: string): string {
  const line = `<p>This could be ${name}, if there were a network.</p>\n`;
  return `<!doctype html>\n<html lang="en">\n<title>${name}</title>\n<h1>${name}</h1>\n${line.repeat(20)}</html>\n`;
}
