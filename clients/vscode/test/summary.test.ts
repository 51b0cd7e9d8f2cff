import assert from "node:assert/strict";
import { test } from "node:test";
import type { IntentOutline, Standing, Work } from "../src/protocol";
import { doubts, flagged, isCounted, mark, summary } from "../src/summary";
import { failsByItself, judge } from "../src/verdicts";

const work = (change: Partial<Work>): Work => ({
  uri: "file:///w/a.intent.md", intent: "clamp", target: "js", status: "verified", step: "", round: 1, rounds: 3,
  provider: "builtin", model: "", tokens: 0, passed: 3, total: 3, cached: false, reason: "", file: null, ...change,
});

test("what VS Code counts as errors needs no badge of its own", () => {
  const counted = (["failed", "error", "disagree", "uncertain", "conflict", "cancelled"] as const).filter((status) => isCounted(mark([work({ status })])));
  assert.deepEqual(counted, ["failed", "error", "disagree"]);
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
  const unchecked: Standing = { target: "js", kind: "unchecked", text: "◌ not checked here", file: null };
  assert.equal(summary([work({ status: "unchecked" })]).text, "Intent: not checked here");
  assert.equal(summary([work({})], [unchecked]).text, "Intent: not checked here");
  assert.equal(mark([work({}), work({ target: "py", status: "unchecked" })]), "unchecked");
  assert.equal(summary([]).detail, "save to transpile");
  const broken = summary([], [], 1);
  assert.deepEqual([broken.text, broken.detail, broken.severity], ["$(error) Intent: 1 error", "fix the marked errors to transpile", "error"]);
});

const ONE = "other programs fit the examples as well";

test("what is uncertain says why, in the status item and behind the badge", () => {
  const unsure = work({ status: "uncertain", doubts: [ONE] });
  assert.equal(mark([unsure, work({ target: "py" })]), "uncertain");
  assert.deepEqual(summary([unsure]), {
    text: "$(question) Intent: clamp (js) uncertain", detail: ONE, severity: "warning", busy: false,
  });
  assert.deepEqual(doubts([unsure, work({ target: "py" })]), [`? clamp (js): ${ONE}`]);
});

test("what failed is named; a full count never stands beside a failure", () => {
  const failed = work({ status: "failed", failed: "differs on Node 20", reason: "on Node 20.20.2: got 1, want 2" });
  assert.equal(summary([failed]).text, "$(error) Intent: clamp (js) differs on Node 20");
  assert.equal(summary([work({ status: "failed" })]).text, "$(error) Intent: clamp (js) failed"); // an older server
  const open = work({ status: "disagree", target: "py", failed: 'differs from JavaScript on `" "`', reason: "for `clamp(…)`: … Which?" });
  assert.equal(mark([open, work({})]), "disagree");
  assert.deepEqual(summary([open]), {
    text: '$(warning) Intent: clamp ≠ differs from JavaScript on `" "`', detail: "for `clamp(…)`: … Which?", severity: "warning", busy: false,
  });
  assert.deepEqual(doubts([failed, open]), ["✗ clamp (js): differs on Node 20", '≠ clamp (py): differs from JavaScript on `" "`']);
  for (const each of [failed, open]) assert.doesNotMatch(JSON.stringify(summary([each])), /3\/3/);
});

test("an intent whose examples all pass fails by itself in the Test Explorer, and says what failed", () => {
  const open = work({ status: "disagree", reason: "for `clamp(…)`: … Which?" });
  const whole = judge(undefined, [open], []);
  assert.deepEqual(whole, { kind: "failed", messages: [{ target: "js", text: "JavaScript: for `clamp(…)`: … Which?" }] });
  const failing = judge(undefined, [work({ status: "failed", reason: "1 of 3 examples fail" })], []);
  assert.equal(failsByItself(whole, [{ kind: "passed" }, { kind: "passed" }]), true);
  assert.equal(failsByItself(failing, [{ kind: "passed" }, { kind: "failed", messages: [] }]), false);
  assert.equal(failsByItself(judge(undefined, [work({})], []), [{ kind: "passed" }]), false);
});

test("the gutter marks intents with something open, as long as they stand so", () => {
  const range = (line: number): IntentOutline["range"] => ({ start: { line, character: 0 }, end: { line: line + 3, character: 0 } });
  const at = (kind: Standing["kind"]): Standing => ({ target: "js", kind, text: "", file: null });
  const intents = [
    { name: "clamp", range: range(0), nameRange: range(1), targets: [at("uncertain")] },
    { name: "other", range: range(9), targets: [at("disagree")] },
    { name: "third", range: range(20), targets: [at("verified")] },
  ];
  const all = [work({ status: "uncertain", doubts: [ONE] }), work({ intent: "other", status: "disagree", failed: "differs" }), work({ intent: "third" })];
  assert.deepEqual(flagged(intents, all), [
    { kind: "uncertain", name: range(1), text: `? clamp (js): ${ONE}` },
    { kind: "disagree", name: { start: range(9).start, end: range(9).start }, text: "≠ other (js): differs" },
  ]);
  const changed = [{ name: "clamp", range: range(0), targets: [at("stale")] }];
  assert.deepEqual(flagged(changed, all), []);
});

test("an uncertain example passes with its doubt, never plainly", () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
  const example = { number: 1, range, source: "- in: …", results: [{ target: "js" as const, passed: true, expected: "3", got: "3" }] };
  const at = (kind: Standing["kind"]): Standing => ({ target: "js", kind, text: "", file: null });
  const unsure = [work({ status: "uncertain", doubts: [ONE] }), work({ target: "py" })];
  assert.deepEqual(judge(example, unsure, [at("uncertain"), at("verified")]), {
    kind: "passed", doubts: [{ target: "js", text: `JavaScript is uncertain: ${ONE}` }],
  });
  assert.deepEqual(judge(example, [work({})], [at("verified")]), { kind: "passed" });
  const open = [work({ status: "disagree", reason: "for `clamp(…)`: … Which?" })];
  assert.deepEqual(judge(undefined, open, [at("disagree")]), {
    kind: "failed", messages: [{ target: "js", text: "JavaScript: for `clamp(…)`: … Which?" }],
  });
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
