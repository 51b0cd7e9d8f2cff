/**
 * The workspace's configuration file. VS Code's own JSON support knows the syntax, and completes and explains keys by the
 * schema that the extension brings; the server knows what is wrong, and the names of models and providers. Each says its
 * own part only.
 */
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

export const CONFIGURATION = "**/.promirror/intent.config.json";
/** How the server begins to say that a file cannot be read as JSON. */
const SYNTAX = "is not JSON";

export const configurationMiddleware: Middleware = {
  async provideCompletionItem(document, position, context, token, next) {
    const found = await next(document, position, context, token);
    if (!found || !isConfiguration(document.uri)) return found;
    const items = Array.isArray(found) ? found : found.items;
    return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Property && kind !== vscode.CompletionItemKind.EnumMember);
  },
  provideHover(document, position, token, next) {
    return isConfiguration(document.uri) ? undefined : next(document, position, token);
  },
  handleDiagnostics(uri, diagnostics, next) {
    const double = isConfiguration(uri) && vscode.workspace.getConfiguration("json", uri).get("validate.enable") !== false;
    next(uri, double ? diagnostics.filter(({ message }) => !message.startsWith(SYNTAX)) : diagnostics);
  },
};

function isConfiguration({ path }: vscode.Uri): boolean {
  return path.endsWith("/.promirror/intent.config.json");
}
