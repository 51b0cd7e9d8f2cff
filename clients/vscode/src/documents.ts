/** Intent documents, and the generated files that belong to them. */
import * as vscode from "vscode";

/** In any case: `X.Intent.md` is a document as well. */
export const PATTERN = "**/*.[iI][nN][tT][eE][nN][tT].[mM][dD]";
export const SELECTOR: vscode.DocumentSelector = [
  { scheme: "file", pattern: PATTERN },
  { scheme: "untitled", pattern: PATTERN },
];
/** Nobody's own documents. */
export const EXCLUDED = "**/{node_modules,.venv,.git,.promirror}/**";

/** What the server keeps about a document has its name, too. */
export function isIntent(uri: vscode.Uri | undefined): uri is vscode.Uri {
  return uri !== undefined && uri.path.toLowerCase().endsWith(".intent.md") && !uri.path.includes("/.promirror/");
}

/** Whether an intent document is one of the user's own. */
export function isOwn(uri: vscode.Uri): boolean {
  return isIntent(uri) && !/\/(node_modules|\.venv|\.git)\//.test(uri.path);
}

/** The document a command means: what it was called on, else what is in front of the user. */
export function chosenDocument(argument: unknown): vscode.Uri | undefined {
  if (argument instanceof vscode.Uri && isIntent(argument)) return argument;
  const active = vscode.window.activeTextEditor?.document.uri;
  return isIntent(active) ? active : undefined;
}

/** The editor that shows a document, the active one first. */
export function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  return editors.find((editor) => editor?.document.uri.toString() === uri.toString());
}
