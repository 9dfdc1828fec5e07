// Hosts are numbered: 0 is the first one, threads follow, and child processes begin far behind them. So a number says what is
// between two hosts before anything was said between them.

const FIRST_PROCESS = 1_000_000;

/** That of the n-th child process, from 1. */
export function processNumber(nth: number): number {
  return FIRST_PROCESS + nth;
}

export function isProcess(host: number): boolean {
  return host >= FIRST_PROCESS;
}

/** Whether both are threads of one process. */
export function shareMemory(one: number, other: number): boolean {
  return !isProcess(one) && !isProcess(other);
}

/** A host as a person is told of it; undefined for one that has yet to be found. */
export function nameOfHost(host: number | undefined): string {
  if (host === undefined) return "nowhere";
  if (host === 0) return "main";
  return isProcess(host) ? `process ${host - FIRST_PROCESS}` : `thread ${host}`;
}
