/** From the intention to its generated code, and back. */
import * as vscode from "vscode";
import { headOf } from "./context";
import { chosenDocument, editorOf } from "./documents";
import type { IntentOutline, Target } from "./protocol";
import { readSource } from "./provenance";
import { intentAt, type Knowledge } from "./state";

/** The code to show for an intent, the preferred target first: the file, else the best candidate. */
export function generatedFor(intent: IntentOutline, preferred: Target | "auto"): vscode.Uri | undefined {
  const targets = (intent.targets ?? []).filter(({ file }) => file !== null);
  const chosen = targets.find(({ target }) => target === preferred) ?? targets[0];
  return chosen?.file ? vscode.Uri.parse(chosen.file) : undefined;
}

/** Opens what was generated for the intent under the cursor; asks when there are several files. */
export async function openGenerated(knowledge: Knowledge, argument: unknown): Promise<void> {
  const uri = chosenDocument(argument);
  if (!uri) return;
  const editor = editorOf(uri);
  const { intents } = await knowledge.of(uri);
  const here = editor && intentAt(intents, editor.selection.active.line);
  const files = (here ? [here] : intents).flatMap(({ name, targets }) =>
    (targets ?? []).filter(({ file, kind }) => file && kind !== "failed" && kind !== "disagree").map((at) => ({ intent: name, ...at })),
  );
  if (files.length === 0) {
    const what = here ? `“${here.name}”` : "this document";
    const choice = await vscode.window.showInformationMessage(`Nothing is generated for ${what} yet.`, "Transpile");
    if (choice) await vscode.commands.executeCommand("intentLsp.transpileDocument", uri);
    return;
  }
  const pick =
    files.length === 1
      ? files[0]
      : (
          await vscode.window.showQuickPick(
            files.map((item) => ({
              label: `$(file-code) ${item.intent}`,
              description: `${item.target === "js" ? "JavaScript" : "Python"} · ${item.text}`,
              detail: vscode.workspace.asRelativePath(vscode.Uri.parse(item.file!)),
              item,
            })),
            { placeHolder: "Which generated file?" },
          )
        )?.item;
  if (pick?.file) await vscode.window.showTextDocument(vscode.Uri.parse(pick.file));
}

/** Opens the intent that the generated file in front of the user comes from. */
export async function openIntention(knowledge: Knowledge): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const source = document && readSource(headOf(document));
  const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
  if (!source || !folder) {
    await vscode.window.showInformationMessage("This file does not say which intent it comes from.");
    return;
  }
  const uri = vscode.Uri.joinPath(folder.uri, source.document);
  try {
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const { intents } = await knowledge.of(uri);
    const range = intents.find(({ name }) => name === source.intent)?.range;
    if (!range) return;
    const start = new vscode.Position(range.start.line, 0);
    editor.selection = new vscode.Selection(start, start);
    editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.AtTop);
  } catch {
    await vscode.window.showErrorMessage(`The document ${source.document} no longer exists.`);
  }
}
