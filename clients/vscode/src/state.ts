/** What is known about the work of each document: kept from the server's notifications, asked for when they are missing. */
import * as vscode from "vscode";
import type { DocumentSymbol, SymbolInformation } from "vscode-languageclient/node";
import { DocumentSymbolRequest } from "vscode-languageclient/node";
import type { IntentOutline, Overview, Standing, Work } from "./protocol";
import type { Session } from "./session";

export class Knowledge implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private readonly looked = new vscode.EventEmitter<void>();
  /** Somebody asked for a document: its standings are known anew. */
  readonly onDidLook = this.looked.event;
  private overview: Overview = { trusted: true, running: 0, work: [] };
  private readonly outlines = new Map<string, readonly IntentOutline[]>();

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
    // The server tells of open documents only. VS Code closes what nobody looks at by itself.
    await vscode.workspace.openTextDocument(uri);
    const overview = await this.session.command<Overview>("intent.status", { uri: uri.toString() });
    const intents = overview.intents ?? (await this.symbols(uri));
    this.outlines.set(uri.toString(), intents);
    this.looked.fire();
    return { ...overview, intents };
  }

  /** How a document's intents stood when it was looked at last. */
  standings(uri: vscode.Uri): readonly Standing[] {
    return this.outlines.get(uri.toString())?.flatMap(({ targets }) => targets ?? []) ?? [];
  }

  /** A document's intents as they stood when it was looked at last. */
  intents(uri: vscode.Uri): readonly IntentOutline[] {
    return this.outlines.get(uri.toString()) ?? [];
  }

  /** The intent at a position; `undefined` above the first. */
  async intentAt(uri: vscode.Uri, position: vscode.Position): Promise<IntentOutline | undefined> {
    return intentAt((await this.of(uri)).intents, position.line);
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
    this.looked.dispose();
  }
}

/** The intent that a line belongs to: intents follow each other without a gap. */
export function intentAt(intents: readonly IntentOutline[], line: number): IntentOutline | undefined {
  return intents.findLast(({ range }) => range.start.line <= line);
}

/** Whether a URI as the server writes it names the same file: the two sides escape differently. */
export function sameFile(text: string, uri: vscode.Uri): boolean {
  return vscode.Uri.parse(text).toString() === uri.toString();
}
