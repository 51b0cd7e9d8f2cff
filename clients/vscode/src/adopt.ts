/** Makes an intent document from a function that exists: `intent adopt FILE:FUNCTION`. */
import { execFile } from "node:child_process";
import path from "node:path";
import * as vscode from "vscode";
import { CODE, definedIn, functionAt } from "./functions";
import { NoServer, type Session } from "./session";

/** Milliseconds; the sandbox may have to be compiled first. */
const PATIENCE = 180_000;

/** Adopts the named function, or the one at the cursor, and opens its document. Whether there is one now. */
export async function adopt(session: Session, argument: unknown, named: unknown): Promise<boolean> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== "file") return false;
  const document = await vscode.workspace.openTextDocument(uri);
  const name = typeof named === "string" ? named : atCursor(document);
  if (name === undefined) {
    void vscode.window.showInformationMessage("Intent: place the cursor in a function at the top level of the file.");
    return false;
  }
  if (document.isDirty && !(await document.save())) return false;
  const { adopted, output } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `Intent: adopting ${name}` },
    () => run(session, uri, name),
  );
  session.log.info(`intent adopt ${uri.fsPath}:${name}\n${output}`);
  const made = /^wrote {4}(.+\.intent\.md): /m.exec(output)?.[1];
  if (made === undefined) {
    const tell = adopted ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
    const choice = await tell(`Intent: ${firstLine(output)}`, "Show Logs");
    if (choice) session.log.show();
    return false;
  }
  await vscode.window.showTextDocument(vscode.Uri.file(made), { viewColumn: vscode.ViewColumn.Beside });
  return true;
}

function atCursor(document: vscode.TextDocument): string | undefined {
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  const lines = document.getText().split(/\r?\n/);
  return editor && functionAt(lines, editor.selection.active.line, document.uri.path);
}

async function run(session: Session, uri: vscode.Uri, name: string): Promise<{ adopted: boolean; output: string }> {
  const search = await session.search();
  if (search.kind !== "found") {
    session.onMissing(search);
    throw new NoServer("The program of intent-lsp was not found.");
  }
  const { command, args } = search.server;
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? path.dirname(uri.fsPath);
  const words = [...args, "adopt", `${uri.fsPath}:${name}`, "--no-input", "--root", root];
  return new Promise((resolve) => {
    // Paths in the answer are absolute, as the folder is not one of the workspace.
    execFile(command, words, { cwd: session.folder, timeout: PATIENCE, windowsHide: true }, (error, stdout, stderr) =>
      resolve({ adopted: error === null, output: `${stderr}${stdout}`.trim() || (error?.message ?? "") }),
    );
  });
}

/** What went wrong, with its first reason. */
function firstLine(output: string): string {
  const [first, second] = output.split("\n");
  return [first?.replace(/^intent: /, ""), second?.startsWith("  ") ? second.trim() : undefined].filter(Boolean).join(": ");
}

/** The action on the first line of a function. */
export const adoption: vscode.CodeActionProvider = {
  provideCodeActions(document, range) {
    const name = definedIn(document.lineAt(range.start.line).text, document.uri.path);
    if (name === undefined || !vscode.workspace.isTrusted) return [];
    const action = new vscode.CodeAction(`Adopt ${name} as an Intention`, vscode.CodeActionKind.Refactor.append("adopt"));
    action.command = { command: "intentLsp.adopt", title: action.title, arguments: [document.uri, name] };
    return [action];
  },
};

export const adoptionFiles: vscode.DocumentSelector = { scheme: "file", pattern: CODE };
