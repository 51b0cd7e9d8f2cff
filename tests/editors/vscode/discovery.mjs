// How the language server is found, and what is told when it is not: with the real programs, as a user would install them.
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { FIRST, User } from "./user.mjs";

/** What the test hands over: see `test_vscode.py`. */
export function environments() {
  const told = process.env.INTENT_ENVIRONMENTS;
  return told ? JSON.parse(told) : undefined;
}

/** A program of another version. */
export function otherVersion(folder) {
  const program = path.join(folder, "intent");
  mkdirSync(folder, { recursive: true });
  writeFileSync(program, '#!/bin/sh\necho "intent 9.0.0"\n');
  chmodSync(program, 0o755);
  return program;
}

/** Stands in for the Python extension: all that is asked of it is which interpreter was chosen. */
export function pythonExtension(interpreter) {
  return {
    "package.json": JSON.stringify({
      name: "python", publisher: "ms-python", version: "2026.1.0", engines: { vscode: "^1.91.0" }, main: "./main.js",
      extensionKind: ["workspace"], activationEvents: [],
    }),
    "main.js": `const { EventEmitter, Uri } = require("vscode");
const changed = new EventEmitter();
exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: () => ({ path: ${JSON.stringify(interpreter)} }),
    resolveEnvironment: async ({ path }) => ({ executable: { uri: Uri.file(path) } }),
    onDidChangeActiveEnvironmentPath: changed.event,
  },
});
`,
  };
}

/** Nothing is configured, and the workspace's own `.venv` has the server. */
export async function venv(editor) {
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, editor.pictures);
  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.command("Intent: Show Debug Information");
  await user.reads(".view-lines", /"origin": "workspace \.venv"/, "where the server was found");
  await page.close();
}

/** A server of another version, none at all, and then one that is installed by the extension. */
export async function install(editor, { interpreter }) {
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, editor.pictures);
  await user.notified(/setting intent\.server\.path cannot be used: .*version 9\.0\.0 is newer than this extension; update the extension/, "the version", FIRST);
  await user.picture("14-wrong-version");
  const button = (text) => page.locator(".notifications-center .monaco-button", { hasText: text });
  await button("Change Setting").click();
  await user.reads(".settings-editor .setting-item-contents", /Server: Path/, "the setting");
  assert.equal(await page.locator(".squiggly-error").count(), 0);

  // The user takes the setting back: now there is no server anywhere.
  writeFileSync(editor.machineSettings, "{}");
  await user.notified(/is not installed/, "that there is no server");
  await button("Install…").click();
  await user.reads(".quick-input-widget", /Install into the chosen Python environment.*pip/s, "the ways to install");
  await user.picture("15-install");
  await user.chosen("Install into the chosen Python environment");
  await page.keyboard.press("Enter");
  await user.open("clamp.intent.md");
  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.command("Intent: Show Debug Information");
  await user.reads(".view-lines", /"origin": "Python interpreter"/, "where the server was found");
  await user.reads(".view-lines", new RegExp(interpreter.replaceAll("/", "\\/")), "which server was found");
  assert.equal(readFileSync(editor.machineSettings, "utf8"), "{}");
  await page.close();
}

/** No server anywhere, but uvx, which may download one when the user says so. */
export async function uvx(editor) {
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, "clamp.intent.md"))]]);
  const user = new User(page, editor.pictures);
  await user.notified(/is not installed/, "that there is no server", FIRST);
  await page.locator(".notifications-center .monaco-button", { hasText: "Install…" }).click();
  await user.reads(".quick-input-widget", /Download it for uvx.*in an environment of its own/s, "the way by uvx");
  await user.chosen("Download it for uvx");
  await page.keyboard.press("Enter");
  await user.open("clamp.intent.md");
  await user.sees(".squiggly-error", "the squiggle", FIRST);
  await user.command("Intent: Show Debug Information");
  await user.reads(".view-lines", /"origin": "uvx"/, "where the server was found");
  await page.close();
}
