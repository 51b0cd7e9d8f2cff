// Bundles the extension into dist/, with the licences of what is bundled, and the schemas of the configuration.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { writeSchemas } from "./schema.mjs";

const common = {
  bundle: true,
  minify: true,
  legalComments: "none", // the notices below have them all
  metafile: true,
  logLevel: "warning",
};
const bundles = [
  { ...common, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js", platform: "node", format: "cjs", target: "node20", external: ["vscode"] },
  { ...common, entryPoints: ["preview/follow.ts"], outfile: "dist/preview.js", platform: "browser", format: "iife", target: "es2022" },
];

writeSchemas();
if (process.argv.includes("--watch")) {
  for (const bundle of bundles) await (await esbuild.context({ ...bundle, minify: false, sourcemap: "inline" })).watch();
} else {
  const built = await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
  writeFileSync("dist/THIRD-PARTY-NOTICES.txt", notices(built.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
}

/** The licence texts of the packages that the bundle's inputs come from. */
function notices(inputs) {
  /** @type {Set<string>} */
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.add(match[1]);
  }
  const texts = [...packages].sort().map((folder) => {
    const about = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (!file) throw new Error(`${folder} has no licence file: it cannot be bundled`);
    return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
  });
  return `This extension contains:\n\n${texts.join("\n---\n\n")}`;
}
