/**
 * Links in the prose of a document, `[text](path)`. VS Code's Markdown finds them in its own languages only; addresses with
 * a scheme it finds everywhere, and the documents that an intent uses are the server's part.
 */
import * as vscode from "vscode";
import { linksIn } from "./prose";

export const proseLinks: vscode.DocumentLinkProvider = {
  provideDocumentLinks(document) {
    return linksIn(document.getText()).flatMap(({ start, end, path }) => {
      const uri = target(document.uri, path);
      return uri ? new vscode.DocumentLink(new vscode.Range(document.positionAt(start), document.positionAt(end)), uri) : [];
    });
  },
};

/** From the document's folder; with a slash in front, from the workspace folder. */
function target(document: vscode.Uri, path: string): vscode.Uri | undefined {
  if (!path.startsWith("/")) return vscode.Uri.joinPath(document, "..", path);
  const folder = vscode.workspace.getWorkspaceFolder(document);
  return folder && vscode.Uri.joinPath(folder.uri, path);
}
