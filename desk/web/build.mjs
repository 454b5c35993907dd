/**
 * Builds `dist/`: one shell page, hashed assets, a manifest and the licences of what is inside.
 * `node build.mjs --sizes` prints what each page costs, as JSON, instead of the usual line.
 */
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { trim } from "./src/phone/trim.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const pages = [
  "signin",
  "operator",
  "supervisor",
  "manager",
  "customers",
  "plan",
  "people",
  "account",
];
/** Catalogues that a page loads besides that of every page. */
const rooms = {
  signin: ["signin"],
  operator: ["operator", "reasons"],
  supervisor: ["supervisor", "reasons"],
  manager: ["manager", "reasons"],
  customers: ["customers"],
  plan: ["plan"],
  people: ["people"],
  account: ["people"],
};
const budgetsKb = {
  operator: 100,
  supervisor: 45,
  manager: 45,
  customers: 45,
  plan: 60,
  people: 45,
  account: 45,
};
const shipped = [
  "preact",
  "@preact/signals",
  "@preact/signals-core",
  "jssip",
  "sdp-transform",
  "@fontsource-variable/inter",
];

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  metafile: true,
  outdir: "dist/assets",
  entryNames: "[name].[hash]",
  chunkNames: "[name].[hash]",
  assetNames: "[name].[hash]",
  publicPath: "/assets",
  target: "es2022",
  legalComments: "none",
  logLevel: "warning",
};

/**
 * Every page stands in the shell, so whatever the shell needs is there before any page. Said to
 * the bundler, all of that is one file; unsaid, each set of pages would share a small one.
 */
const inShell = {
  name: "in-shell",
  setup(build) {
    build.onLoad({ filter: /\/pages\/\w+\/page\.tsx$/ }, async ({ path }) => ({
      contents: `import "../../app/shell";\n${await readFile(path, "utf8")}`,
      loader: "tsx",
    }));
  },
};

async function bundle() {
  const modules = await esbuild.build({
    ...shared,
    entryPoints: [
      { in: "src/boot.tsx", out: "boot" },
      ...pages.map((page) => ({ in: `src/pages/${page}/page.tsx`, out: page })),
    ],
    format: "esm",
    splitting: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [trim, inShell],
  });
  const plain = await esbuild.build({
    ...shared,
    entryPoints: [
      { in: "src/theme-first.ts", out: "theme" },
      { in: "src/styles/app.css", out: "styles" },
      { in: "src/styles/plan/plan.css", out: "plan-styles" },
      { in: "src/styles/people.css", out: "people-styles" },
      { in: "src/styles/customers.css", out: "customers-styles" },
      { in: "src/icon.svg", out: "icon" },
    ],
    format: "iife",
    loader: { ".woff2": "file", ".svg": "copy" },
  });
  return { ...modules.metafile.outputs, ...plain.metafile.outputs };
}

/** Everything that the browser must fetch before `file` can run, itself included. */
function closure(outputs, file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const used of outputs[file].imports) {
    if (used.kind === "import-statement") closure(outputs, used.path, seen);
  }
  return seen;
}

/** What `file` fetches later, when it is needed, catalogues of words and other pages aside. */
function later(outputs, file) {
  const found = new Set();
  const next = [file];
  for (let one = next.pop(); one; one = next.pop()) {
    for (const part of closure(outputs, one)) {
      for (const { kind, path } of outputs[part].imports) {
        if (kind !== "dynamic-import" || isApart(outputs[path]) || found.has(path)) continue;
        found.add(path);
        next.push(path);
      }
    }
  }
  return found;
}

/** The folder of a catalogue; "" is that of every page. Nothing for what is no catalogue. */
function roomOf(output) {
  const place = /^src\/i18n\/(?:(\w+)\/)?\w+\.ts$/.exec(output.entryPoint ?? "");
  return place ? (place[1] ?? "") : undefined;
}

const isCatalogue = (output) => roomOf(output) !== undefined;
const isPage = (output) => /^src\/pages\/\w+\/page\.tsx$/.test(output.entryPoint ?? "");
const isApart = (output) => isCatalogue(output) || isPage(output);

