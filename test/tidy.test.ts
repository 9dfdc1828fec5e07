// The rules of the house that no linter knows. Each breach is told as `file:line rule`, so that it can be clicked.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const maxLines = 300;

/** DESIGN, section 6: a file imports only from its own folder or from a lower layer. Files right below src/ are the top. */
const layers: Readonly<Record<string, number>> = {
  core: 0,
  mailbox: 1,
  cell: 2,
  supervisor: 3,
  pool: 4,
  wire: 5,
  placement: 6,
  "": 7,
  testing: 8,
};

/** A source file: as it stands, and with comments and template strings blanked (lines and columns stay). */
interface Source {
  readonly path: string;
  readonly text: string;
  readonly code: string;
}

interface Import {
  readonly from: string;
  readonly line: number;
  readonly when: "load" | "later" | "types";
}

const everything = ["src", "actors", "build", "examples", "test", "bench"].flatMap(sourcesBelow);
const within = (folder: string): Source[] => everything.filter(({ path }) => path.startsWith(`${folder}/`));

test("layers: src/ imports only from its own folder or from a lower layer", () => {
  const breaches = within("src").flatMap((source) => {
    const own = layerFolder(source.path);
    const level = layers[own];
    if (level === undefined) return [`${source.path}:1 layers: src/${own}/ has no layer, give it one in ${here}`];
    return importsOf(source).flatMap(({ from, line }) => {
      const where = `${source.path}:${line} layers:`;
      if (own === "core" && from.startsWith("node:")) return [`${where} core imports no "${from}"`];
      if (/^troupe(\/|$)/.test(from)) return [`${where} the library does not import itself by name: "${from}"`];
      if (!from.startsWith(".")) return [];
      const target = posix.join(dirname(source.path), from);
      if (!target.startsWith("src/")) return [`${where} src/ imports nothing outside src/: "${from}"`];
      const other = layerFolder(target);
      if (own === other || (layers[other] ?? Infinity) < level) return [];
      return [
        `${where} ${own || "the root of src"} (${level}) may not import ${other || "the root of src"}: "${from}"`,
      ];
    });
  });
  expect(breaches).toEqual([]);
});

test("layers: actors/ are written on the public face only", () => {
  const packages = Object.keys(manifest().dependencies ?? {});
  const mayImport = (from: string, by: string): boolean =>
    posix.join(dirname(by), from) === "src/mod.ts" ||
    from.startsWith("./") ||
    from.startsWith("node:") ||
    packages.includes(packageOf(from));
  expect(forbiddenImports("actors", mayImport, "only src/mod.ts, ./, node: and dependencies")).toEqual([]);
});

test("layers: examples/ import what a user can import", () => {
  const mayImport = (from: string): boolean =>
    packageOf(from) === "troupe" || from.startsWith("./") || from.startsWith("node:");
  expect(forbiddenImports("examples", mayImport, "only troupe, ./ and node:")).toEqual([]);
});

test(`sizes: no file is longer than ${maxLines} lines`, () => {
  const lengths = everything.map(({ path, text }) => ({ path, lines: text.replace(/\n$/, "").split("\n").length }));
  const tooLong = lengths.filter(({ lines }) => lines > maxLines);
  expect(tooLong.map(({ path, lines }) => `${path}:${maxLines + 1} sizes: ${lines} lines`)).toEqual([]);
});

test("names: no file or folder is a drawer for everything", () => {
  const drawers = /^(utils?|common|helpers?|types?|misc|managers?)(\.|$)/;
  const isDrawer = ({ path }: Source): boolean => path.split("/").some((part) => drawers.test(part));
  expect(everything.filter(isDrawer).map(({ path }) => `${path}:1 names: say what is in it`)).toEqual([]);
});

