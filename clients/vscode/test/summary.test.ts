import assert from "node:assert/strict";
import { test } from "node:test";
import type { Standing, Work } from "../src/protocol";
import { mark, summary } from "../src/summary";
import { judge } from "../src/verdicts";

const work = (change: Partial<Work>): Work => ({
  uri: "file:///w/a.intent.md", intent: "clamp", target: "js", status: "verified", step: "", round: 1, rounds: 3,
  provider: "builtin", model: "", tokens: 0, passed: 3, total: 3, cached: false, reason: "", file: null, ...change,
});

test("what asks most for attention decides", () => {
  assert.equal(mark([]), "none");
  assert.equal(mark([work({}), work({ status: "fresh" })]), "verified");
  assert.equal(mark([work({}), work({ status: "conflict" })]), "attention");
  assert.equal(mark([work({ status: "conflict" }), work({ status: "failed" })]), "failed");
  assert.equal(mark([work({ status: "failed" }), work({ status: "queued" })]), "running");
  assert.equal(mark([work({ status: "skipped" })]), "none");
});

test("the status item says what goes on", () => {
  const running = work({ status: "running", round: 2, model: "qwen", tokens: 40, step: "checking examples" });
  assert.deepEqual(summary([running, work({ status: "queued", target: "py" })]), {
    text: "Intent: clamp (js) round 2/3 +1", detail: "qwen · 40 tokens · checking examples", severity: "information", busy: true,
  });
  const failed = summary([work({ status: "failed", passed: 2, reason: "2/3 examples" }), work({ target: "py" })]);
  assert.deepEqual([failed.text, failed.detail, failed.severity], ["$(error) Intent: clamp (js) 2/3", "2/3 examples", "error"]);
  const verified = summary([work({}), work({ target: "py" })]);
  assert.deepEqual([verified.text, verified.detail], ["$(pass) Intent: verified", "1 intent, 3 examples · builtin"]);
  assert.match(summary([work({ status: "conflict" })]).text, /edited by hand/);
  const stale: Standing = { target: "js", kind: "stale", text: "stale", file: null };
  assert.equal(summary([work({})], [stale]).text, "Intent: changed");
  assert.equal(summary([]).detail, "save to transpile");
});

test("an example passes when it passes in every target", () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
  const passed = { target: "js" as const, passed: true, expected: "3", got: "3" };
  const wrong = { target: "py" as const, passed: false, expected: "3", got: "4", round: 2 };
  const example = { number: 1, range, source: "- in: …" };
  const at = (kind: Standing["kind"]): Standing => ({ target: "js", kind, text: "", file: null });
  const verified = [at("verified"), at("verified")];
  const both = [work({ status: "fresh" }), work({ target: "py" })];
  assert.equal(judge({ ...example, results: [passed] }, both, verified).kind, "passed");
  assert.equal(judge(example, both, verified).kind, "passed");
  assert.equal(judge(example, both, [at("verified"), at("stale")]).kind, "skipped");
  assert.deepEqual(judge({ ...example, results: [passed, wrong] }, [work({}), work({ target: "py", status: "failed" })], []), {
    kind: "failed", messages: [{ target: "py", text: "Python, round 2: got 4, want 3", expected: "3", actual: "4" }],
  });
  const failed = [work({ status: "failed", reason: "1/3 examples" })];
  assert.equal(judge({ ...example, results: [passed] }, failed, [at("failed")]).kind, "passed");
  assert.equal(judge(example, failed, [at("failed")]).kind, "skipped");
  assert.equal(judge(undefined, failed, [at("failed")]).kind, "failed");
  const error = [work({ status: "error", reason: "no provider" })];
  assert.deepEqual(judge(undefined, error, [at("error")]), { kind: "errored", messages: [{ target: "js", text: "JavaScript: no provider" }] });
  assert.equal(judge(example, error, [at("error")]).kind, "skipped");
  assert.equal(judge(example, [], []).kind, "skipped");
});
