/**
 * The server updates generated files that are open through the editor, so that unsaved work is never lost. Where there is
 * no unsaved work, the disk is the better way: VS Code shows the new text by itself, and neither leaves an unsaved buffer
 * (it saves a refactoring only where several files changed) nor runs formatters that would make the file an edited one.
 */
import * as vscode from "vscode";
import type { ApplyWorkspaceEditParams, ApplyWorkspaceEditResult } from "vscode-languageclient/node";
import { refresh } from "./refresh";

type Next = (params: ApplyWorkspaceEditParams, token: vscode.CancellationToken) => unknown;

/** Declines an update of generated files that the editor holds just as they are on disk; the server then writes there. */
export async function applyEdit(params: ApplyWorkspaceEditParams, next: Next): Promise<ApplyWorkspaceEditResult> {
  const documents = filesOf(params).map(unchanged);
  if (params.metadata?.isRefactoring && documents.every((document) => document !== undefined)) {
    for (const document of documents) void refresh(document);
    return { applied: false, failureReason: "VS Code takes files without unsaved changes from the disk" };
  }
  return (await next(params, new vscode.CancellationTokenSource().token)) as ApplyWorkspaceEditResult;
}

function filesOf({ edit }: ApplyWorkspaceEditParams): string[] {
  const versioned = (edit.documentChanges ?? []).map((change) => ("textDocument" in change ? change.textDocument.uri : ""));
  return [...versioned, ...Object.keys(edit.changes ?? {})];
}

/** The open document, if the editor holds it as it is on disk. */
function unchanged(uri: string): vscode.TextDocument | undefined {
  if (!uri) return undefined; // a file operation
  const wanted = vscode.Uri.parse(uri).toString();
  return vscode.workspace.textDocuments.find((each) => each.uri.toString() === wanted && !each.isDirty);
}
