// The words of the command line, from text to what `downloads` takes. Wrong usage ends the program with status 2.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { isHttpUrl, nameProblem, type DownloadsArgs, type Page } from "troupe/actors";

export const usage =
  "Usage: npx tsx examples/download.ts [NAME=]URL ... [--file LIST] [--out DIR] [--workers N] [--on inline|thread|process] " +
  "[--heartbeat MS] [--timeout MS] [--retries N] [--json]";

/** What the words ask for; no `pages` at all, not even an empty list, if they name neither a page nor a list. */
export type Job = Omit<DownloadsArgs, "pages"> & { pages: Page[] | undefined; json: boolean };

export class WrongUsage extends Error {}

/** Reads the words, or says on standard error what is wrong with them and ends the program, as argparse does. */
export async function readCommandLine(words: string[]): Promise<Job> {
  if (words.includes("--help") || words.includes("-h")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return await parseWords(words);
  } catch (error) {
    if (!(error instanceof WrongUsage)) throw error;
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

/** @throws {WrongUsage} */
export async function parseWords(words: string[], read: (path: string) => Promise<string> = readText): Promise<Job> {
  const { values, positionals } = await orWrongUsage(async () =>
    parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        file: { type: "string", multiple: true, default: [] },
        out: { type: "string", default: "downloads" },
        workers: { type: "string", default: "4" },
        on: { type: "string", default: "thread" },
        heartbeat: { type: "string", default: "100" },
        timeout: { type: "string", default: "30000" },
        retries: { type: "string", default: "3" },
        json: { type: "boolean", default: false },
      },
    }),
  );
  const { file, out, on, json } = values;
  if (out === "") throw new WrongUsage("--out names no folder");
  if (on !== "inline" && on !== "thread" && on !== "process") {
    throw new WrongUsage(`--on is "inline", "thread" or "process", not "${on}"`);
  }
  const options: Omit<Job, "pages"> = {
    dir: out,
    workers: wholeNumber("--workers", values.workers, 1),
    on,
    heartbeatMs: wholeNumber("--heartbeat", values.heartbeat, 1),
    timeoutMs: wholeNumber("--timeout", values.timeout, 1),
    retries: wholeNumber("--retries", values.retries, 0),
    json,
  };
  if (positionals.length + file.length === 0) return { pages: undefined, ...options };
  const pages = positionals.map((word) => parsePage(word));
  for (const path of file) {
    pages.push(...parseList(await orWrongUsage(() => read(path), `Cannot read --file "${path}": `), path));
  }
  return { pages, ...options };
}

/** Reads `[NAME=]URL`. A word that is itself a URL is one, whatever `=` it has. `where` begins what is said of a wrong one. */
function parsePage(word: string, where = ""): Page {
  if (isHttpUrl(word)) return { url: word };
  const equals = word.indexOf("=");
  if (equals === -1) throw new WrongUsage(`${where}"${word}" is not an http or https URL`);
  const [name, url] = [word.slice(0, equals), word.slice(equals + 1)];
  const problem = nameProblem(name);
  if (problem !== undefined) throw new WrongUsage(`${where}"${name}" cannot be the name of a page: ${problem}`);
  if (!isHttpUrl(url)) throw new WrongUsage(`${where}"${url}" is not an http or https URL`);
  return { name, url };
}

function parseList(list: string, path: string): Page[] {
  const lines = list.replace(/^\uFEFF/, "").split(/\r?\n/);
  // A # begins a comment only at the start of a word: elsewhere it belongs to a URL.
  const words = lines.map((line) => line.replace(/(^|\s)#.*/, "").trim());
  const file = path === "-" ? "standard input" : path;
  return words.flatMap((word, index) => (word === "" ? [] : [parsePage(word, `${file}:${index + 1}: `)]));
}

async function readText(path: string): Promise<string> {
  return path === "-" ? await text(process.stdin) : await readFile(path, "utf8");
}

function wholeNumber(option: string, word: string, least: number): number {
  const number = Number(word);
  if (/^\d+$/.test(word) && Number.isSafeInteger(number) && number >= least) return number;
  throw new WrongUsage(`${option} is a whole number from ${least} up, not "${word}"`);
}

async function orWrongUsage<T>(act: () => Promise<T>, where = ""): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new WrongUsage(where + (error as Error).message);
  }
}
