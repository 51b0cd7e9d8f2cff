/** Wires the parts together. */
import * as vscode from "vscode";
import { adoption, adoptionFiles } from "./adopt";
import { Badges } from "./badges";
import { registerCommands } from "./commands";
import { keepContext } from "./context";
import { isIntent } from "./documents";
import { Gutter } from "./gutter";
import { keepLenses } from "./lenses";
import { proseLinks } from "./links";
import { tellMissing } from "./server/install";
import { onInterpreterChange } from "./server/interpreter";
import { Session } from "./session";
import { SideBySide } from "./sideBySide";
import { Knowledge } from "./state";
import { StatusItem } from "./status";
import { TestExplorer } from "./testExplorer";
import { Walkthrough } from "./walkthrough";

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const opened = (session = new Session(context));
  const knowledge = new Knowledge(opened);
  const sideBySide = new SideBySide(opened, knowledge);
  const guide = new Walkthrough(context.globalState, opened, knowledge);
  let told = false;
  opened.onMissing = (search) => {
    if (!told) void tellMissing(opened, search).finally(() => (told = false));
    told = true;
  };
  const restart = (): void => {
    if (opened.phase.kind !== "idle") opened.restart().catch(() => undefined);
  };
  context.subscriptions.push(
    knowledge,
    sideBySide,
    guide,
    new StatusItem(opened, knowledge),
    new Badges(knowledge),
    new Gutter(context, knowledge),
    keepContext(knowledge),
    keepLenses(opened, knowledge),
    registerCommands(opened, knowledge, sideBySide, guide),
    keepTestExplorer(opened, knowledge, guide),
    vscode.languages.registerDocumentLinkProvider({ scheme: "file", language: "intent" }, proseLinks),
    vscode.languages.registerCodeActionsProvider(adoptionFiles, adoption),
    vscode.workspace.onDidOpenTextDocument(({ uri }) => isIntent(uri) && opened.phase.kind === "idle" && opened.wake()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("intent.server")) restart();
    }),
    onInterpreterChange(() => {
      const { phase } = opened;
      const matters =
        phase.kind === "missing" || (phase.kind === "running" && phase.server.origin === "Python interpreter");
      if (matters) restart();
    }),
  );
  if (vscode.workspace.textDocuments.some(({ uri }) => isIntent(uri))) opened.wake();
}

export function deactivate(): Promise<void> | undefined {
  return session?.dispose();
}

/** The Test Explorer, as long as the setting wants it. */
function keepTestExplorer(opened: Session, knowledge: Knowledge, guide: Walkthrough): vscode.Disposable {
  let explorer: TestExplorer | undefined;
  const update = (): void => {
    const wanted = vscode.workspace.getConfiguration("intent").get("testExplorer.enabled", true);
    if (wanted) explorer ??= new TestExplorer(opened, knowledge, () => guide.did("examples"));
    else {
      explorer?.dispose();
      explorer = undefined;
    }
  };
  update();
  const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("intent.testExplorer")) update();
  });
  return new vscode.Disposable(() => {
    subscription.dispose();
    explorer?.dispose();
  });
}
