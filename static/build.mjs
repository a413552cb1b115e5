// Bundles style, script, fonts and icons into static/dist/, every file named by its content, and says in
// manifest.json which is which. The same input gives the same bytes, so a hash in a name can be cached for ever.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(here, "dist");
const PUBLIC = "/static/dist/";
const COMPRESSIBLE = new Set([".js", ".css", ".svg"]);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const bundled = await build({
  absWorkingDir: root,
  entryPoints: {
    app: "static/js/app.js",
    style: "static/css/app.css",
    styleguide: "static/css/styleguide.css",
  },
  outdir: "static/dist",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: PUBLIC,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  metafile: true,
  legalComments: "none",
  loader: { ".woff2": "file" },
  // the first browsers with light-dark(), nesting and popover
  target: ["chrome123", "firefox125", "safari17.5"],
  logLevel: "warning",
});

const files = {};
let preload = [];
for (const [path, { entryPoint, inputs, imports }] of Object.entries(bundled.metafile.outputs)) {
  const name = basename(path);
  if (entryPoint && !extname(path).includes("woff2")) files[logicalName(entryPoint)] = PUBLIC + name;
  if (entryPoint?.endsWith("js/app.js")) {
    preload = imports.filter((one) => one.kind === "import-statement").map((one) => PUBLIC + basename(one.path)).sort();
  }
  const [only] = Object.keys(inputs);
  if (name.endsWith(".woff2")) files[basename(only)] = PUBLIC + name;
}

const icons = buildSprite();
files["icons.svg"] = write("icons.svg", icons.svg);
for (const name of readdirSync(out)) compress(name);

const manifest = { files: sorted(files), preload, icons: icons.names };
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

function logicalName(entryPoint) {
  const name = basename(entryPoint);
  if (entryPoint.endsWith("css/app.css")) return "style.css";
  return name;
}

// One file of <symbol>s: ours from static/svg, and those of bootstrap-icons that static/icons.txt lists.
function buildSprite() {
  const symbols = new Map();
  for (const file of readdirSync(join(here, "svg")).sort()) {
    symbols.set(basename(file, ".svg"), readFileSync(join(here, "svg", file), "utf8"));
  }
  const wanted = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  for (const name of wanted) {
    if (symbols.has(name)) throw new Error(`icon "${name}" is both ours and listed in static/icons.txt`);
    symbols.set(name, readFileSync(join(root, "node_modules/bootstrap-icons/icons", `${name}.svg`), "utf8"));
  }
  const names = [...symbols.keys()].sort();
  const body = names.map((name) => symbol(name, symbols.get(name))).join("");
  return { names, svg: `<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>\n` };
}

function symbol(name, source) {
  const viewBox = /viewBox="([^"]+)"/.exec(source)[1];
  const inner = source.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").replace(/>\s+</g, "><").trim();
  return `<symbol id="${name}" viewBox="${viewBox}">${inner}</symbol>`;
}

function write(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  const hashed = name.replace(/(\.\w+)$/, `-${hash}$1`);
  writeFileSync(join(out, hashed), text);
  return PUBLIC + hashed;
}

// WhiteNoise serves these beside the file to whoever accepts them.
function compress(name) {
  if (!COMPRESSIBLE.has(extname(name))) return;
  const bytes = readFileSync(join(out, name));
  writeFileSync(join(out, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }));
}

function sorted(record) {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
