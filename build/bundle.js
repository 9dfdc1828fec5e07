// Builds dist/ from src/ and actors/: ES modules for bundlers, and in dist/node the same for Node itself, most of it as one
// script (script.js says why), around which the rest are modules.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = "dist/node";
const face = "src/mod.ts";
/** What is no part of the script: written on the face or on the inside of Troupe, or loaded late. By their names in that folder. */
const around = {
  actors: "actors/mod.ts",
  testing: "src/testing/mod.ts",
  pool: "src/pool/open-pool.ts",
  chart: "src/supervisor/life/chart.ts",
};

const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  external: ["undici", "xstate"],
  logLevel: "warning",
};
const modules = { ...common, format: "esm", splitting: true };
const dry = { write: false, metafile: true };

const entryPoints = [face, around.actors, around.testing];
await build({
  ...modules,
  entryPoints,
  sourcemap: true,
  chunkNames: "chunks/[name]-[hash]",
  outbase: ".",
  outdir: "dist",
});

const { metafile } = await buildScript([face], dry);
const inScript = new Set(Object.keys(metafile.inputs));
const used = new Set([face]);
await buildAround(dry, (path) => {
  used.add(path);
  return "module.exports = {};";
});
await buildScript([...used], {});
replaceImports(`${folder}/troupe.js`);
copyFileSync("build/script.js", `${folder}/script.js`);
const script = await import(pathToFileURL(resolve(folder, "script.js")).href);
await buildAround({}, faceOf);
writeFileSync(`${folder}/mod.js`, faceOf(face));

/** A function that is given what a module has of Node, and returns the exports of these modules by their paths. */
function buildScript(paths, options) {
  const lateImports = {
    name: "late imports",
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
        if (kind !== "dynamic-import") return undefined;
        const target = sourcePath(resolveDir, path);
        const name = Object.keys(around).find((each) => around[each] === target);
        if (name === undefined)
          throw new Error(`Cannot build the script: "${target}" is imported late, so it has to be around it`);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
  return build({
    ...common,
    stdin: { contents: paths.map((path) => `export * as "${path}" from "./${path}";`).join("\n"), resolveDir: "." },
    format: "cjs",
    define: { "import.meta": "importMeta" },
    banner: { js: "(function (require, importMeta, module = {}) {" },
    footer: { js: "return module.exports; })" },
    outfile: `${folder}/troupe.js`,
    plugins: [lateImports],
    ...options,
  });
}

/** A script has no `import()`: what it imports late, its loader imports for it. */
function replaceImports(path) {
  const source = readFileSync(path, "latin1");
  if (/[^\0-\x7f]/.test(source))
    throw new Error("Cannot build the script: it is read as latin1, and has more than ASCII");
  writeFileSync(path, source.replaceAll(/\bimport\((?="\.\/\w+\.js"\))/g, "importMeta.import("));
}

/** `standingFor` gives the text of what stands there for a module of the script. */
async function buildAround(options, standingFor) {
  const fromScript = {
    name: "from the script",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
        const target = sourcePath(resolveDir, path);
        return kind !== "entry-point" && inScript.has(target) ? { path: target, namespace: "script" } : undefined;
      });
      onResolve({ filter: /^\.\/script\.js$/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "script" }, ({ path }) => ({ contents: standingFor(path) }));
    },
  };
  await build({ ...modules, entryPoints: around, outdir: folder, plugins: [fromScript], ...options });
}

function faceOf(path) {
  const names = Object.keys(script.modules[path]);
  return `import { modules } from "./script.js";\nexport const { ${names.join(", ")} } = modules["${path}"];\n`;
}

/** From the root, as esbuild writes paths on every system. */
function sourcePath(resolveDir, path) {
  return relative("", resolve(resolveDir, path)).replaceAll("\\", "/");
}
