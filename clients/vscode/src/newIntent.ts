/** A new intent document, with a first intent to change. */
import * as vscode from "vscode";

const TEMPLATE = new vscode.SnippetString(
  [
    "# name: ${1:NAME}",
    "# target: ${2|js\\,py,js,py|}",
    "# description:",
    "${3:Say in a sentence or two what the function does.}",
    "# signature:",
    "(${4:x: number}) -> ${5:number}",
    "# examples:",
    "- $1(${6:1}) -> ${7:2}",
    "- $1(${8:2}) -> ${9:4}",
    "$0",
  ].join("\n"),
);
const NAME = /^[A-Za-z_]\w*$/;

/** Asks for a name, creates `<name>.intent.md` in a folder, and opens it. Whether there is one now. */
export async function newIntent(argument: unknown): Promise<boolean> {
  const folder =
    argument instanceof vscode.Uri ? argument : currentFolder() ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) {
    const choice = await vscode.window.showInformationMessage(
      "Open a folder first: generated code is written into it.",
      "Open Folder…",
    );
    if (choice) await vscode.commands.executeCommand("workbench.action.files.openFolder");
    return false;
  }
  const name = await vscode.window.showInputBox({
    title: "New Intent Document",
    prompt: `Name of the function. The document is created in ${vscode.workspace.asRelativePath(folder)}.`,
    placeHolder: "slugify",
    validateInput: (value) => (NAME.test(value) ? undefined : "Letters, digits and underscores; a digit cannot come first."),
  });
  if (!name) return false;
  const uri = vscode.Uri.joinPath(folder, `${name}.intent.md`);
  if (await exists(uri)) {
    await vscode.window.showTextDocument(uri);
    return true;
  }
  await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const editor = await vscode.window.showTextDocument(uri);
  await editor.insertSnippet(new vscode.SnippetString(TEMPLATE.value.replace("NAME", name)));
  return true;
}

function currentFolder(): vscode.Uri | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return active?.scheme === "file" && vscode.workspace.getWorkspaceFolder(active)
    ? vscode.Uri.joinPath(active, "..")
    : undefined;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
