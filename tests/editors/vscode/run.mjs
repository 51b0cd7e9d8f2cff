// `node run.mjs suite`: the tests in the extension host. `scenario`, `language`, `untrusted`, `debugging`, `first-use` and
// `repair` [--pictures DIR]: the user interface (`--failures DIR`: pictures of failures only), `everyday` with the
// documents of the folder INTENT_EVERYDAY; `venv`, `install` and `uvx`: how the server is found. `repair` and the last
// three need what test_vscode.py hands over.
import { copyFileSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { FILES } from "./documents.mjs";
import { environments, install, otherVersion, pythonExtension, uvx, venv } from "./discovery.mjs";
import { everyday } from "./everyday.mjs";
import { FAILING, debugging, pythonDebugger } from "./debugging.mjs";
import { HERE, missing, python, startEditor } from "./editor.mjs";
import { firstUse } from "./first_use.mjs";
import { checkGrammar } from "./grammar.mjs";
import { LONG, language } from "./language.mjs";
import { gateTo, repair, story } from "./repair.mjs";
import { scenario, untrusted } from "./scenario.mjs";

const PATIENCE = 300_000;

const problem = missing();
if (problem) {
  console.error(problem);
  process.exit(3);
}
const [what, ...options] = process.argv.slice(2);
const pictures = /^--(pictures|failures)$/.test(options[0]) ? path.resolve(options[1]) : mkdtempSync(path.join(tmpdir(), "intent-pictures-"));
const results = path.join(mkdtempSync(path.join(tmpdir(), "intent-results-")), "results.json");

if (what === "suite") {
  await checkGrammar();
  console.log("ok   the grammar on VS Code's own Markdown");
  await withEditor({ env: { INTENT_SUITE_RESULTS: results } }, suite);
} else if (what === "scenario" || what === "untrusted") {
  const trusts = what === "scenario";
  await withEditor({ trust: !trusts }, (editor) => (trusts ? scenario : untrusted)(editor, pictures));
  console.log(`pictures: ${pictures}`);
} else if (what === "language") {
  await withEditor({ files: { ...FILES, "long.intent.md": LONG, "notes.md": "# Notes\n" } }, (editor) => language(editor, pictures));
  console.log(`pictures: ${pictures}`);
} else if (what === "first-use") {
  // From the command line's own PATH where a test hands one over, else with this tree's server.
  const found = environments() ? { machine: {}, env: environments().env } : {};
  await withEditor({ ...found, files: { "README.md": "# Mine\n" } }, async (editor) => {
    for (const step of await firstUse(editor, pictures)) console.log(`step ${JSON.stringify(step)}`);
  });
} else if (what === "everyday" && process.env.INTENT_EVERYDAY) {
  // The documents of a folder, each saved in turn.
  const names = readdirSync(process.env.INTENT_EVERYDAY).filter((name) => name.endsWith(".intent.md"));
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(path.join(process.env.INTENT_EVERYDAY, name), "utf8")]));
  await withEditor({ files }, async (editor) => {
    const done = await everyday(editor, pictures, names.map((name) => name.replace(".intent.md", "")));
    for (const each of done) console.log(`everyday ${JSON.stringify(each)}`);
  });
} else if (what === "debugging") {
  const others = { "ms-python.debugpy-2026.1.0": pythonDebugger(python()) };
  await withEditor({ files: { ...FILES, ...FAILING }, others }, (editor) => debugging(editor, pictures));
  console.log(`pictures: ${pictures}`);
} else if (what === "repair" && story()) {
  const told = story();
  const gate = await gateTo(told.server, told.repair);
  const files = JSON.parse(JSON.stringify(told.files).replaceAll(told.server, gate.origin));
  await withEditor({ files }, (editor) => repair(editor, pictures, gate, told));
  gate.close();
  console.log(`pictures: ${pictures}`);
} else if (what === "venv" && environments()) {
  const { interpreter, env } = environments();
  const [from, how] = [path.resolve(interpreter, "../.."), { recursive: true, verbatimSymlinks: true }];
  const prepare = (workspace) => cpSync(from, path.join(workspace, ".venv"), how);
  await withEditor({ machine: {}, env, prepare }, venv);
} else if (what === "install" && environments()) {
  const { interpreter, env } = environments();
  const machine = { "intent.server.path": otherVersion(path.join(pictures, "..", "other")) };
  const others = { "ms-python.python-2026.1.0": pythonExtension(interpreter) };
  await withEditor({ machine, env, others }, (editor) => install(editor, { interpreter }));
} else if (what === "uvx" && environments()) {
  await withEditor({ machine: {}, env: environments().env }, uvx);
} else {
  console.error("usage: node run.mjs suite | scenario | language | untrusted | debugging | first-use | everyday | repair | venv | install | uvx [--pictures DIR | --failures DIR]");
  process.exitCode = 2;
}

async function withEditor(how, work) {
  const began = Date.now();
  const editor = await startEditor({ files: FILES, ...how });
  try {
    await work({ ...editor, pictures });
  } catch (error) {
    console.error(editor.logs());
    console.error(error);
    process.exitCode = 1;
  } finally {
    await editor.stop();
    console.log(`${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
}

async function suite(editor) {
  // The host may only load the suite from a folder beside it; code-server serves any.
  const tests = path.join(editor.workspace, "..", "suite.cjs");
  copyFileSync(path.join(HERE, "suite.cjs"), tests);
  let finish;
  const exit = new Promise((resolve) => (finish = resolve));
  const page = await editor.window(
    [
      ["extensionDevelopmentPath", editor.remote(editor.extension)],
      ["extensionTestsPath", editor.remote(tests)],
    ],
    async (page) => {
      await page.exposeFunction("codeAutomationExit", (code) => finish(code));
      // VS Code talks a lot about native modules that are not there; what counts is in the results.
      await page.exposeFunction("codeAutomationLog", () => {});
    },
  );
  const timer = setTimeout(() => finish("no end in time"), PATIENCE);
  const code = await exit;
  clearTimeout(timer);
  await page.close();
  const told = existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : [];
  rmSync(path.dirname(results), { recursive: true });
  for (const { name, passed, milliseconds, error } of told)
    console.log(`${passed ? "ok  " : "FAIL"} ${name} (${milliseconds} ms)${error ? `\n${error}` : ""}`);
  if (code !== 0 || told.length === 0) throw new Error(`the suite ended with ${code}, after ${told.length} tests`);
}
