/** Gives every page of a run a file name that no other page of the run can take. */
import { Buffer } from "node:buffer";
import { extname } from "node:path";
import { extensionOf, knownExtensions } from "./content-type.ts";
import { LONGEST_NAME_BYTES, nameFromUrl, shorten } from "./page-name.ts";

/** A page to download. Without a name it gets one made from its URL. */
export interface Page {
  name?: string | undefined;
  url: string;
}

/** A page with its name decided. */
export interface Target {
  name: string;
  url: string;
  /** Whether the name is the whole file name; if unset, whether it ends with an extension. */
  hasExtension?: boolean | undefined;
  /** The name to use instead when the content type implies an extension with which another page has the name. */
  spare?: Spare | undefined;
}

export interface Spare {
  name: string;
  insteadOf: string[];
}

/** The file name of a page, now that its content type is known. */
export function fileNameOf({ name, hasExtension, spare }: Target, contentType: string | undefined): string {
  if (hasExtension ?? extname(name) !== "") return name;
  const extension = extensionOf(contentType);
  return `${spare?.insteadOf.includes(extension) ? spare.name : name}${extension}`;
}

/**
 * Names the pages of a run, in their order.
 *
 * A second page of one name becomes `name-2` (`name-2.html` if it has an extension). A name that was given always goes to
 * the first page that it was given to; only numbered names and those made from URLs make way. Since names are decided
 * before content types are known, `a` and `a.html` may turn out to be one file: then the first is saved as its spare name.
 *
 * @param foldCase whether names that differ only by case are one name, as on Windows and macOS
 */
export function nameTargets(pages: readonly Page[], foldCase: boolean = hasFoldedCase()): Target[] {
  const names = new NamesTaken(foldCase);
  for (const { name } of pages) if (name !== undefined) names.take(name, extname(name) !== "");
  const given = new Set<string>();
  return pages.map(({ name, url }) => {
    if (name === undefined) {
      const made = nameFromUrl(url);
      return { ...made, url, name: names.takeFree(made.name, made.hasExtension) };
    }
    const hasExtension = extname(name) !== "";
    const key = names.key(name, hasExtension);
    if (given.has(key)) return { name: names.takeFree(name, hasExtension), url };
    given.add(key);
    const insteadOf = hasExtension ? [] : names.extensionsTaken(name);
    return insteadOf.length === 0
      ? { name, url }
      : { name, url, spare: { name: names.takeFree(name, false), insteadOf } };
  });
}

function hasFoldedCase(): boolean {
  return process.platform === "win32" || process.platform === "darwin";
}

class NamesTaken {
  readonly #foldCase: boolean;
  readonly #taken = new Set<string>();
  readonly #nextNumber = new Map<string, number>();

  constructor(foldCase: boolean) {
    this.#foldCase = foldCase;
  }

  /** A whole name is its own key; one that still lacks its extension stands for all files `name.*`. */
  key(name: string, hasExtension: boolean): string {
    const folded = this.#foldCase ? name.normalize("NFC").toLowerCase() : name;
    return hasExtension ? folded : `${folded}.*`;
  }

  take(name: string, hasExtension: boolean): void {
    this.#taken.add(this.key(name, hasExtension));
  }

  takeFree(name: string, hasExtension: boolean): string {
    const free = this.#isFree(name, hasExtension) ? name : this.#firstFreeNumber(name, hasExtension);
    this.take(free, hasExtension);
    return free;
  }

  extensionsTaken(name: string): string[] {
    return knownExtensions.filter((extension) => this.#taken.has(this.key(name + extension, true)));
  }

  #isFree(name: string, hasExtension: boolean): boolean {
    if (this.#taken.has(this.key(name, hasExtension))) return false;
    if (!hasExtension) return this.extensionsTaken(name).length === 0;
    return !this.#taken.has(this.key(name.slice(0, -extname(name).length), false));
  }

  #firstFreeNumber(name: string, hasExtension: boolean): string {
    const extension = hasExtension ? extname(name) : "";
    const stem = name.slice(0, name.length - extension.length);
    const key = this.key(name, hasExtension);
    for (let number = this.#nextNumber.get(key) ?? 2; ; number++) {
      const ending = `-${number}${extension}`;
      const numbered = `${shorten(stem, LONGEST_NAME_BYTES - Buffer.byteLength(ending))}${ending}`;
      if (!this.#isFree(numbered, hasExtension)) continue;
      this.#nextNumber.set(key, number + 1);
      return numbered;
    }
  }
}
