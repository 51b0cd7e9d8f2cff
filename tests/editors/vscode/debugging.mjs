// An example that fails is followed through Python code by the real debugpy, which VS Code talks to as it does when the
// extension Python Debugger is installed.
import assert from "node:assert/strict";
import path from "node:path";
import { HALF } from "./documents.mjs";
import { configure, modelServer } from "./models.mjs";
import { FIRST, User } from "./user.mjs";

const DOCUMENT = "half.intent.md";
const WRONG = "def half(x):\n    y = 1\n    return y\n";

export const FAILING = { [DOCUMENT]: HALF.replace("# target: js", "# target: py") };

/** Stands in for Python Debugger: all that it does for a launch is to start debugpy's adapter. */
export function pythonDebugger(python) {
  return {
    "package.json": JSON.stringify({
      name: "debugpy", publisher: "ms-python", version: "2026.1.0", engines: { vscode: "^1.91.0" }, main: "./main.js",
      extensionKind: ["workspace"], activationEvents: ["onDebug"],
      contributes: { debuggers: [{ type: "debugpy", label: "Python", languages: ["python"] }], breakpoints: [{ language: "python" }] },
    }),
    "main.js": `const { debug, DebugAdapterExecutable } = require("vscode");
const adapter = new DebugAdapterExecutable(${JSON.stringify(python)}, ["-m", "debugpy.adapter"]);
exports.activate = () => debug.registerDebugAdapterDescriptorFactory("debugpy", { createDebugAdapterDescriptor: () => adapter });
`,
  };
}

/** The candidate stops on the first line of the function, with the values of the example that fails. */
export async function debugging(editor, pictures) {
  const wrong = await modelServer(`\`\`\`python\n${WRONG}\`\`\``);
  configure(editor, { type: "openai_compat", name: "wrong", baseUrl: `${wrong.origin}/v1`, model: "wrong" });
  const page = await editor.window([["openFile", editor.remote(path.join(editor.workspace, DOCUMENT))]]);
  const user = new User(page, pictures);
  await user.reads(".codelens-decoration", /Transpile/, "the lens to offer transpiling", FIRST);
  await user.command("Intent: Transpile Document");
  await user.reads(".codelens-decoration", /✗ Python 1\/2/, "the lens to say that one example fails");
  await user.goTo(HALF.split("\n").findIndex((line) => line.includes("10")) + 1);
  await user.acts("Debug half(10) in Python");
  await user.reads(".monaco-dialog-box", /outside the sandbox/, "the question before code that failed is run");
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: /^Debug$/ }).click();
  await user.reads(".debug-call-stack .monaco-list-row", /^half\b[^]*\b(\d+):\d+/, "the call among those that have begun");
  const locals = page.locator(".debug-variables .monaco-list-row", { hasText: /^Locals$/ });
  await locals.waitFor();
  if ((await locals.getAttribute("aria-expanded")) !== "true") await locals.click();
  await user.reads(".debug-variables .monaco-list-row", /^x\s*[:=]\s*10$/, "the example's value among the variables");
  const line = page.locator(".editor-group-container.active .view-line", { hasText: "y = 1" });
  const stopped = page.locator(".debug-top-stack-frame-line");
  await user.watched(async () => (await stopped.count()) > 0, "the line where it stopped");
  const [marked, first] = [await stopped.first().boundingBox(), await line.first().boundingBox()];
  assert.ok(Math.abs(marked.y - first.y) < 2, "it stopped elsewhere than on the first line of the function");
  await user.command("View: Hide Panel");
  await user.picture("19-debug-python");
  await page.keyboard.press("F5");
  await user.seesNo(".debug-toolbar:visible", "debugger");
  wrong.close();
  await page.close();
}