test("unfinished: no marks left, no test is focused, and a skipped one gives its reason in a comment", () => {
  const marks = everything.flatMap((source) => linesMatching(source.path, source.text, /\b(TOD[O]|FIXM[E]|XX[X])\b/));
  const focused = within("test").flatMap((source) => linesMatching(source.path, source.code, /\.only\(/));
  const skipped = within("test").flatMap(({ path, text, code }) => {
    const lines = text.split("\n");
    const hasReason = (line: number): boolean =>
      /\/\/ \S/.test(lines[line - 1] ?? "") || /^\s*\/\/ \S/.test(lines[line - 2] ?? "");
    return linesMatching(path, code, /\.(skip|skipIf|runIf|todo|fails)\(/).filter((at) => !hasReason(lineOf(at)));
  });
  expect([...marks, ...focused, ...skipped].map((at) => `${at} unfinished`)).toEqual([]);
});

test("waiting: no test sleeps", () => {
  const sleep =
    /new Promise(<[^>]*>)?\(\s*(async\s*)?\(?\s*(\w+)[^=()]*\)?\s*=>\s*\{?\s*(void\s+)?setTimeout\(\s*\3\b/g;
  const breaches = within("test").flatMap((source) => [
    ...importsOf(source)
      .filter(({ from }) => /^(node:)?timers\/promises$/.test(from))
      .map(({ line }) => `${source.path}:${line}`),
    ...[...source.code.matchAll(sleep)].map(({ index }) => `${source.path}:${lineAt(source.code, index)}`),
  ]);
  expect(breaches.map((at) => `${at} waiting: use a gate, settled() or the manual clock`)).toEqual([]);
});

test("state: no module exports a binding that can change", () => {
  const breaches = [...within("src"), ...within("actors")].flatMap(({ path, code }) => {
    const variables = [...code.matchAll(/^(?:let|var)\s+(\w+)/gm)].map(([, name]) => name);
    const listed = [...code.matchAll(/^export\s*\{([^}]*)\}(?!\s*from)/gm)].filter(([, names]) =>
      names?.split(",").some((name) => variables.includes(name.trim().split(/\s/)[0])),
    );
    const direct = [...code.matchAll(/^export\s+(?:declare\s+)?(?:let|var)\b/gm)];
    return [...direct, ...listed].map(({ index }) => `${path}:${lineAt(code, index)} state: exported let`);
  });
  expect(breaches).toEqual([]);
});

test("docs/errors.md has one row for each code of ActorErrorCode, and no other", () => {
  const union = /type ActorErrorCode =([^;]*);/.exec(read("src/core/errors.ts"))?.[1] ?? "";
  const codes = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code = ""]) => code);
  const rows = [...read("docs/errors.md").matchAll(/^\| `([A-Z_]+)` *\|/gm)].map(([, code = ""]) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(rows.toSorted(), "docs/errors.md against ActorErrorCode in src/core/errors.ts").toEqual(codes.toSorted());
});

test("docs/guarantees.md names for each guarantee tests that exist", () => {
  const doc = read("docs/guarantees.md");
  const starts = [...doc.matchAll(/^(?:#+ )?(?:\*\*)?(\d+)\. /gm)];
  expect(starts.map(([, number]) => Number(number))).toEqual(starts.map((_, index) => index + 1));
  expect(starts.length, "guarantees that begin with their number").toBeGreaterThan(0);
  const breaches = starts.flatMap(({ index, 1: number }, nth) => {
    const where = `docs/guarantees.md:${lineAt(doc, index)} guarantee ${number}`;
    const named = [
      ...doc.slice(index, starts[nth + 1]?.index).matchAll(/`((?:test|src\/testing)\/[^`]+?) › ([^`]+)`/g),
    ];
    if (named.length === 0) return [`${where}: names no test, as in \`test/file.test.ts › title\``];
    return named.flatMap(([, file = "", title = ""]) => {
      if (!existsSync(join(root, file))) return [`${where}: there is no ${file}`];
      const known = titlesIn(read(file));
      const missing = title.split(" › ").find((part) => {
        const wanted = part.replaceAll(/\s+/g, " ");
        return !known.some((each) => each.startsWith(wanted)); // the rest of a title may be made up as the tests run
      });
      return missing === undefined ? [] : [`${where}: ${file} has no test "${missing}"`];
    });
  });
  expect(breaches).toEqual([]);
});

test("hosts: loading src/placement/entry.ts loads none of xstate, undici and nanoid", () => {
  const reached = new Map([["src/placement/entry.ts", "src/placement/entry.ts"]]);
  const breaches: string[] = [];
  for (const [path, trail] of reached) {
    const source = sourceOf(path);
    for (const { from, line, when } of importsOf(source)) {
      if (when !== "load") continue;
      if (/^(xstate|undici|nanoid)(\/|$)/.test(from)) breaches.push(`${path}:${line} hosts: "${from}" by ${trail}`);
      const target = posix.join(dirname(path), from);
      if (from.startsWith(".") && !reached.has(target)) reached.set(target, `${trail} > ${basename(target)}`);
    }
  }
  expect(breaches).toEqual([]);
});

test("lock files hold no download address", () => {
  const lockFiles = [
    "package-lock.json",
    ...["bench/package-lock.json"].filter((path) => existsSync(join(root, path))),
  ];
  const addresses = lockFiles.flatMap((path) => linesMatching(path, read(path), /"resolved": "http/));
  expect(addresses.map((at) => `${at} lock: set omit-lockfile-registry-resolved=true`)).toEqual([]);
});

/** The titles of tests that run and of the groups they are in: of those that are skipped, none. */
function titlesIn(text: string): string[] {
  const titles = [...text.matchAll(/\b(?:test|describe)\b[^"'`\n;]*?\(\s*(["'`])((?:(?!\1)[^\\]|\\.)+)\1/g)].map(
    ([, , title = ""]) => title,
  );
  const tables = [...text.matchAll(/^\s*\]?\)\(\s*(["'`])((?:(?!\1)[^\\]|\\.)+)\1/gm)].map(([, , title = ""]) => title);
  const skipped = [...text.matchAll(/\.(?:skip|todo)\(\s*(["'`])((?:(?!\1)[^\\]|\\.)+)\1/g)].map(
    ([, , title = ""]) => title,
  );
  return [...titles, ...tables]
    .filter((title) => !skipped.includes(title))
    .map((title) => title.replaceAll(/\s+/g, " "));
}

const here = "test/tidy.test.ts";

function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function manifest(): { dependencies?: Record<string, string> } {
  return JSON.parse(read("package.json")) as { dependencies?: Record<string, string> };
}

function sourcesBelow(folder: string): Source[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (/^(node_modules|dist|downloads|\..*)$/.test(name)) return [];
    if (statSync(join(root, path)).isDirectory()) return sourcesBelow(path);
    return /\.[cm]?[jt]s$/.test(name) ? [sourceOf(path)] : [];
  });
}

function sourceOf(path: string): Source {
  const text = read(path);
  return { path, text, code: withoutComments(text) };
}

/** Comments hold examples and template strings hold whole programs; neither imports anything. */
function withoutComments(text: string): string {
  const tokens = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replaceAll(tokens, (token) => (/^["']/.test(token) ? token : token.replaceAll(/[^\n]/g, " ")));
}

function importsOf({ code }: Source): Import[] {
  const fromClauses = [
    ...code.matchAll(/(?:^|;)[ \t]*(?:import|export)\s+(type\s)?[^"';()=]*?\bfrom\s*["']([^"']+)["']/gm),
  ];
  const bare = [...code.matchAll(/(?:^|;)[ \t]*import\s*["']([^"']+)["']/gm)];
  const dynamic = [...code.matchAll(/(typeof\s+)?\b(?:import|require)\(\s*["']([^"']+)["']/g)];
  const found = ({ index }: RegExpExecArray, from = "", when: Import["when"]): Import => {
    return { from, when, line: lineAt(code, index + 1) };
  };
  return [
    ...fromClauses.map((match) => found(match, match[2], match[1] === undefined ? "load" : "types")),
    ...bare.map((match) => found(match, match[1], "load")),
    ...dynamic.map((match) => found(match, match[2], match[1] === undefined ? "later" : "types")),
  ];
}

function forbiddenImports(folder: string, mayImport: (from: string, by: string) => boolean, rule: string): string[] {
  return within(folder).flatMap((source) =>
    importsOf(source)
      .filter(({ from }) => !mayImport(from, source.path))
      .map(({ from, line }) => `${source.path}:${line} layers: "${from}", but ${folder}/ imports ${rule}`),
  );
}

/** The folder below src/ that a path lies in; "" for files right below src/. */
function layerFolder(path: string): string {
  const parts = path.split("/");
  return parts.length > 2 ? (parts[1] ?? "") : "";
}

function packageOf(from: string): string {
  return from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");
}

function linesMatching(path: string, text: string, pattern: RegExp): string[] {
  return text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : []));
}

function lineOf(at: string): number {
  return Number(at.slice(at.lastIndexOf(":") + 1));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}
