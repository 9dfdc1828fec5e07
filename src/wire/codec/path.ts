/** One step into a payload: a key of an object, an index of an array or a set, or an entry of a map. */
export type Step = string | number | MapStep;

export interface MapStep {
  readonly key: unknown;
}

/** The steps as one would write them in code, without a leading dot: `user.friends[2].get("x").save`. */
export function formatPath(steps: readonly Step[]): string {
  return steps.map(formatStep).join("").replace(/^\./, "");
}

/** `payload`, `payload.user.save`, `payload[0]`; without a root the path alone. */
export function formatPlace(root: string, path: string): string {
  if (root === "") return path;
  return path === "" || path.startsWith("[") ? root + path : `${root}.${path}`;
}

function formatStep(step: Step): string {
  if (typeof step === "number") return `[${step}]`;
  if (typeof step === "object") return `.get(${formatMapKey(step.key)})`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
}

function formatMapKey(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  return typeof key === "number" || typeof key === "bigint" || typeof key === "boolean" ? String(key) : "…";
}
