/** What is worth another try, and how long to wait before it. Decisions only: the loop is in fetch-page.ts. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const LONGEST_ASKED_PAUSE_MS = 30_000;

/** Failures that the next try would only meet again: certificates, requests and answers that break a rule. */
const LASTING = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|UND_ERR_INVALID_|\w*HEADERS?_OVERFLOW)/;

/** Whether a server that answered with this status may answer better later. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** Whether a connection that failed with this error code may work later. */
export function isPassingCode(code: string): boolean {
  return !LASTING.test(code);
}

/**
 * The pause before the next try, in milliseconds: it doubles with each failure, give or take a fifth, so that many
 * downloaders do not come back in step. What the server asked for counts if it is longer, up to half a minute.
 */
export function pauseBeforeRetry(failures: number, askedMs: number = 0, random: () => number = Math.random): number {
  const grown = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.8 + 0.4 * random());
  return Math.round(Math.max(grown, Math.min(askedMs, LONGEST_ASKED_PAUSE_MS)));
}

/** Reads a `Retry-After` header, which is a number of seconds or a date; 0 if it is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number = Date.now()): number {
  if (header === undefined) return 0;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - nowMs);
}
