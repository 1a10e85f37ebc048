// Builds what the browser needs into dist/web (with a hash in each name and a manifest) and
// puts the fonts for paper into dist/fonts.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const templates = join(here, "../crates/web/templates");
const dist = join(here, "dist");
const web = join(dist, "web");

const pages = (await readdir(templates, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));

// Of Tabler only what a template can name; our own sheets are kept whole.
async function tabler() {
  const sheet = readFileSync(join(packages, "@tabler/core/dist/css/tabler.min.css"), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: pages.map((raw) => ({ raw, extension: "html" })),
    css: [{ raw: sheet }],
    keyframes: true,
    safelist: ["html", "body"],
  });
  return purged.css;
}

const purgedTabler = {
  name: "purged-tabler",
  setup(bundle) {
    bundle.onResolve({ filter: /^tabler$/ }, () => ({ path: "tabler", namespace: "tabler" }));
    bundle.onLoad({ filter: /.*/, namespace: "tabler" }, async () => ({ contents: await tabler(), loader: "css" }));
  },
};

// Icons by Tabler (MIT): those of the list and those that templates name.
function icons() {
  const named = pages.flatMap((page) => [...page.matchAll(/icon::icon\("([a-z0-9-]+)"\)/g)].map((hit) => hit[1]));
  const listed = JSON.parse(readFileSync(join(here, "src/icons.json"), "utf8"));
  const symbols = [...new Set([...listed, ...named])].sort().map((name) => {
    const source = readFileSync(join(packages, `@tabler/icons/icons/outline/${name}.svg`), "utf8");
    const shapes = source
      .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
      .replace("</svg>", "")
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/, "")
      .replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons, MIT, Paweł Kuna -->${symbols.join("")}</svg>`;
}

async function bundled(entry) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    outdir: web,
    legalComments: "inline",
    target: ["chrome109", "firefox115", "safari16"],
    plugins: [purgedTabler],
    logOverride: { "direct-eval": "silent" },
  });
  return result.outputFiles[0].text;
}

const files = {
  "app.css": await bundled("app.css"),
  "app.js": await bundled("yimen.js"),
  "icons.svg": icons(),
  "mark.svg": readFileSync(join(here, "src/mark.svg"), "utf8"),
};

rmSync(web, { recursive: true, force: true });
mkdirSync(web, { recursive: true });
const manifest = {};
for (const [name, content] of Object.entries(files)) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const { name: stem, ext } = parse(name);
  manifest[name] = `${stem}-${hash}${ext}`;
  writeFileSync(join(web, manifest[name]), content);
  console.log(`${manifest[name]}  ${Math.ceil(content.length / 1024)} kB`);
}
writeFileSync(join(web, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

const fonts = join(dist, "fonts");
mkdirSync(fonts, { recursive: true });
const serif = join(packages, "@expo-google-fonts/noto-serif-sc");
copyFileSync(join(serif, "400Regular/NotoSerifSC_400Regular.ttf"), join(fonts, "NotoSerifSC-Regular.ttf"));
copyFileSync(join(serif, "700Bold/NotoSerifSC_700Bold.ttf"), join(fonts, "NotoSerifSC-Bold.ttf"));
copyFileSync(join(serif, "LICENSE_FONT"), join(fonts, "LICENSE"));
