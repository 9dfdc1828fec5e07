/** Longer ones are cut: a line of the log is to be read, and what is left out is in the event. */
const LONGEST = 500;

/** An error as a line of the log shows it: its name and message on one line, cut if very long, and never failing. */
export function showError(error: unknown): string {
  try {
    return onOneLine(isObject(error) ? Error.prototype.toString.call(error) : String(error));
  } catch {
    return "an error that cannot be shown"; // its message is a getter that throws, say
  }
}

/** A text without line breaks; Infinity leaves it whole otherwise. */
export function onOneLine(text: string, longest: number = LONGEST): string {
  const lines = text.split(/[\n\v\f\r\u0085\u2028\u2029]+/).map((line) => line.trim());
  const line = lines.filter((part) => part !== "").join(" ");
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`; // no half of a surrogate pair
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
