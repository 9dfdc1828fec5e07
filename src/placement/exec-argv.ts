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
