/**
 * The number by which an actor shows, in shared memory, that its handler is running: two of one thread differ.
 *
 * @param id as hosts give it out: `system:host.number`
 */
export function turnOf(id: string): number {
  const [host = "0", number = "0"] = id.slice(id.indexOf(":") + 1).split(".");
  return ((Number(host) & 0x7f) << 24) | (Number(number) & 0xff_ffff) || 1; // 0 is nobody's
}
