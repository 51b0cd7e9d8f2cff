/**
 * Keeps open generated files true to the disk, where VS Code does not notice that they were written: its watcher for Linux
 * misses folders that were made together with the folder around them, such as `src/js/auto` the first time.
 */
import * as vscode from "vscode";

/** Milliseconds: between two looks, for VS Code to notice by itself, and for the server to write. */
const STEP = 250;
const GRACE = 1_500;
const PATIENCE = 10_000;

/** Watches one open document that is about to be written; ends when it shows what was written, or was changed here. */
export async function refresh(document: vscode.TextDocument): Promise<void> {
  const before = document.getText();
  let late = 0;
  for (let waited = 0; waited < PATIENCE; waited += STEP) {
    await new Promise((resolve) => setTimeout(resolve, STEP));
    if (document.isClosed || document.isDirty || document.getText() !== before) return;
    const now = await textOf(document.uri);
    if (now === undefined || now === before) continue;
    late += STEP;
    if (late > GRACE) return show(document, now);
  }
}

async function show(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  // The same text is on the disk, so nothing is in the way of saving; but a formatter would make it an edited file.
  const { formatOnSave, codeActionsOnSave } = vscode.workspace.getConfiguration("editor", document) as unknown as Record<string, unknown>;
  if (!formatOnSave && Object.keys(codeActionsOnSave ?? {}).length === 0) await document.save();
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined; // it is just being replaced
  }
}
