// What all systems and scripts of a process share of it: one listener for each of its events, however many they are, or
// Node would warn of a leak at the eleventh. That is why there is state in this module; a listener is there only while
// somebody wants it.

/** Runners such as tsx and npx pass on a signal that the terminal has sent to the whole group: it is one all the same. */
const SAME_SIGNAL_MS = 250;

const statuses = { SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof statuses;

const signals = Object.keys(statuses) as Signal[];
const systems = new Set<() => void>();
const scripts = new Set<() => Promise<void>>();
let stoppingSince: number | undefined;

/** Calls `stop` each time the process runs out of other work, until what is returned is called. */
export function onBeforeExit(stop: () => void): () => void {
  if (systems.size === 0) process.on("beforeExit", stopSystems);
  systems.add(stop);
  return () => {
    systems.delete(stop);
    if (systems.size === 0) process.off("beforeExit", stopSystems);
  };
}

/** Whether a system of this process has not stopped yet. */
export function isSystemLeft(): boolean {
  return systems.size > 0;
}

/**
 * Calls `stop` on SIGINT and SIGTERM, until what is returned is called. The process exits with 130 or 143 when all who
 * were there at the signal have stopped; a second signal does not wait.
 */
export function exitOnSignals(stop: () => Promise<void>): () => void {
  if (scripts.size === 0) for (const signal of signals) process.on(signal, heard);
  scripts.add(stop);
  return () => {
    if (stoppingSince !== undefined) return; // from now on a signal ends the process, whoever is left
    scripts.delete(stop);
    if (scripts.size === 0) for (const signal of signals) process.off(signal, heard);
  };
}

function stopSystems(): void {
  for (const stop of systems) stop();
}

function heard(signal: Signal): void {
  const status = statuses[signal];
  if (stoppingSince !== undefined) {
    if (performance.now() - stoppingSince >= SAME_SIGNAL_MS) process.exit(status);
    return;
  }
  stoppingSince = performance.now();
  let left = scripts.size;
  const stopped = (): void => {
    left -= 1;
    if (left === 0) process.exit(status);
  };
  for (const stop of scripts) {
    stop().then(stopped, (error: unknown) => {
      console.error(error);
      stopped();
    });
  }
}
