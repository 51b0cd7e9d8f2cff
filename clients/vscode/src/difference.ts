/** Shows what `intent.diff` answers in the editor's own difference view: two texts, as the server compared them. */
import * as vscode from "vscode";

const SCHEME = "intent-difference";

interface Side {
  title: string;
  text: string;
}

/** The answer of the server's command `intent.diff`. */
export interface Difference {
  left: Side;
  right: Side;
}

/** Holds the two sides of the differences that were shown last. */
export class Differences implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  async show({ left, right }: Difference): Promise<void> {
    const [before, after] = [this.keep("left", left), this.keep("right", right)];
    await vscode.commands.executeCommand("vscode.diff", before, after, `${left.title} ↔ ${right.title}`);
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }

  /** The extension of the file decides the language, so it stays at the end of the name. */
  private keep(side: string, { title, text }: Side): vscode.Uri {
    const [name = title] = title.split(" ");
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${side}/${name}` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    return uri;
  }
}
