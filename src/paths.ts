import { ActorError } from "./core/errors.ts";
import { show } from "./core/show.ts";
import type { ActorNode } from "./core/tree.ts";

/**
 * The names on the way from a system down to an actor; undefined if the path leads to another system, or to this one.
 *
 * @throws {ActorError} `BAD_OPTION` for what is no path.
 */
export function pathBelow(system: string, path: unknown): readonly string[] | undefined {
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw new ActorError("BAD_OPTION", `Cannot get actor ${show(path)}: a path looks like "/${system}/name"`);
  }
  const [, first, ...names] = path.split("/");
  return first === system && names.length > 0 ? names : undefined;
}

/** The actor at the end of those names. */
export function nodeAt(nodes: readonly ActorNode[], names: readonly string[]): ActorNode | undefined {
  const [name, ...rest] = names;
  const node = nodes.find((each) => each.name === name);
  return node === undefined || rest.length === 0 ? node : nodeAt(node.children, rest);
}
