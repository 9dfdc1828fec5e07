// Pages of 10 kB on loopback, in a process of their own: node site.js, which says its port to its parent.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const page = Buffer.alloc(10_000, "All work and no play makes Jack a dull boy.\n");

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/html", "content-length": page.length }).end(page);
});
server.keepAliveTimeout = 60_000; // a connection that is closed between two runs is not what is measured
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
