/** What is known about the work of each document: kept from the server's notifications, asked for when they are missing. */
import * as vscode from "vscode";
import type { DocumentSymbol, SymbolInformation } from "vscode-languageclient/node";
import { DocumentSymbolRequest } from "vscode-languageclient/node";
import type { IntentOutline, Overview, Work } from "./protocol";
import type { Session } from "./session";

export class Knowledge implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private overview: Overview = { trusted: true, running: 0, work: [] };

  constructor(private readonly session: Session) {
    this.subscriptions = [
      session.onDidState((overview) => this.take(overview)),
      session.onDidChange((phase) => {
        if (phase.kind !== "running") this.take({ trusted: vscode.workspace.isTrusted, running: 0, work: [] });
      }),
    ];
  }

  private take(overview: Overview): void {
    this.overview = overview;
    this.changed.fire();
  }

  get running(): boolean {
    return this.overview.running > 0;
  }

  /** All work, or that of one document. */
  work(uri?: vscode.Uri): readonly Work[] {
    return uri ? this.overview.work.filter((work) => sameFile(work.uri, uri)) : this.overview.work;
  }

  /** What the server knows about one document, with its intents as they stand in the editor. */
  async of(uri: vscode.Uri): Promise<Overview & { intents: IntentOutline[] }> {
    const overview = await this.session.command<Overview>("intent.status", { uri: uri.toString() });
    return { ...overview, intents: overview.intents ?? (await this.symbols(uri)) };
  }

  /** The intent at a position; `undefined` above the first. */
  async intentAt(uri: vscode.Uri, position: vscode.Position): Promise<IntentOutline | undefined> {
    const { intents } = await this.of(uri);
    return intents.find(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
  }

  private async symbols(uri: vscode.Uri): Promise<IntentOutline[]> {
    const client = await this.session.running();
    if (!client.initializeResult?.capabilities.documentSymbolProvider) return [];
    const textDocument = { uri: uri.toString() };
    const symbols: (DocumentSymbol | SymbolInformation)[] =
      (await client.sendRequest(DocumentSymbolRequest.type, { textDocument })) ?? [];
    return symbols.flatMap((symbol) =>
      "range" in symbol ? [{ name: symbol.name, range: symbol.range, nameRange: symbol.selectionRange }] : [],
    );
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.changed.dispose();
  }
}

/** Whether a URI as the server writes it names the same file: the two sides escape differently. */
export function sameFile(text: string, uri: vscode.Uri): boolean {
  return vscode.Uri.parse(text).toString() === uri.toString();
}
