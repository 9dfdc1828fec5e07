/** Which names a page may be saved under, and the name of a page that came without one. */
import { Buffer } from "node:buffer";

// File systems stop at 255 bytes. The rest is room for an extension and for the number of a second page of that name.
export const LONGEST_NAME_BYTES = 240;

const LONGEST_MADE_NAME_BYTES = 120;

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i;
// oxlint-disable-next-line no-control-regex -- they are what this looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

const RULES: readonly (readonly [breaks: (name: string) => boolean, problem: string])[] = [
  [(name) => name.trim() === "", "it is empty"],
  [(name) => name.includes(".."), 'it contains ".."'],
  [(name) => /[/\\]/.test(name), "it contains a slash or a backslash"],
  [(name) => CONTROL.test(name), "it contains NUL or another control character"],
  [(name) => /[. ]$/.test(name), "it ends with a dot or a space"],
  [(name) => DEVICE.test(name), "it is the name of a device on Windows"],
  [(name) => Buffer.byteLength(name) > LONGEST_NAME_BYTES, `it is longer than ${LONGEST_NAME_BYTES} bytes`],
];

/**
 * Why a page cannot be saved as `name`, or undefined when it can.
 *
 * A name without a problem is one plain file name on every system, so joined to a folder it cannot leave it.
 */
export function nameProblem(name: string, platform: string = process.platform): string | undefined {
  if (platform === "win32" && /[<>:"|?*]/.test(name)) return "it contains a character that Windows reserves";
  return RULES.find(([breaks]) => breaks(name))?.[1];
}

/** Whether a text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** A name made from the host and the path of a URL, and whether the path already gave it an extension. */
export function nameFromUrl(url: string): { name: string; hasExtension: boolean } {
  if (!isHttpUrl(url)) return { name: "page", hasExtension: false };
  const { host, pathname } = new URL(url);
  const [path, extension] = splitExtension(decode(pathname));
  const stem = shorten(plain(`${host}${path}`), LONGEST_MADE_NAME_BYTES);
  const name = `${trimEnds(stem) || "page"}${extension}`;
  return { name: nameProblem(name) === undefined ? name : `page-${name}`, hasExtension: extension !== "" };
}

/** Cuts whole characters off the end of a text until it fits. */
export function shorten(text: string, mostBytes: number): string {
  let characters = Array.from(text);
  while (Buffer.byteLength(characters.join("")) > mostBytes) characters = characters.slice(0, -1);
  return characters.join("");
}

/** Splits `/a/b.html` into `/a/b` and `.html`; a version such as `/v1.2` has no extension. */
function splitExtension(path: string): [path: string, extension: string] {
  const extension = /(?<=[^/.])\.[a-z][a-z0-9]{0,9}$/i.exec(path)?.[0] ?? "";
  return [path.slice(0, path.length - extension.length), extension];
}

function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/\.{2,}/g, ".");
}

function trimEnds(text: string): string {
  return text.replace(/^[-.]+|[-.]+$/g, "");
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray % is no reason to fail: `plain` replaces it
  }
}
