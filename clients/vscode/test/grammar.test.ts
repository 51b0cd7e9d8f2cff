import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { before, test } from "node:test";
import * as oniguruma from "vscode-oniguruma";
import * as textmate from "vscode-textmate";

// Both grammars, of intent documents and of Markdown with our injection, on a small stand-in for VS Code's Markdown grammar:
// headings, lists, fences and inline code, which is what the injection has to live with. The in-editor tests use the real one.
const MARKDOWN = {
  scopeName: "text.html.markdown",
  patterns: [
    { begin: "^```", end: "^```", name: "markup.fenced_code.block.markdown" },
    { match: "^#{1,6}\\s.*$", name: "heading.markdown" },
    { begin: "^\\s*[-*+] ", while: "^  ", name: "markup.list.unnumbered.markdown", patterns: [{ match: "`[^`]*`", name: "markup.inline.raw.string.markdown" }] },
  ],
};
const GRAMMARS: Record<string, string> = {
  "text.html.markdown.intent": "syntaxes/intent.tmLanguage.json",
  "markdown.intent.injection": "syntaxes/intent.injection.tmLanguage.json",
};
/** Of documents with a language of their own, and of those that the user calls Markdown. */
const SCOPES = ["text.html.markdown.intent", "text.html.markdown"];

const grammars = new Map<string, textmate.IGrammar>();

before(async () => {
  const wasm = readFileSync(createRequire(`${process.cwd()}/package.json`).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = GRAMMARS[scope];
      return Promise.resolve(textmate.parseRawGrammar(file ? readFileSync(file, "utf8") : JSON.stringify(MARKDOWN), "grammar.json"));
    },
    // As VS Code does it: what is injected into a scope is injected into those that begin with it.
    getInjections: (scope) => (`${scope}.`.startsWith("text.html.markdown.") ? ["markdown.intent.injection"] : undefined),
  });
  for (const scope of SCOPES) grammars.set(scope, (await registry.loadGrammar(scope))!);
});

/** The innermost scope of each piece of text, by `line:text`. */
function scopes(grammar: string, text: string): Map<string, string> {
  const found = new Map<string, string>();
  let stack = textmate.INITIAL;
  for (const [number, line] of text.split("\n").entries()) {
    const { tokens, ruleStack } = grammars.get(grammar)!.tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes: names } of tokens)
      found.set(`${number}:${line.slice(startIndex, endIndex).trim()}`, names.at(-1)!);
  }
  return found;
}

for (const scope of SCOPES) {
  test(`directives, signatures and examples of the canonical form, in ${scope}`, () => {
    const found = scopes(
      scope,
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
      "3:Normalize a vector: name, in, out.": scope,
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
    for (const [piece, innermost] of Object.entries(expected)) assert.equal(found.get(piece), innermost, piece);
  });

  test(`ordinary Markdown stays as it was, in ${scope}`, () => {
    const found = scopes(scope, ["# A heading", "- `code` is code", "- in particular: no", "```", "# name: x", "- in: 1", "```", "# names: x"].join("\n"));
    assert.deepEqual([...found.values()].filter((innermost) => innermost !== scope && innermost.endsWith(".intent")), []);
  });
}
