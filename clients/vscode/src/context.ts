/** The context keys that decide which commands are offered where. */
import * as vscode from "vscode";
import { isIntent } from "./documents";
import { readSource } from "./provenance";
import type { Knowledge } from "./state";

const HEAD_LINES = 40;

export function keepContext(knowledge: Knowledge): vscode.Disposable {
  const set = (key: string, value: boolean): void => {
    void vscode.commands.executeCommand("setContext", `intentLsp.${key}`, value);
  };
  let wasRunning = false;
  const looked = (editor: vscode.TextEditor | undefined): void => {
    set("inIntent", isIntent(editor?.document.uri));
    set("inGenerated", editor !== undefined && readSource(headOf(editor.document)) !== undefined);
  };
  looked(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(looked),
    knowledge.onDidChange(() => {
      if (knowledge.running !== wasRunning) set("running", (wasRunning = knowledge.running));
    }),
  );
}

/** The lines of a document that may hold a provenance header. */
export function headOf(document: vscode.TextDocument): string {
  return document.getText(new vscode.Range(0, 0, HEAD_LINES, 0));
}
