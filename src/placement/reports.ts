import type { ControlName, ControlWords } from "../wire/protocol.ts";
import type { RemoteRunning } from "./remote-running.ts";

type ReportName = "started" | "startFailed" | "crashed" | "halted" | "finished" | "closing" | "ending" | "ended";

const reports: { readonly [Name in ReportName]: (remote: RemoteRunning, words: ControlWords[Name]) => void } = {
  started: (remote) => remote.started(),
  startFailed: (remote, { error, directive }) => remote.startFailed(error, directive),
  crashed: (remote, { error, message, directive }) => remote.crashed(error, message, directive),
  halted: (remote) => remote.halted(),
  finished: (remote, { value }) => remote.finished(value),
  closing: (remote) => remote.closing(),
  ending: (remote) => remote.ending(),
  ended: (remote, { exit, isSettled }) => remote.ended(exit, isSettled),
};

/** Passes on what the host of an actor reports of it; false if the word is for somebody else. */
export function passReport<Name extends ControlName>(
  remotes: ReadonlyMap<string, RemoteRunning>,
  name: Name,
  words: ControlWords[Name],
): boolean {
  const report = reports[name as ReportName];
  if (report === undefined) return false;
  const remote = remotes.get((words as { id: string }).id);
  if (remote !== undefined) report(remote, words as never);
  return true;
}
