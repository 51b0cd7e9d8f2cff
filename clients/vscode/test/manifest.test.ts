import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
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
  const announced = readFileSync("../../server/intent_lsp/lsp/wire/registry.py", "utf8");
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
  for (const command of [...inMenus, ...inText]) assert.ok(commands.includes(command) || PREVIEW.test(command), command);
});

/** Commands of VS Code's Markdown, in all versions that the extension is for. */
const PREVIEW = /^markdown\.(showPreview|showPreviewToSide|showLockedPreviewToSide|preview\.refresh)$/;

test("documents have a language of their own, and whatever Markdown has by its language, this one has as well", () => {
  const [language] = contributes.languages;
  assert.deepEqual([language.id, language.extensions], ["intent", [".intent.md"]]);
  for (const theme of ["light", "dark"]) assert.match(readFileSync(language.icon[theme], "utf8"), /^<svg [^>]*width="16" height="16"/, theme);
  const pattern = /PATTERN = "([^"]+)"/.exec(readFileSync("src/documents.ts", "utf8"))?.[1]; // in any letter case
  assert.ok(manifest.activationEvents.includes(`workspaceContains:${pattern}`), pattern);
  for (const id of ["intent", "markdown"]) assert.ok(manifest.activationEvents.includes(`onLanguage:${id}`), id);
  const languages = (contributions: { language?: string }[]) => contributions.flatMap(({ language: id }) => id ?? []);
  assert.deepEqual(languages(contributes.snippets), ["intent", "markdown"]);
  assert.deepEqual(languages(contributes.grammars), ["intent"]);
  assert.equal(contributes.configurationDefaults["[intent]"]["editor.wordWrap"], "on");
  // The preview, where Markdown has it; of other documents VS Code takes care itself.
  const { commandPalette, ...menus } = contributes.menus as Record<string, { command?: string; when?: string }[]>;
  const preview = (items: { command?: string }[]) => items.filter(({ command }) => command && (PREVIEW.test(command) || command === "intentLsp.togglePreview"));
  for (const menu of ["editor/title", "editor/title/context", "explorer/context"]) assert.equal(preview(menus[menu]!).length, 1, menu);
  assert.equal(preview(commandPalette!).length, 5);
  assert.deepEqual(contributes.keybindings.map(({ key }: { key: string }) => key), ["ctrl+k v", "shift+ctrl+v"]);
  const entries = [...Object.values(menus).flatMap(preview), ...preview(commandPalette!), ...contributes.keybindings];
  for (const { command, when } of entries) assert.match(when, /\b(editor|resource)LangId == intent\b/, command);
});

test("nothing asks for the language of a document, which the user may choose: the name decides", () => {
  assert.doesNotMatch(sources, /languageId|language: "markdown"/);
});

test("a word is what our names are", () => {
  const { pattern, flags } = JSON.parse(readFileSync(contributes.languages[0].configuration, "utf8")).wordPattern;
  for (const name of ["clamp", "normalize2d", "snake_case", "_private", "trailing_", "$el", "größe", "данные"])
    assert.deepEqual(`(${name}, other)`.match(new RegExp(pattern, flags)), [name, "other"], name);
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
  for (const name of ["server.path", "providers", "allowHosts", "allowKeys", "allowModels", "allowFormatters", "trustWorkers", "cacheDir", "cache.remote", "runtimes.pythonPath", "runtimes.nodePath"])
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
    ...contributes.languages.flatMap(({ configuration, icon }: { configuration: string; icon: object }) => [configuration, ...Object.values(icon)]),
    ...contributes.grammars.map(({ path }: { path: string }) => path),
    ...contributes.snippets.map(({ path }: { path: string }) => path),
    ...contributes.walkthroughs[0].steps.map(({ media }: { media: { markdown: string } }) => media.markdown),
  ];
  for (const file of files) assert.ok(existsSync(file), file);
});

test("each step of the walkthrough has a picture that is there, and none is large", () => {
  for (const { media } of contributes.walkthroughs[0].steps as { media: { markdown: string } }[]) {
    const pictures = [...readFileSync(media.markdown, "utf8").matchAll(/!\[[^\]]+\]\(([\w-]+\.png)\)/g)].map((match) => `walkthrough/${match[1]}`);
    assert.ok(pictures.length > 0, media.markdown);
    for (const picture of pictures) assert.ok(statSync(picture).size < 150_000, picture);
  }
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(readFileSync("package-lock.json", "utf8"), /"resolved"|registry/);
});
