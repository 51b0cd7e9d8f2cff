/**
 * Asks for the lenses anew when what they say has changed. The server asks for that as well, but its request can reach
 * VS Code while the lenses of before are still under way, and is lost then.
 */
import type * as vscode from "vscode";
import type { Session } from "./session";
import type { Knowledge } from "./state";

export function keepLenses(session: Session, knowledge: Knowledge): vscode.Disposable {
  let last = "";
  return knowledge.onDidChange(() => {
    const now = JSON.stringify(knowledge.work().map(({ uri, intent, target, status, round, step }) => [uri, intent, target, status, round, step]));
    if (now !== last) session.refreshLenses();
    last = now;
  });
}
