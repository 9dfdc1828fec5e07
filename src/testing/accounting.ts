import assert from "node:assert/strict";
import type { System } from "../mod.ts";
import { censusOf } from "../system.ts";
import type { HostCounts } from "../wire/host-counts.ts";

/** What is on its way needs so many looks at the most to arrive, with a turn of the event loop for each. */
const MOST_LOOKS = 2_000;

/**
 * Guarantee 3, in numbers: on each host, and between each two of them, whatever was accepted was handled, is a dead letter,
 * or still waits. Messages may be on their way: they are given the time to arrive.
 *
 * @throws an `AssertionError` that names the host and shows what is missing
 */
export async function assertAccounted(system: System): Promise<void> {
  for (let looks = 1; ; looks++) {
    const all = await censusOf(system);
    const missing = all.flatMap((counts) => [...findMissing(counts), ...findUnread(counts, all)]);
    if (missing.length === 0) return;
    if (looks === MOST_LOOKS) assert.fail(`Messages are missing: ${missing.join("; ")}; ${JSON.stringify(all)}`);
    await new Promise((resolve) => void setImmediate(resolve));
  }
}

/** The two equations of one host, see `Traffic`. */
function findMissing(counts: HostCounts): string[] {
  const { host, accepted, sent, handled, buried, lost, withdrawn, refused, goneWithHosts, leftByHosts } = counts;
  const arrived = leftByHosts + sumOf(counts, "arrived");
  const posted = goneWithHosts + sumOf(counts, "posted");
  const keptHere = accepted + arrived - (handled + buried + withdrawn + refused + counts.waiting);
  const keptAway = sent - (posted + lost + counts.held);
  return [
    ...(keptHere === 0 ? [] : [`${keptHere} of those that came in on host ${host}`]),
    ...(keptAway === 0 ? [] : [`${keptAway} of those that were sent from host ${host}`]),
  ];
}

function findUnread({ host, lines }: HostCounts, all: readonly HostCounts[]): string[] {
  return lines.flatMap(({ host: other, posted }) => {
    const counts = all.find((each) => each.host === other);
    if (counts === undefined) return [];
    const arrived = counts.lines.find((line) => line.host === host)?.arrived ?? 0;
    return posted === arrived ? [] : [`${posted - arrived} of those posted from host ${host} to ${other}`];
  });
}

function sumOf({ lines }: HostCounts, what: "arrived" | "posted"): number {
  return lines.reduce((sum, line) => sum + line[what], 0);
}
