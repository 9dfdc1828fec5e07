/** One GET, with its redirects followed. */
import type { Dispatcher } from "undici";
import { Fault } from "./fault.ts";

const MOST_REDIRECTS = 10;
const MOST_DISCARDED_BYTES = 64 * 1024;
/**
 * A body is never paused: undici 7 ends the whole process with an assertion if the server closes the connection of a body
 * that is (nodejs/undici#5360, mended in 8, which needs Node 22). So whoever reads a body must keep up with it.
 */
const NEVER_PAUSED_BYTES = 2 ** 30;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
// No accept-encoding: what is saved is what was served.
const HEADERS = { "user-agent": "troupe", accept: "*/*" };

/** Requests a URL and answers with the first response that is not a redirect; its body is the caller's to read or discard. */
export async function follow(
  url: string,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let at = parseUrl(url, undefined);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const target = { origin: at.origin, path: `${at.pathname}${at.search}`, method: "GET" } as const;
    const response = await dispatcher.request({
      ...target,
      headers: HEADERS,
      signal,
      highWaterMark: NEVER_PAUSED_BYTES,
    });
    const location = REDIRECTS.has(response.statusCode) ? response.headers["location"] : undefined;
    if (typeof location !== "string") return response;
    await discard(response.body);
    at = parseUrl(location, at);
  }
  throw new Fault(`it redirects more than ${MOST_REDIRECTS} times`);
}

/**
 * Lets go of a body that nobody wants: a short one is read to its end, so that the connection can serve the next page.
 *
 * It waits for that end no longer than the signal of the request allows, and never rejects.
 */
export async function discard(body: Dispatcher.ResponseData["body"]): Promise<void> {
  await body.dump({ limit: MOST_DISCARDED_BYTES });
}

function parseUrl(text: string, base: URL | undefined): URL {
  const url = URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw new Fault(
    base === undefined
      ? "it is not an http or https URL"
      : `it redirects to "${text}", which is not an http or https URL`,
  );
}
