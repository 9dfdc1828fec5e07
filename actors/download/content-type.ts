/** From a content type to the extension of the file that a page is saved in. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ["text/html", ".html"],
  ["application/xhtml+xml", ".html"],
  ["application/json", ".json"],
  ["text/json", ".json"],
  ["application/x-ndjson", ".ndjson"],
  ["text/plain", ".txt"],
  ["text/css", ".css"],
  ["text/csv", ".csv"],
  ["text/markdown", ".md"],
  ["text/calendar", ".ics"],
  ["text/javascript", ".js"],
  ["application/javascript", ".js"],
  ["application/x-javascript", ".js"],
  ["text/xml", ".xml"],
  ["application/xml", ".xml"],
  ["application/yaml", ".yaml"],
  ["application/pdf", ".pdf"],
  ["application/wasm", ".wasm"],
  ["application/zip", ".zip"],
  ["application/gzip", ".gz"],
  ["application/x-gzip", ".gz"],
  ["application/x-tar", ".tar"],
  ["image/png", ".png"],
  ["image/jpeg", ".jpg"],
  ["image/jpg", ".jpg"],
  ["image/gif", ".gif"],
  ["image/webp", ".webp"],
  ["image/avif", ".avif"],
  ["image/svg+xml", ".svg"],
  ["image/x-icon", ".ico"],
  ["image/vnd.microsoft.icon", ".ico"],
  ["audio/mpeg", ".mp3"],
  ["audio/ogg", ".ogg"],
  ["video/mp4", ".mp4"],
  ["video/webm", ".webm"],
  ["font/woff", ".woff"],
  ["font/woff2", ".woff2"],
]);

const UNKNOWN = ".bin";

/** What `extensionOf` can answer. */
export const knownExtensions: readonly string[] = [...new Set([...EXTENSIONS.values(), UNKNOWN])];

/**
 * The extension that a content type implies, with its dot.
 *
 * Parameters such as the charset do not count. It is never empty, so two names without an extension that differ stay
 * different once they have one.
 */
export function extensionOf(contentType: string | undefined): string {
  const type = (contentType ?? "").split(";", 1)[0]!.trim().toLowerCase();
  const exact = EXTENSIONS.get(type);
  if (exact !== undefined) return exact;
  if (type.endsWith("+json")) return ".json";
  if (type.endsWith("+xml")) return ".xml";
  return type.startsWith("text/") ? ".txt" : UNKNOWN;
}
