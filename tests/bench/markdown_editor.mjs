// What VS Code does for its Markdown language server: parse with markdown-it, and say what is on the disk.
// Started by lspbench (see Responder there): JSON lines in, "ID<TAB>RESULT" lines out. markdown-it is found in the
// folder given as the argument.
import fs from "node:fs";
import { createRequire } from "node:module";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const MarkdownIt = createRequire(`${process.argv[2]}/`)("markdown-it");
const parser = new MarkdownIt({ html: true });
const open = new Map();

const path = (uri) => fileURLToPath(uri);
const text = (uri) => open.get(uri) ?? fs.readFileSync(path(uri), "utf8");

function change(uri, changes) {
  for (const { range, text: piece } of changes) {
    if (!range) {
      open.set(uri, piece);
      continue;
    }
    const lines = open.get(uri).split("\n");
    const { start, end } = range;
    const middle = lines[start.line].slice(0, start.character) + piece + lines[end.line].slice(end.character);
    lines.splice(start.line, end.line - start.line + 1, ...middle.split("\n"));
    open.set(uri, lines.join("\n"));
  }
}

const answers = {
  "markdown/parse": (params) => parser.parse(params.text ?? text(params.uri), {}),
  "markdown/fs/readFile": ({ uri }) => [...fs.readFileSync(path(uri))],
  "markdown/fs/stat": ({ uri }) =>
    fs.existsSync(path(uri)) ? { isDirectory: fs.statSync(path(uri)).isDirectory() } : undefined,
  "markdown/fs/readDirectory": ({ uri }) =>
    fs.readdirSync(path(uri), { withFileTypes: true }).map((e) => [e.name, { isDirectory: e.isDirectory() }]),
  "markdown/findMarkdownFilesInWorkspace": () => [],
};

const document = (params) => params.textDocument;
const notifications = {
  "textDocument/didOpen": (params) => open.set(document(params).uri, document(params).text),
  "textDocument/didChange": (params) => change(document(params).uri, params.contentChanges),
  "textDocument/didClose": (params) => open.delete(document(params).uri),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) {
    notifications[method]?.(params);
    return;
  }
  process.stdout.write(`${id}\t${JSON.stringify(answers[method]?.(params) ?? null)}\n`);
});
