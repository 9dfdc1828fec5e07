// Builds dist/ from src/ and actors/: ES modules for bundlers, and in dist/node the same for Node itself, most of it as one
// script (script.js says why), around which the rest are modules.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = "dist/node";
const face = "src/mod.ts";
/** By their names there: what is written on the face or on the inside of Troupe, and what the script imports when it is needed. */
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
const modules = { ...common, format: "esm" };
const dry = { write: false, metafile: true };

const entryPoints = [face, around.actors, around.testing];
const chunkNames = "chunks/[name]-[hash]";
await build({ ...modules, entryPoints, splitting: true, sourcemap: true, chunkNames, outbase: ".", outdir: "dist" });

const { metafile } = await buildScript([face], dry);
const inScript = new Set(Object.keys(metafile.inputs));
const used = new Set([face]);
await buildAround(dry, (path) => {
  used.add(path);
  return "module.exports = {};";
});
await buildScript([...used], {});
makeImportsGiven(`${folder}/troupe.js`);
copyFileSync("build/script.js", `${folder}/script.js`);
const script = await import(pathToFileURL(resolve(folder, "script.js")).href);
await buildAround({}, facing);
writeFileSync(`${folder}/mod.js`, facing(face));

/** A function that is given what a module has of Node, and returns the exports of these modules by their paths. */
function buildScript(paths, options) {
  const lateImports = {
    name: "late imports",
    setup({ onResolve }) {
      onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
        if (kind !== "dynamic-import") return undefined;
        const target = relative("", resolve(resolveDir, path));
        const name = Object.keys(around).find((each) => around[each] === target);
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

/** V8 gives `import()` to modules only; the script has it of its loader. */
function makeImportsGiven(path) {
  const late = /\bimport\((?="\.\/\w+\.js"\))/g;
  writeFileSync(path, readFileSync(path, "latin1").replaceAll(late, "importMeta.import("), "latin1");
}

/** `standingFor` gives the text of what stands there for a module of the script. */
async function buildAround(options, standingFor) {
  const fromScript = {
    name: "from the script",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
        const target = relative("", resolve(resolveDir, path));
        return kind !== "entry-point" && inScript.has(target) ? { path: target, namespace: "script" } : undefined;
      });
      onResolve({ filter: /^\.\/script\.js$/ }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /.*/, namespace: "script" }, ({ path }) => ({ contents: standingFor(path) }));
    },
  };
  await build({ ...modules, entryPoints: around, outdir: folder, plugins: [fromScript], ...options });
}

function facing(path) {
  const names = Object.keys(script.modules[path]);
  return `import { modules } from "./script.js";\nexport const { ${names.join(", ")} } = modules["${path}"];\n`;
}
