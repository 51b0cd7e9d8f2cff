import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, utimesSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { before, test } from "node:test";
import yauzl from "yauzl";

// Builds the extension as a user would, and looks into the package.

const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
const VSIX = `${name}-${version}.vsix`;
let files: Map<string, Buffer>;
let registries: string[];

function build(env: NodeJS.ProcessEnv): string {
  for (const script of ["scripts/build.mjs", "scripts/package.mjs"]) {
    const done = spawnSync(process.execPath, [script], { encoding: "utf8", env: { ...process.env, ...env } });
    assert.equal(done.status, 0, done.stdout + done.stderr);
  }
  return createHash("sha256").update(readFileSync(VSIX)).digest("hex");
}

/** The parts of a JSON Schema that hold others. */
interface Schema {
  properties?: Record<string, Schema>;
  allOf?: { then: Schema }[];
  items?: Schema;
}

/** The hosts that this machine's npm and pip get packages from. */
function registryHosts(): string[] {
  const ask = (command: string, ...args: string[]): string => spawnSync(command, args, { encoding: "utf8" }).stdout?.trim() ?? "";
  const addresses = [ask("npm", "config", "get", "registry"), ask("pip", "config", "get", "global.index-url"), process.env["PIP_INDEX_URL"]];
  const hosts = addresses.flatMap((address) => (address && URL.canParse(address) ? [new URL(address).hostname] : []));
  return hosts.filter((host) => !/^(localhost|127\.)/.test(host));
}

async function unzip(file: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const zip = await yauzl.openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    found.set(entry.fileName, Buffer.concat(chunks));
  }
  return found;
}

before(async () => {
  const first = build({ TZ: "Asia/Tokyo" });
  utimesSync("README.md", new Date(), new Date());
  const second = build({ TZ: "America/New_York", LC_ALL: "en_US.UTF-8" });
  assert.equal(second, first, "the same sources gave other bytes");
  files = await unzip(VSIX);
  registries = registryHosts();
});

test("it holds no source and no test", () => {
  for (const file of files.keys()) assert.doesNotMatch(file, /\.(ts|map|mjs|cjs|tsbuildinfo)$|(^|\/)(src|test|tests|scripts|node_modules)\//i);
  // Nor in the bundle: what only tests import is not there.
  assert.doesNotMatch(files.get("extension/dist/extension.js")!.toString(), /node:test|node:assert/);
});

test("it holds what is run and shown, and nothing else", () => {
  const ours = [...files.keys()].filter((file) => file.startsWith("extension/")).sort();
  const allowed =
    /^extension\/(package\.json|language-configuration\.json|readme\.md|LICENSE\.txt|dist\/(extension\.js|preview\.js|intent\.config\.(help|schema)\.json|THIRD-PARTY-NOTICES\.txt)|(media|images)\/[\w-]+\.png|media\/[\w-]+\.svg|syntaxes\/[\w.]+\.json|snippets\/[\w.-]+|walkthrough\/\w+\.(md|png))$/;
  assert.deepEqual(ours.filter((file) => !allowed.test(file)), []);
  const { contributes } = JSON.parse(files.get("extension/package.json")!.toString());
  const named = [
    ...contributes.languages.flatMap(({ configuration, icon }: { configuration: string; icon: object }) => [configuration, ...Object.values(icon)]),
    ...contributes.grammars.map(({ path }: { path: string }) => path),
    ...contributes["markdown.previewScripts"],
  ].map((path: string) => path.replace("./", "extension/"));
  for (const needed of ["extension/dist/extension.js", "extension/LICENSE.txt", "extension/media/icon.png", ...named])
    assert.ok(ours.includes(needed), needed);
});

test("it names no path, no name and no registry of this machine, and has no source map", () => {
  for (const [file, content] of files) {
    const text = content.toString("latin1");
    for (const secret of [process.cwd(), `${homedir()}/`, hostname()].filter((each) => each.length > 3))
      assert.ok(!text.includes(secret), `${file} contains ${secret}`);
    assert.ok(!text.includes("sourceMappingURL"), file);
    assert.doesNotMatch(text, /\/\/(registry|npm|pypi|files|packages)\.[\w.-]+/i, file);
    for (const host of registries) assert.ok(!text.includes(host), `${file} names ${host}`);
  }
});

test("the configuration's schema is the server's, and the one that only helps refuses nothing", () => {
  const source = JSON.parse(readFileSync("../../server/intent_lsp/intent.config.schema.json", "utf8"));
  const shipped = (file: string) => JSON.parse(files.get(`extension/dist/${file}`)!.toString());
  const { allowComments, allowTrailingCommas, ...whole } = shipped("intent.config.schema.json");
  assert.deepEqual(whole, source);
  assert.ok(allowComments && allowTrailingCommas);
  const help = shipped("intent.config.help.json");
  const judging = /^(type|enum|pattern|required|oneOf|anyOf|not|additionalProperties|min.*|max.*)$/;
  const look = (schema: Schema): void => {
    assert.deepEqual(Object.keys(schema).filter((key) => judging.test(key)), []);
    for (const inner of Object.values(schema.properties ?? {})) look(inner);
    for (const { then } of schema.allOf ?? []) look(then);
    if (schema.items) look(schema.items);
  };
  look(help);
  assert.deepEqual(Object.keys(help.properties), Object.keys(source.properties));
  const ollama = help.properties.providers.items.allOf[0];
  assert.equal(ollama.if.properties.type.const, "ollama");
  assert.equal(ollama.then.properties.host.description, "Address of the server; of several that share the work, a list.");
  assert.deepEqual(ollama.then.properties.lock.examples, ["auto", "grammar", "json", "none"]);
});

test("every bundled package has its licence in the notices", () => {
  const notices = files.get("extension/dist/THIRD-PARTY-NOTICES.txt")!.toString();
  for (const bundled of ["vscode-languageclient", "vscode-jsonrpc", "semver", "minimatch"]) assert.match(notices, new RegExp(`^${bundled} [\\d.]+ \\(`, "m"));
});

test("the shipped manifest is the manifest without what only the build needs", () => {
  const shipped = JSON.parse(files.get("extension/package.json")!.toString());
  assert.equal(shipped.version, version);
  assert.equal(shipped.devDependencies, undefined);
  assert.equal(shipped.scripts, undefined);
  assert.ok(files.has(`extension/${shipped.main.replace("./", "")}`));
});
