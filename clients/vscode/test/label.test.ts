import assert from "node:assert/strict";
import { test } from "node:test";
import { label } from "../src/label";

test("an example is called by what goes in and what comes out", () => {
  assert.equal(label('- in: { "x": 5, "low": 0 } out: 3'), "{ x: 5, low: 0 } → 3");
  assert.equal(label('* in: {"s":""} error: "empty"'), '{s:""} → error "empty"');
  assert.equal(label('in: [1, {"a-b": 2}]   out: {"n": null}'), '[1, {"a-b": 2}] → {n: null}');
});

test("a text that looks like a key keeps its quotes", () => {
  assert.equal(label(String.raw`- in: {"s": "\"k\": 1"} out: ""`), String.raw`{s: "\"k\": 1"} → ""`);
});

test("other forms are short as they are", () => {
  assert.equal(label("- `clamp(2, 0, 3)` → `2`"), "`clamp(2, 0, 3)` → `2`");
  assert.equal(label("| 1 | 2 |"), "| 1 | 2 |");
});
