/** The examples of intent documents in the Test Explorer. The server tells which there are and how they fared. */
import * as vscode from "vscode";
import { EXCLUDED, PATTERN, isIntent, isOwn } from "./documents";
import { debuggable, keyed } from "./examples";
import { terminalLine, visible } from "./inert";
import { label } from "./label";
import type { ExampleOutline, IntentOutline, Overview, Standing, Work } from "./protocol";
import { NoServer, type Session } from "./session";
import type { Knowledge } from "./state";
import { failsByItself, judge, type TestVerdict } from "./verdicts";

/** The command of the server that gives a test run its results. */
type Way = "intent.check" | "intent.transpile";
type Told = Overview & { intents: IntentOutline[] };

export class TestExplorer implements vscode.Disposable {
  private readonly controller: vscode.TestController;
  private readonly subscriptions: vscode.Disposable[];
  /** The last statuses that were shown, by document: results are shown once. */
  private readonly shown = new Map<string, string>();
  /** The statuses of the last notification, by document. */
  private readonly statuses = new Map<string, string>();
  private readonly pending = new Map<string, NodeJS.Timeout>();
  private runs = 0;

  constructor(
    private readonly session: Session,
    private readonly knowledge: Knowledge,
    /** Told when the user has run tests. */
    private readonly ran: () => void,
  ) {
    this.controller = vscode.tests.createTestController("intentLsp.examples", "Intent Examples");
    this.controller.resolveHandler = (item) => this.resolve(item);
    this.controller.refreshHandler = () => this.discover();
    const profile = (name: string, command: Way, first: boolean): void => {
      this.controller.createRunProfile(
        name, vscode.TestRunProfileKind.Run, (request, token) => this.run(command, request, token), first,
      );
    };
    profile("Run Examples", "intent.check", true);
    profile("Transpile and Run Examples", "intent.transpile", false);
    if (vscode.workspace.isTrusted) this.offerDebugging();
    const watcher = vscode.workspace.createFileSystemWatcher(PATTERN, false, true, false);
    this.subscriptions = [
      this.controller,
      watcher,
      watcher.onDidCreate((uri) => isOwn(uri) && this.document(uri)),
      watcher.onDidDelete((uri) => this.forget(uri)),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => isIntent(uri) && this.lookSoon(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => isIntent(document.uri) && this.lookSoon(document.uri)),
      knowledge.onDidChange(() => this.ended()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.offerDebugging()),
    ];
    for (const { uri } of vscode.workspace.textDocuments) if (isIntent(uri)) this.lookSoon(uri);
  }

  // --- what there is -------------------------------------------------------------------------------------------------

