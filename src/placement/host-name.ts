/** A host as a person is told of it; undefined for one that has yet to be found. */
export function nameOfHost(host: number | undefined): string {
  if (host === undefined) return "nowhere";
  return host === 0 ? "main" : `thread ${host}`;
}
