// Packs the extension as intent-lsp-<version>.vsix. The same sources give the same bytes: what goes in is listed here,
// is staged with fixed modes, and is zipped with one fixed time (zip times are local, so the zone is fixed as well).
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const STAGE = "build/vsix";
const CONTENTS = ["dist", "media", "syntaxes", "snippets", "walkthrough", "language-configuration.json", "README.md", "LICENSE"];
const EPOCH = process.env.SOURCE_DATE_EPOCH ?? "946684800";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
rmSync(STAGE, { recursive: true, force: true });
mkdirSync(STAGE, { recursive: true });
for (const name of CONTENTS) {
  const source = existsSync(name) ? name : path.join("..", "..", name);
  cpSync(source, path.join(STAGE, name), { recursive: true });
}
// The pictures that the README shows; the UI scenario makes more.
mkdirSync(path.join(STAGE, "images"));
for (const [, name] of readFileSync("README.md", "utf8").matchAll(/\(images\/([\w-]+\.png)\)/g))
  copyFileSync(path.join("images", name), path.join(STAGE, "images", name));
// What only the build needs is not shipped.
const { scripts: _scripts, devDependencies: _devDependencies, private: _private, ...shipped } = manifest;
writeFileSync(path.join(STAGE, "package.json"), `${JSON.stringify({ ...shipped, files: ["**/*"] }, null, 2)}\n`);
normalise(STAGE);

const out = path.resolve(`${manifest.name}-${manifest.version}.vsix`);
const vsce = path.resolve("node_modules/@vscode/vsce/vsce");
const done = spawnSync(
  process.execPath,
  [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", out],
  { cwd: STAGE, stdio: "inherit", env: { ...process.env, SOURCE_DATE_EPOCH: EPOCH, TZ: "UTC", LC_ALL: "C" } },
);
process.exitCode = done.status ?? 1;

function normalise(folder) {
  for (const name of readdirSync(folder)) {
    const entry = path.join(folder, name);
    const isFolder = statSync(entry).isDirectory();
    chmodSync(entry, isFolder ? 0o755 : 0o644);
    if (isFolder) normalise(entry);
  }
}
