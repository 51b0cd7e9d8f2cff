// The grammar, and its injection, with the Markdown grammar that VS Code really ships (the unit tests use a stand-in).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { CLAMP } from "./documents.mjs";
import { INSTALLED, REPOSITORY } from "./editor.mjs";

const CLIENT = path.join(REPOSITORY, "clients/vscode");
const MARKDOWN = path.join(INSTALLED, "node_modules/code-server/lib/vscode/extensions/markdown-basics/syntaxes/markdown.tmLanguage.json");

export async function checkGrammar() {
  const require = createRequire(path.join(CLIENT, "package.json"));
  const textmate = require("vscode-textmate");
  const oniguruma = require("vscode-oniguruma");
  await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
  const grammars = {
    "text.html.markdown": MARKDOWN,
    "text.html.markdown.intent": path.join(CLIENT, "syntaxes/intent.tmLanguage.json"),
    "markdown.intent.injection": path.join(CLIENT, "syntaxes/intent.injection.tmLanguage.json"),
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => (grammars[scope] ? textmate.parseRawGrammar(readFileSync(grammars[scope], "utf8"), "grammar.json") : null),
    // As VS Code does it: what is injected into a scope is injected into those that begin with it.
    getInjections: (scope) => (`${scope}.`.startsWith("text.html.markdown.") ? ["markdown.intent.injection"] : undefined),
  });
  for (const scope of ["text.html.markdown.intent", "text.html.markdown"]) checkScopes(await registry.loadGrammar(scope), textmate.INITIAL, scope);
}

function checkScopes(grammar, initial, root) {
  const scopes = (text) => {
    let stack = initial;
    return text.split("\n").flatMap((line, number) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      return tokens.map((token) => [`${number}:${line.slice(token.startIndex, token.endIndex).trim()}`, token.scopes.at(-1)]);
    });
  };
  const found = new Map(scopes(`${CLAMP}\n# constraints:\n- **bold** and \`code\`\n- \`clamp(1, 0, 3)\` → \`1\`\n`));
  for (const [piece, scope] of Object.entries({
    "0:name": "keyword.control.directive.intent",
    "0:clamp": "entity.name.function.intent",
    "5:low": "variable.parameter.intent",
    "5:number": "support.type.primitive.intent",
    "6:examples": "keyword.control.directive.intent",
    "7:in": "keyword.other.example.intent",
    '7:"low"': "support.type.property-name.intent",
    "7:3": "constant.numeric.intent",
    "12:constraints": "keyword.control.directive.intent",
    "13:bold": "markup.bold.markdown",
    "13:code": "markup.inline.raw.string.markdown",
    "14:clamp": "entity.name.function.intent",
  }))
    assert.equal(found.get(piece), scope, `${piece} in ${root}`);
  const plain = scopes("# A heading\n\n- in particular: no\n\n```md\n# name: x\n- in: 1\n```\n\n    # name: x\n");
  assert.deepEqual(plain.filter(([, scope]) => scope !== root && scope.endsWith(".intent")), []);
}
