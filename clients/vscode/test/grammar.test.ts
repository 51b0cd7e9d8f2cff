import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import * as oniguruma from "vscode-oniguruma";
import * as textmate from "vscode-textmate";

// The injection on a small stand-in for VS Code's Markdown grammar: headings, lists, fences and inline code, which is
// what the injection has to live with. The in-editor tests use the real one.
const MARKDOWN = {
  scopeName: "text.html.markdown",
  patterns: [
    { begin: "^```", end: "^```", name: "markup.fenced_code.block.markdown" },
    { match: "^#{1,6}\\s.*$", name: "heading.markdown" },
    { begin: "^\\s*[-*+] ", while: "^  ", name: "markup.list.unnumbered.markdown", patterns: [{ match: "`[^`]*`", name: "markup.inline.raw.string.markdown" }] },
  ],
};
const INJECTION = "syntaxes/intent.injection.tmLanguage.json";

let grammar: textmate.IGrammar;

before(async () => {
  const wasm = readFileSync(createRequire(`${process.cwd()}/package.json`).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) =>
      Promise.resolve(
        scope === "text.html.markdown"
          ? textmate.parseRawGrammar(JSON.stringify(MARKDOWN), "markdown.json")
          : textmate.parseRawGrammar(readFileSync(INJECTION, "utf8"), "injection.json"),
      ),
    getInjections: (scope) => (scope === "text.html.markdown" ? ["markdown.intent.injection"] : undefined),
  });
  grammar = (await registry.loadGrammar("text.html.markdown"))!;
});

/** The innermost scope of each piece of text, by `line:text`. */
function scopes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let stack = textmate.INITIAL;
  for (const [number, line] of text.split("\n").entries()) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes: names } of tokens)
      found.set(`${number}:${line.slice(startIndex, endIndex).trim()}`, names.at(-1)!);
  }
  return found;
}

test("directives, signatures and examples of the canonical form", () => {
  const found = scopes(
    [
      "# name: normalize2d",
      "# target: js,py",
      "# description:",
      "Normalize a vector: name, in, out.",
      "# signature:",
      "(x: number, ...rest: Vec[]) -> { mag: number, kind?: 'a' | 3 }",
      "# examples:",
      '- in: { "x":3, y: "out: 1" } out: { "mag":-5.5e3, "ok":true }',
      "- `clamp(5, 0)` → `3`",
      '- in: { "s": "" } error: "empty"',
      "# properties:",
      "- result.mag >= 0",
      "# constraints:",
      "- stay in: the range",
    ].join("\n"),
  );
  const expected: Record<string, string> = {
    "0:name": "keyword.control.directive.intent",
    "0:normalize2d": "entity.name.function.intent",
    "1:js": "constant.language.target.intent",
    "3:Normalize a vector: name, in, out.": "text.html.markdown",
    "5:x": "variable.parameter.intent",
    "5:number": "support.type.primitive.intent",
    "5:Vec": "entity.name.type.intent",
    "5:->": "keyword.operator.arrow.intent",
    "5:'a'": "string.quoted.intent",
    "6:examples": "keyword.control.directive.intent",
    "7:in": "keyword.other.example.intent",
    "7:out": "keyword.other.example.intent",
    '7:"x"': "support.type.property-name.intent",
    '7:"out: 1"': "string.quoted.intent",
    "7:-5.5e3": "constant.numeric.intent",
    "7:true": "constant.language.intent",
    "8:clamp": "entity.name.function.intent",
    "8:→": "keyword.operator.arrow.intent",
    "9:error": "keyword.other.example.intent",
    "10:properties": "keyword.control.directive.intent",
    "11:result": "variable.language.result.intent",
    "11:>=": "keyword.operator.intent",
    "13:stay in: the range": "markup.list.unnumbered.markdown",
  };
  for (const [piece, scope] of Object.entries(expected)) assert.equal(found.get(piece), scope, piece);
});

test("ordinary Markdown stays as it was", () => {
  const found = scopes(["# A heading", "- `code` is code", "- in particular: no", "```", "# name: x", "- in: 1", "```", "# names: x"].join("\n"));
  assert.deepEqual([...found.values()].filter((scope) => scope.endsWith(".intent")), []);
});
