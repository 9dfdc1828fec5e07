// Troupe as one script, which the faces beside this file take their exports from. A script and no ES module, since V8 gives
// away its compiled code of scripts only: most of what a thread needs to start is compiling Troupe, and with that code it need not.
const { readFileSync } = process.getBuiltinModule("node:fs");
const { createRequire } = process.getBuiltinModule("node:module");
const { fileURLToPath } = process.getBuiltinModule("node:url");
const { Script } = process.getBuiltinModule("node:vm");

const filename = fileURLToPath(new URL("troupe.js", import.meta.url));
const given = givenToThisThread();
const source = given === undefined ? readFileSync(filename, "latin1") : Buffer.from(given.source).latin1Slice();
// Code that another V8 would have compiled otherwise, because of its flags, is left aside.
const compiled = new Script(source, { filename, ...(given && { cachedData: new Uint8Array(given.code) }) });

/** What is `import.meta` to a module (see src/placement/script.ts). */
const meta = { url: new URL("mod.js", import.meta.url).href, import: (url) => import(url), compiled: giveAway };

/** By their paths, the modules whose exports are used from outside. */
export const modules = compiled.runInThisContext()(createRequire(import.meta.url), meta);

/** The slot that a host fills before it imports anything. A copy of Troupe at another place is another script. */
function givenToThisThread() {
  const { script } = globalThis[Symbol.for("troupe.host")]?.boot ?? {};
  return script?.filename === filename ? script : undefined;
}

let away;

/** This script for other threads, as far as it is compiled by now. The source too: the file may be another one by then. */
function giveAway() {
  away ??= { filename, source: share(Buffer.from(source, "latin1")), code: share(compiled.createCachedData()) };
  return away;
}

function share(bytes) {
  const memory = new SharedArrayBuffer(bytes.length);
  new Uint8Array(memory).set(bytes);
  return memory;
}
