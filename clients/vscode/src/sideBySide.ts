/** Intention and generated code side by side; the code follows the cursor from intent to intent. */
import * as vscode from "vscode";
import { chosenDocument, isIntent } from "./documents";
import { generatedFor } from "./navigation";
import { NoServer, type Session } from "./session";
import { intentAt, type Knowledge } from "./state";

const SCHEME = "intent-nothing-yet";
/** Milliseconds the cursor rests before the view follows. */
const REST = 120;

export class SideBySide implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  /** Where the code is shown; `undefined` while the view is closed. */
  private column: vscode.ViewColumn | undefined;
  private shown: string | undefined;

  constructor(
    private readonly session: Session,
    private readonly knowledge: Knowledge,
  ) {
    this.subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.follow(editor)),
      knowledge.onDidChange(() => vscode.window.activeTextEditor && this.follow(vscode.window.activeTextEditor)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === this.shown)) this.close();
      }),
    ];
  }

  /** Opens the view for the intent under the cursor. */
  async open(argument: unknown): Promise<void> {
    const uri = chosenDocument(argument);
    if (!uri) return;
    const editor = await vscode.window.showTextDocument(uri, { preserveFocus: false });
    this.column = editor.viewColumn === vscode.ViewColumn.Two ? vscode.ViewColumn.Three : vscode.ViewColumn.Two;
    this.shown = undefined;
    await this.show(editor);
  }

  /** What stands in the place of code that is not there. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return `Nothing is generated for ${uri.path.slice(1)} yet.\nSave the document, or run “Intent: Transpile Intention”.\n`;
  }

  private follow(editor: vscode.TextEditor): void {
    if (this.column === undefined || !isIntent(editor.document.uri) || editor.viewColumn === this.column) return;
    if (!vscode.workspace.getConfiguration("intent", editor.document.uri).get("sideBySide.followCursor", true)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.show(editor).catch((error: unknown) => {
        if (!(error instanceof NoServer)) this.session.log.error(String(error));
      });
    }, REST);
  }

  private async show(editor: vscode.TextEditor): Promise<void> {
    const { uri } = editor.document;
    const { intents } = await this.knowledge.of(uri);
    const line = editor.selection.active.line;
    const intent = intentAt(intents, line) ?? intents[0];
    if (!intent || this.column === undefined) return;
    const preferred = vscode.workspace.getConfiguration("intent", uri).get<"auto" | "js" | "py">("sideBySide.target", "auto");
    const generated = generatedFor(intent, preferred);
    const target =
      generated ?? vscode.Uri.from({ scheme: SCHEME, path: `/${intent.name}` });
    if (target.toString() === this.shown) return;
    const column = this.column;
    this.shown = target.toString();
    try {
      await vscode.window.showTextDocument(target, { viewColumn: column, preserveFocus: true, preview: true });
    } catch {
      this.shown = undefined; // the file went away; the next state says so
    }
  }

  private close(): void {
    // A preview that was replaced by the next file is not a closed view.
    setTimeout(() => {
      const open = vscode.window.tabGroups.all.some((group) =>
        group.tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === this.shown),
      );
      if (!open) this.column = this.shown = undefined;
    }, 0);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
