import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

interface Setting {
  scope: string;
  default: unknown;
  type: string | string[];
  enum?: unknown[];
  enumDescriptions?: string[];
  markdownDescription: string;
}

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const contributes = manifest.contributes;
const settings: Record<string, Setting> = Object.assign({}, ...contributes.configuration.map((group: { properties: object }) => group.properties));
const commands: string[] = contributes.commands.map(({ command }: { command: string }) => command);
const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(`src/${name}`, "utf8"))
  .join("\n");

test("no command has the id of a command of the server, which the client registers by itself", () => {
  const announced = readFileSync("../../server/intent_lsp/lsp/announce.py", "utf8");
  const server = [...announced.matchAll(/"(intent\.\w+)"/g)].map((match) => match[1]!);
  assert.ok(server.includes("intent.transpile"));
  for (const command of commands) {
    assert.match(command, /^intentLsp\.\w+$/);
    assert.ok(!server.includes(command));
  }
});

test("every command is registered, has an icon, and is what menus and walkthrough name", () => {
  const table = /const handlers[^{]*\{(.*?)\n {2}\};/s.exec(readFileSync("src/commands.ts", "utf8"))![1]!;
  const registered = [...table.matchAll(/^ {4}(\w+)[:,]/gm)].map((match) => `intentLsp.${match[1]}`);
  assert.deepEqual(registered.sort(), [...commands].sort());
  for (const { icon, title } of contributes.commands) assert.match(icon, /^\$\([\w-]+\)$/, title);
  const inMenus = Object.values<{ command?: string }[]>(contributes.menus).flat().flatMap(({ command }) => command ?? []);
  const inText = [...JSON.stringify(contributes.walkthroughs).matchAll(/command:(intentLsp\.\w+)/g)].map((match) => match[1]!);
  for (const command of [...inMenus, ...inText]) assert.ok(commands.includes(command), command);
});

test("each step of the walkthrough is ticked off by the extension", () => {
  const [{ steps }] = contributes.walkthroughs;
  const known = /STEPS = \[(.*?)\]/.exec(readFileSync("src/walkthrough.ts", "utf8"))![1]!;
  assert.deepEqual(steps.map(({ id }: { id: string }) => `"${id}"`).join(", "), known);
  for (const { id, completionEvents } of steps) assert.ok(completionEvents.includes(`onContext:intentLsp.did.${id}`), id);
});

test("settings have scopes, descriptions, and one description per enum value", () => {
  for (const [name, setting] of Object.entries(settings)) {
    assert.ok(["window", "resource", "machine", "machine-overridable"].includes(setting.scope), name);
    assert.match(setting.markdownDescription, /\.$/, name);
    assert.equal(setting.enumDescriptions?.length, setting.enum?.length, name);
  }
});

test("whatever names a program, a host or a place outside the workspace is the user's own", () => {
  for (const name of ["server.path", "providers", "allowHosts", "cacheDir"])
    assert.equal(settings[`intent.${name}`]?.scope, "machine", name);
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  for (const [name, { scope }] of Object.entries(settings))
    if (scope === "machine" && name !== "intent.cacheLimit") assert.ok(restrictedConfigurations.includes(name), name);
  for (const name of restrictedConfigurations) assert.ok(name in settings, name);
});

test("the server's settings all exist in the editor", () => {
  const table = readFileSync("../../server/intent_lsp/configuration/settings.py", "utf8");
  const keys = [...table.matchAll(/Setting\(\s*\(("[^)]*)\)/g)].map((match) => [...match[1]!.matchAll(/"(\w+)"/g)].map((part) => part[1]).join("."));
  assert.ok(keys.length > 10);
  for (const key of keys) assert.ok(`intent.${key}` in settings, key);
});

test("every setting the extension reads exists", () => {
  for (const [, name] of sources.matchAll(/\.get(?:<[^>]*>)?\("([\w.]+)",/g)) assert.ok(`intent.${name}` in settings, name);
});

test("files that the manifest names are there", () => {
  const files = [
    manifest.icon,
    ...contributes.grammars.map(({ path }: { path: string }) => path),
    ...contributes.snippets.map(({ path }: { path: string }) => path),
    ...contributes.walkthroughs[0].steps.map(({ media }: { media: { markdown: string } }) => media.markdown),
  ];
  for (const file of files) assert.ok(existsSync(file), file);
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(readFileSync("package-lock.json", "utf8"), /"resolved"|registry/);
});
