// Troupe as one script, which the faces beside this file take their exports from. A script and no ES module, since Node 20 gives away
// what V8 has compiled of scripts only: most of what a thread needs to start is compiling Troupe, and with that code it need not.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

const filename = fileURLToPath(new URL("troupe.js", import.meta.url));
const given = givenToThisThread();
const source = given === undefined ? readSource() : Buffer.from(given.source).latin1Slice();
// Code that another V8 would have compiled otherwise, because of its flags, is left aside.
const script = new Script(source, { filename, ...(given && { cachedData: new Uint8Array(given.code) }) });

/** Whether that has spared this thread its compiling. */
export const isCodeTaken = script.cachedDataRejected === false;

/** What is loaded late. Written out, so that whoever collects the files of a program finds them. */
const late = { "./pool.js": () => import("./pool.js"), "./chart.js": () => import("./chart.js") };

/** What is `import.meta` to a module (see src/placement/script.ts). */
const meta = { url: new URL("mod.js", import.meta.url).href, import: importModule, codeForThreads };

/** By their paths, the modules whose exports are used from outside. */
export const modules = run()(createRequire(import.meta.url), meta);

/** The slot that a host fills before it imports anything. A copy of Troupe at another place is another script. */
function givenToThisThread() {
  const { script: offered } = globalThis[Symbol.for("troupe.host")]?.boot ?? {};
  return offered?.filename === filename ? offered : undefined;
}

/** For the script, which has no `import()` of its own: with one, threads of Node 20 refuse its code, and all of them warn. */
function importModule(url) {
  return late[url]?.() ?? import(url);
}

function readSource() {
  try {
    return readFileSync(filename, "latin1");
  } catch (cause) {
    const message = `Cannot load Troupe: there is no ${filename}; a bundler must know the export condition "module", or leave troupe out of its bundle`;
    throw new Error(message, { cause });
  }
}

/** Test runners load modules into realms of their own, and what is an `Error` there is to be one of theirs. */
function run() {
  const isOwnRealm = new Script("Object").runInThisContext() === Object;
  // oxlint-disable-next-line no-eval -- the one way to run a script in the realm of this module
  return isOwnRealm ? script.runInThisContext() : (0, eval)(`${source}\n//# sourceURL=${filename}`);
}

let forThreads;

/** This script as far as it is compiled by now. The source too: the file may be another one by then. */
function codeForThreads() {
  forThreads ??= { filename, source: share(Buffer.from(source, "latin1")), code: share(script.createCachedData()) };
  return forThreads;
}

function share(bytes) {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
