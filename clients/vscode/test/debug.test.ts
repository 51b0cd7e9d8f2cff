import assert from "node:assert/strict";
import { test } from "node:test";
import { launch } from "../src/debugLaunch";
import { debuggable } from "../src/examples";
import type { ExampleOutline, IntentOutline, Standing } from "../src/protocol";

const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
const example = (number: number, source: string, passed: Record<string, boolean>): ExampleOutline => ({
  number, range, source,
  results: Object.entries(passed).map(([target, ok]) => ({ target: target as "js" | "py", passed: ok, expected: "1", got: "2" })),
});
const at = (target: "js" | "py", file: string | null): Standing => ({ target, kind: "failed", text: "", file });
const DOCUMENT = "file:///a.intent.md";
const INTENTS: IntentOutline[] = [
  { name: "half", range, targets: [at("js", "file:///half.js"), at("py", "file:///half.py")], examples: [example(1, "- one", { js: true, py: true }), example(2, "- two", { js: true, py: false })] },
  { name: "none", range, targets: [at("js", null)], examples: [example(1, "- one", {})] },
];

test("an example is debugged in the language in which it fails, and where there is code", () => {
  const ask = (id: string): unknown[] => debuggable(INTENTS, DOCUMENT, id).map((each) => [each.intent, each.example, each.target, each.failed]);
  assert.deepEqual(ask(`${DOCUMENT}#half/- two`), [["half", 2, "py", true]]);
  assert.deepEqual(ask(`${DOCUMENT}#half`), [["half", 1, "js", false], ["half", 2, "py", true]]);
  assert.deepEqual(ask(DOCUMENT), ask(`${DOCUMENT}#half`));
  assert.deepEqual(ask(`${DOCUMENT}#none/- one`), []);
});

test("Node is launched by what VS Code brings; Python by the extension that is there, the newer one first", () => {
  const plan = { title: "half(10)", entry: { line: 1, character: 2 } };
  const js = launch({ ...plan, target: "js" }, "/store/example.mjs", "/store", "", () => false)!;
  assert.deepEqual([js.type, js.program, js.cwd, js["stopOnEntry"], js["runtimeExecutable"]], ["node", "/store/example.mjs", "/store", false, undefined]);
  assert.equal(launch({ ...plan, target: "js", entry: null }, "", "", "/bin/node", () => false)!["stopOnEntry"], true);
  assert.equal(launch({ ...plan, target: "js" }, "", "", "/bin/node", () => false)!["runtimeExecutable"], "/bin/node");
  const python = (...ids: string[]): unknown => launch({ ...plan, target: "py" }, "", "", "", (id) => ids.includes(id))?.type;
  assert.deepEqual([python("ms-python.debugpy", "ms-python.python"), python("ms-python.python"), python()], ["debugpy", "python", undefined]);
});