  private async resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (!item) return this.discover();
    if (item.uri) await this.look(item.uri);
  }

  private async discover(): Promise<void> {
    for (const uri of await vscode.workspace.findFiles(PATTERN, EXCLUDED)) this.document(uri);
  }

  private document(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.controller.items.get(id);
    if (known) return known;
    const item = this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.controller.items.add(item);
    return item;
  }

  private forget(uri: vscode.Uri): void {
    this.controller.items.delete(uri.toString());
    this.shown.delete(uri.toString());
  }

  private lookSoon(uri: vscode.Uri): void {
    const id = uri.toString();
    clearTimeout(this.pending.get(id));
    this.pending.set(id, setTimeout(() => {
      this.pending.delete(id);
      this.look(uri).catch((error: unknown) => {
        if (!(error instanceof NoServer)) this.session.log.warn(`Test Explorer: ${String(error)}`);
      });
    }, 300));
  }

  /** Asks the server for a document's examples and shows them. */
  private async look(uri: vscode.Uri): Promise<Told> {
    const told = await this.knowledge.of(uri);
    const item = this.document(uri);
    item.children.replace(told.intents.map((intent) => this.intent(uri, intent)));
    this.showResults(uri, told);
    return told;
  }

  private intent(uri: vscode.Uri, outline: IntentOutline): vscode.TestItem {
    const item = this.controller.createTestItem(`${uri.toString()}#${outline.name}`, outline.name, uri);
    item.range = rangeOf(outline.nameRange ?? outline.range);
    for (const [key, example] of keyed(outline.examples ?? [])) item.children.add(this.example(item, key, example));
    return item;
  }

  private example(parent: vscode.TestItem, key: string, example: ExampleOutline): vscode.TestItem {
    const item = this.controller.createTestItem(`${parent.id}/${key}`, label(example.source), parent.uri);
    item.range = rangeOf(example.range);
    item.sortText = String(example.number).padStart(6, "0");
    if (example.hidden) item.description = HIDDEN;
    return item;
  }

  // --- results -------------------------------------------------------------------------------------------------------

  /** Shows results that came about without a test run: by saving, or before the window was opened. */
  private showResults(uri: vscode.Uri, told: Told): void {
    const now = signature(told);
    if (told.running > 0 || this.runs > 0 || this.shown.get(uri.toString()) === now) return;
    this.shown.set(uri.toString(), now);
    const items = this.intentItems(uri).filter((item) => told.work.some((work) => work.intent === nameOf(item)));
    if (items.length === 0) return;
    const run = this.controller.createTestRun(new vscode.TestRunRequest(items), "transpiled", false);
    for (const item of items) report(run, item, told, false);
    run.end();
  }

  /** Work of some documents has ended: their examples may have other results now. */
  private ended(): void {
    const statuses = new Map<string, string[]>();
    for (const { uri, intent, target, status } of this.knowledge.work())
      statuses.set(uri, [...(statuses.get(uri) ?? []), `${intent} ${target} ${status}`]);
    for (const [uri, now] of statuses) {
      const before = this.statuses.get(uri);
      const running = now.some((each) => / (running|queued)$/.test(each));
      if (!running && before !== now.join()) this.lookSoon(vscode.Uri.parse(uri));
      this.statuses.set(uri, now.join());
    }
  }

  private intentItems(uri: vscode.Uri): vscode.TestItem[] {
    return children(this.controller.items.get(uri.toString()));
  }

  /** Runs the examples of what was asked for on the code that is there, or transpiles it first. */
  private async run(command: Way, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    this.runs++;
    try {
      if (!request.include) await this.discover();
      const asked = request.include ?? children(this.controller);
      for (const [document, names] of await this.byDocument(asked)) {
        if (token.isCancellationRequested) break;
        await this.runDocument(command, run, document, names, token);
      }
    } finally {
      this.runs--;
      run.end();
      this.ran();
    }
  }

  private async runDocument(
    command: Way,
    run: vscode.TestRun,
    uri: vscode.Uri,
    names: ReadonlySet<string>,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const there = command === "intent.check" ? await this.generated(uri) : names;
    for (const item of this.intentItems(uri))
      if (names.has(nameOf(item)) && !there.has(nameOf(item))) for (const leaf of leaves(item)) run.skipped(leaf);
    const asked = [...names].filter((name) => there.has(name));
    const wanted = (): vscode.TestItem[] => this.intentItems(uri).filter((item) => asked.includes(nameOf(item)));
    for (const item of wanted()) for (const leaf of leaves(item)) run.started(leaf);
    const cancelled = token.onCancellationRequested(() => {
      for (const intent of asked) void this.session.command("intent.cancel", { uri: uri.toString(), intent });
    });
    try {
      await Promise.all(
        asked.map((intent) => this.session.command(command, { uri: uri.toString(), intent })),
      );
      const told = await this.knowledge.of(uri);
      this.shown.set(uri.toString(), signature(told));
      for (const item of wanted()) report(run, item, told, true);
    } catch (error) {
      const message = new vscode.TestMessage(visible(error instanceof Error ? error.message : String(error)));
      for (const item of wanted()) for (const leaf of leaves(item)) run.errored(leaf, message);
    } finally {
      cancelled.dispose();
    }
  }

  private offerDebugging(): void {
    const { Debug } = vscode.TestRunProfileKind;
    const run = ({ include }: vscode.TestRunRequest): Promise<void> =>
      this.debug(include?.[0]).catch((error: unknown) => {
        if (!(error instanceof NoServer)) this.session.tell(error);
      });
    this.controller.createRunProfile("Debug Example", Debug, run, true);
  }

  /** Follows one example in a debugger: what was asked for, else the first that fails, else the first. */
  private async debug(asked: vscode.TestItem | undefined): Promise<void> {
    let document = asked ?? children(this.controller)[0];
    while (document?.parent) document = document.parent;
    if (!document?.uri) return;
    const { intents } = await this.knowledge.of(document.uri);
    const wanted = debuggable(intents, document.id, asked?.id ?? document.id);
    const chosen = wanted.find(({ failed }) => failed) ?? wanted[0];
    if (chosen) await this.session.debug({ uri: document.uri.toString(), intent: chosen.intent, target: chosen.target, example: chosen.example });
    else void vscode.window.showInformationMessage("Intent: there is no code to debug yet; transpile the intent first.");
  }

  /** The intents with code to run examples on: the others have to be transpiled first. */
  private async generated(uri: vscode.Uri): Promise<ReadonlySet<string>> {
    const { intents } = await this.knowledge.of(uri);
    return new Set(intents.filter(({ targets }) => targets?.some(({ kind }) => !NOTHING_THERE.includes(kind))).map(({ name }) => name));
  }

  /** The intents that were asked for: an example is checked together with its intent. */
  private async byDocument(items: readonly vscode.TestItem[]): Promise<Map<vscode.Uri, Set<string>>> {
    const names = new Map<string, Set<string>>();
    for (const item of items) {
      let top = item;
      while (top.parent) top = top.parent;
      if (item === top && top.uri) await this.look(top.uri);
      const intents = item === top ? children(top) : [item.parent === top ? item : item.parent!];
      const known = names.get(top.id) ?? new Set();
      names.set(top.id, known);
      for (const intent of intents) known.add(nameOf(intent));
    }
    return new Map([...names].map(([id, intents]) => [vscode.Uri.parse(id), intents]));
  }

  dispose(): void {
    for (const timer of this.pending.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

const NOTHING_THERE: readonly Standing["kind"][] = ["none", "missing", "cancelled", "error"];
const HIDDEN = "hidden from models";

/** Everything that decides what is shown, and no positions: moving an example is not news. */
function signature(told: Told): string {
  return JSON.stringify([
    told.work.map(({ intent, target, status, doubts }) => [intent, target, status, doubts]),
    told.intents.map(({ name, targets, examples }) => [
      name,
      targets?.map(({ kind }) => kind),
      examples?.map(({ source, results }) => [source, results?.map(({ passed }) => passed)]),
    ]),
  ]);
}

/**
 * Writes one intent's results into a run. `aloud`: with messages, and with what no example is to blame for; the problems
 * in the document say all that already where nobody asked for a test run.
 */
function report(run: vscode.TestRun, item: vscode.TestItem, told: Told, aloud: boolean): void {
  const name = nameOf(item);
  const work: Work[] = told.work.filter((each) => each.intent === name);
  const intent = told.intents.find((each) => each.name === name);
  const examples = keyed(intent?.examples ?? []);
  const standings = intent?.targets ?? [];
  const kids = children(item);
  const whole = judge(undefined, work, standings);
  const verdicts = kids.flatMap((kid) => {
    const example = examples.get(kid.id.slice(item.id.length + 1));
    return example ? [{ kid, verdict: judge(example, work, standings) }] : [];
  });
  if (kids.length === 0 || failsByItself(whole, verdicts.map(({ verdict }) => verdict))) apply(run, item, whole, standings, aloud);
  for (const { kid, verdict } of verdicts) apply(run, kid, verdict, standings, aloud);
}

function apply(
  run: vscode.TestRun,
  item: vscode.TestItem,
  verdict: TestVerdict,
  standings: readonly Standing[],
  aloud: boolean,
): void {
  const uncertain = verdict.kind === "passed" && verdict.doubts ? "? uncertain" : "";
  const hidden = item.description?.startsWith(HIDDEN) ? HIDDEN : "";
  item.description = [hidden, uncertain].filter(Boolean).join(" · ");
  if (verdict.kind === "passed") {
    for (const { text } of verdict.doubts ?? []) run.appendOutput(terminalLine(`? ${item.label}: ${text}`), undefined, item);
    return run.passed(item);
  }
  if (verdict.kind === "skipped" || (verdict.kind === "errored" && !aloud)) return run.skipped(item);
  const messages = (aloud ? verdict.messages : []).map(({ target, text, expected, actual }) => {
    const message =
      expected === undefined ? new vscode.TestMessage(visible(text)) : vscode.TestMessage.diff(visible(text), expected, actual ?? "");
    run.appendOutput(terminalLine(`${item.label}: ${text}`), undefined, item);
    // It leads to the code that failed. At the example, VS Code would write over the hint, which says the same.
    const failed = standings.find((each) => each.target === target && (each.kind === "failed" || each.kind === "disagree"))?.file;
    if (failed) message.location = new vscode.Location(vscode.Uri.parse(failed), new vscode.Position(0, 0));
    return message;
  });
  if (verdict.kind === "failed") run.failed(item, messages);
  else run.errored(item, messages);
}

function leaves(item: vscode.TestItem): vscode.TestItem[] {
  const kids = children(item);
  return kids.length ? kids.flatMap(leaves) : [item];
}

function children(of: vscode.TestItem | vscode.TestController | undefined): vscode.TestItem[] {
  const found: vscode.TestItem[] = [];
  if (of) ("items" in of ? of.items : of.children).forEach((item) => found.push(item));
  return found;
}

function nameOf(intent: vscode.TestItem): string {
  return intent.label;
}

function rangeOf({ start, end }: IntentOutline["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
