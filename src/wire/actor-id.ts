// An actor's id is `system:host.number`: the number is given out by the host of its parent, which is its home.

export function systemOf(id: string): string {
  return id.slice(0, id.indexOf(":"));
}

/** The host of the actor's parent. */
export function homeOf(id: string): number {
  return Number(id.slice(id.indexOf(":") + 1, id.indexOf(".", id.indexOf(":"))));
}
