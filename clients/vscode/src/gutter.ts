/**
 * An amber sign in the gutter beside each intent that is uncertain, or whose targets differ, and its name in amber: where tests
 * have their signs in the gutter, VS Code shows theirs alone, and that all examples passed is not all that there is to say.
 */
import * as vscode from "vscode";
import { isIntent } from "./documents";
import type { Knowledge } from "./state";
import { flagged, type Flag } from "./summary";

export class Gutter implements vscode.Disposable {
  private readonly types: Record<Flag["kind"], vscode.TextEditorDecorationType>;
  private readonly name = vscode.window.createTextEditorDecorationType({ color: new vscode.ThemeColor("editorWarning.foreground") });
  private readonly subscriptions: vscode.Disposable[];
  private readonly asked = new Map<string, string>();

  constructor(
    context: vscode.ExtensionContext,
    private readonly knowledge: Knowledge,
  ) {
    const type = (name: Flag["kind"]): vscode.TextEditorDecorationType =>
      vscode.window.createTextEditorDecorationType({
        gutterIconPath: vscode.Uri.joinPath(context.extensionUri, "media", `${name}.svg`),
        gutterIconSize: "contain",
        overviewRulerColor: new vscode.ThemeColor("charts.yellow"),
        overviewRulerLane: vscode.OverviewRulerLane.Left,
      });
    this.types = { uncertain: type("uncertain"), disagree: type("disagree") };
    this.subscriptions = [
      ...Object.values(this.types),
      this.name,
      knowledge.onDidChange(() => this.look()),
      knowledge.onDidLook(() => this.show()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.show()),
    ];
  }

  /** Asks where the intents are, once for each news about an open document. */
  private look(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (!isIntent(document.uri)) continue;
      const id = document.uri.toString();
      const now = this.knowledge.work(document.uri).map(({ intent, target, status }) => `${intent} ${target} ${status}`).join();
      if (this.asked.get(id) === now) continue;
      this.asked.set(id, now);
      this.knowledge.of(document.uri).catch(() => this.asked.delete(id)); // the server has just ended
    }
  }

  private show(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (!isIntent(editor.document.uri)) continue;
      const uri = editor.document.uri;
      const flags = flagged(this.knowledge.intents(uri), this.knowledge.work(uri));
      const places = flags.map(({ name: { start, end } }) => new vscode.Range(start.line, start.character, end.line, end.character));
      editor.setDecorations(this.name, places);
      for (const kind of ["uncertain", "disagree"] as const)
        editor.setDecorations(
          this.types[kind],
          flags
            .filter((flag) => flag.kind === kind)
            .map(({ name, text }) => ({ range: new vscode.Range(name.start.line, 0, name.start.line, 0), hoverMessage: plain(text) })),
        );
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** A string would be read as Markdown, with the images and links of whoever wrote it. */
function plain(text: string): vscode.MarkdownString {
  return new vscode.MarkdownString().appendText(text);
}
