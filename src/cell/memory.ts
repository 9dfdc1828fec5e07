/** How many bytes this host's code uses: its heap, and what is held from there outside of it. */
export function memoryInUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
