/** Marks intent documents in the explorer where something needs a look. */
import * as vscode from "vscode";
import { isIntent } from "./documents";
import type { Knowledge } from "./state";
import { doubts, isCounted, mark, type Mark } from "./summary";

const BADGES: Partial<Record<Mark, [badge: string, tooltip: string, color: string]>> = {
  uncertain: ["?", "Intent: uncertain", "charts.yellow"],
  disagree: ["≠", "Intent: the targets differ", "charts.yellow"],
  failed: ["✗", "Intent: failed", "list.errorForeground"],
  attention: ["!", "Intent: needs a look", "list.warningForeground"],
};

export class Badges implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri[] | undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private last = "";

  constructor(private readonly knowledge: Knowledge) {
    this.subscriptions = [
      vscode.window.registerFileDecorationProvider(this),
      knowledge.onDidChange(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (["intent.explorer", "problems.decorations"].some((name) => event.affectsConfiguration(name))) this.changed.fire(undefined);
      }),
      vscode.languages.onDidChangeDiagnostics((event) => {
        const documents = event.uris.filter(isIntent);
        if (documents.length > 0) this.changed.fire(documents);
      }),
    ];
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (!isIntent(uri) || !vscode.workspace.getConfiguration("intent").get("explorer.badges", true)) return undefined;
    const work = this.knowledge.work(uri);
    const found = mark(work);
    const shown = BADGES[found];
    if (!shown || (isCounted(found) && showsErrors(uri))) return undefined;
    const [badge, what, color] = shown;
    const tooltip = [what, ...doubts(work)].join("\n");
    return new vscode.FileDecoration(badge, tooltip, new vscode.ThemeColor(color));
  }

  private refresh(): void {
    // States arrive with every token; the explorer is only bothered when a badge may look different.
    const now = this.knowledge.work().map((work) => `${work.uri} ${work.status} ${doubts([work]).join()}`).join("\n");
    if (now !== this.last) this.changed.fire(undefined);
    this.last = now;
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

/** Whether the explorer shows how many errors the document has. */
function showsErrors(uri: vscode.Uri): boolean {
  const errors = vscode.languages.getDiagnostics(uri).some((item) => item.severity === vscode.DiagnosticSeverity.Error);
  return errors && vscode.workspace.getConfiguration("problems", uri).get("decorations.enabled") !== false;
}
