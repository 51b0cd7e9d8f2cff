import assert from "node:assert/strict";
import { test } from "node:test";
import { definedIn, functionAt } from "../src/functions";

test("a function begins where its name stands at the top level", () => {
  const lines: [string, string, string | undefined][] = [
    ["def net_price(x):", "a.py", "net_price"],
    ["async def load(x):", "a.py", "load"],
    ["    def inner(x):", "a.py", undefined],
    ["class Price:", "a.py", undefined],
    ["export default function clamp(x) {", "a.mjs", "clamp"],
    ["export const clamp = (x: number): number => x;", "a.ts", "clamp"],
    ["const clamp = x => x;", "a.js", "clamp"],
    ["exports.clamp = clamp;", "a.cjs", "clamp"],
    ["module.exports.clamp = (x) => x;", "a.cjs", "clamp"],
    ["const LIMIT = 3;", "a.js", undefined],
    ["  function inner() {", "a.js", undefined],
  ];
  for (const [line, file, name] of lines) assert.equal(definedIn(line, file), name, line);
});

test("the cursor is in the function that begins above, unless another statement does", () => {
  const python = ["import math", "", "@cache", "def f(x):", "    # a remark", "", "    return x", "", "LIMIT = 3", ""];
  assert.deepEqual([...python.keys()].map((line) => functionAt(python, line, "a.py")), [
    undefined, undefined, undefined, "f", "f", "f", "f", "f", undefined, undefined,
  ]);
  const script = ["/** Doc. */", "function f(x) {", "  return x;", "}", "", "const g = 3;", "call();"];
  assert.deepEqual([...script.keys()].map((line) => functionAt(script, line, "a.js")), [
    undefined, "f", "f", "f", "f", undefined, undefined,
  ]);
  assert.equal(functionAt([], 0, "a.py"), undefined);
});
