/** Belongs to tsx, which the boot of a thread registers by itself, or to a test runner. */
const notInherited = /(?:^|[=\\/])(?:tsx|vitest|vite-node)(?:$|[\\/])/;

/** What a worker may be given beside what it inherits of itself, each with the value that follows it, if any. */
const loading = /^(?:--(?:import|require|loader|experimental-loader|conditions)|-[rC])(?:=|$)/;
const alone =
  /^--(?:enable-source-maps|no-warnings|preserve-symlinks|experimental-(?:vm-modules|wasm-modules|import-meta-resolve))(?:=|$)/;

/**
 * Node's options for a thread, made from those of the process: undefined to inherit all of them as they are.
 *
 * A list of our own is needed only to leave some out. It can then name no more than workers take: V8's options and those
 * of the whole process hold for threads in any case, and Node refuses them here.
 */
export function inheritedExecArgv(options: readonly string[]): string[] | undefined {
  if (!options.some((option) => notInherited.test(option))) return undefined;
  const kept: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as string;
    const value = loading.test(option) && !option.includes("=") ? options[++at] : undefined;
    const words = value === undefined ? [option] : [option, value];
    if (words.some((word) => notInherited.test(word))) continue;
    if (loading.test(option) || alone.test(option)) kept.push(...words);
  }
  return kept;
}

/** Options of a process that are not for those it starts, each with the value that follows it, if any. */
const ofThisProcess = /^(?:--(?:eval|print|require-eval|input-type|check|interactive|run)|-[epcip]|-pe)(?:=|$)/;
const ofThisProcessAlone = /^--(?:inspect|watch|test|debug|cpu-prof|heap-prof|prof|diagnostic-dir)/;
const withValue =
  /^(?:--(?:eval|print|import|require|loader|experimental-loader|conditions|input-type|watch-path)|-[erCp]|-pe)$/;

/** Node's options for a child process, made from those of this one: all but what loads TypeScript, debugs or runs a text. */
export function processExecArgv(options: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as string;
    // No script stands among them: a word that is no option is the value of the one before.
    const hasValue = withValue.test(option) || options[at + 1]?.startsWith("-") === false;
    const value = hasValue ? options[++at] : undefined;
    const words = value === undefined ? [option] : [option, value];
    if (words.some((word) => notInherited.test(word))) continue;
    if (!ofThisProcess.test(option) && !ofThisProcessAlone.test(option)) kept.push(...words);
  }
  return kept;
}