function entries(outputs) {
  const found = {};
  for (const [file, output] of Object.entries(outputs)) {
    const name = basename(file).split(".")[0];
    if (output.entryPoint && !isCatalogue(output)) found[name] = file;
    if (file.endsWith(".svg")) found[name] = file;
  }
  return found;
}

function manifestOf(outputs, found) {
  const entry = {};
  for (const [name, file] of Object.entries(found)) {
    const imports = [...closure(outputs, file)].filter((path) => path !== file);
    entry[name] = { file: basename(file), imports: imports.map((path) => basename(path)) };
  }
  return { entry };
}

async function writeShell(manifest) {
  let page = await readFile(join(here, "src/index.html"), "utf8");
  const preload = manifest.entry.boot.imports
    .map((file) => `<link rel="modulepreload" href="/assets/${file}" />`)
    .join("\n    ");
  const values = { preload };
  const names = ["icon", "styles", "plan-styles", "people-styles", "customers-styles", "theme", "boot"];
  for (const name of names) values[name] = manifest.entry[name].file;
  for (const [name, value] of Object.entries(values)) page = page.replace(`{{${name}}}`, value);
  await writeFile(join(dist, "index.html"), page);
}

async function writeLicences() {
  const parts = [];
  for (const name of shipped) {
    const folder = join(here, "node_modules", name);
    const file = (await readdir(folder)).find((known) => /^LICENSE(\.md)?$/.test(known));
    const text = await readFile(join(folder, file ?? "LICENSE"), "utf8");
    parts.push(`${name}\n${"=".repeat(name.length)}\n\n${text.trim()}\n`);
  }
  await writeFile(join(dist, "licences.txt"), parts.join("\n\n"));
}

/** What earlier builds left goes last: a page that is served meanwhile stays whole. */
async function removeOld(outputs) {
  const wanted = new Set(Object.keys(outputs).map((file) => basename(file)));
  for (const name of await readdir(join(dist, "assets"))) {
    if (!wanted.has(name)) await rm(join(dist, "assets", name));
  }
}

/** Kilobytes (1000 bytes) gzipped: the page's own script with all that it fetches, now or later. */
async function sizesOf(outputs, found) {
  const weigh = async (files) => {
    let total = 0;
    for (const file of files) total += gzipSync(await readFile(join(here, file))).length;
    return Math.round(total / 10) / 100;
  };
  const wordsOf = async (room) => {
    const files = Object.keys(outputs).filter((file) => roomOf(outputs[file]) === room);
    return Math.max(0, ...(await Promise.all(files.map((file) => weigh([file])))));
  };
  const gzipKb = {};
  for (const page of pages) {
    const files = new Set([...closure(outputs, found.boot), ...closure(outputs, found[page])]);
    for (const file of later(outputs, found[page])) closure(outputs, file, files);
    const script = await weigh([...files, found.theme]);
    let words = await wordsOf("");
    for (const room of rooms[page]) words += await wordsOf(room);
    gzipKb[page] = Math.round((script + words) * 100) / 100;
  }
  return {
    gzip_kb: gzipKb,
    styles_gzip_kb: await weigh([found.styles]),
    plan_styles_gzip_kb: await weigh([found["plan-styles"]]),
    budget_kb: budgetsKb,
  };
}

const outputs = await bundle();
const found = entries(outputs);
const manifest = manifestOf(outputs, found);
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
await writeShell(manifest);
await writeLicences();
await removeOld(outputs);
const sizes = await sizesOf(outputs, found);
await writeFile(join(dist, "sizes.json"), JSON.stringify(sizes, null, 2) + "\n");
if (process.argv.includes("--sizes")) {
  console.log(JSON.stringify(sizes));
} else {
  const list = Object.entries(sizes.gzip_kb).map(([page, kb]) => `${page} ${kb} kB`);
  console.log(`built dist/ (gzipped: ${list.join(", ")})`);
}
const over = Object.entries(budgetsKb).filter(([page, kb]) => sizes.gzip_kb[page] > kb);
for (const [page, kb] of over) console.error(`${page} is over its budget of ${kb} kB gzipped`);
process.exitCode = over.length > 0 ? 1 : 0;
