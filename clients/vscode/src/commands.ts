/** The palette's commands. Their ids differ from the server's (`intent.*`), which the client registers by itself. */
import * as vscode from "vscode";
import { adopt } from "./adopt";
import { chosenDocument, editorOf } from "./documents";
import { openGenerated, openIntention } from "./navigation";
import { newIntent } from "./newIntent";
import type { Status, TranspileArgument, Transpiled, Work } from "./protocol";
import { inTerminal, install } from "./server/install";
import { NoServer, type Session } from "./session";
import type { SideBySide } from "./sideBySide";
import type { Knowledge } from "./state";
import { failure } from "./summary";
import type { Walkthrough } from "./walkthrough";

export function registerCommands(
  session: Session,
  knowledge: Knowledge,
  sideBySide: SideBySide,
  guide: Walkthrough,
): vscode.Disposable {
  const handlers: Record<string, (argument: unknown, selected: unknown) => unknown> = {
    transpile: (argument) => transpile(session, knowledge, argument, {}),
    transpileDocument: (argument, selected) => transpileDocuments(session, argument, selected),
    transpileWorkspace: () => trusted() && session.command("intent.transpileWorkspace"),
    regenerate: (argument) => transpile(session, knowledge, argument, { regenerate: true }),
    replaceEdited: (argument) => replaceEdited(session, knowledge, argument),
    cancel: () => (session.phase.kind === "running" ? session.command("intent.cancel") : undefined),
    sideBySide: (argument) => sideBySide.open(argument),
    openGenerated: (argument) => openGenerated(knowledge, argument),
    openIntention: () => openIntention(knowledge),
    adopt: (argument, named) => (trusted() ? adopt(session, argument, named) : false),
    newIntent: async (argument) => (await newIntent(argument)) && guide.did("write"),
    togglePreview: () => togglePreview(),
    showStatus: () => showStatus(session, knowledge),
    doctor: () => doctor(session, guide),
    clearCache: () => clearCache(session),
    installServer: () => install(session),
    restart: () => session.restart(),
    showLogs: () => session.log.show(),
    debugInfo: () => debugInfo(session),
    walkthrough: () => vscode.commands.executeCommand("workbench.action.openWalkthrough", "intent-lsp.intent-lsp#start"),
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, run]) =>
      vscode.commands.registerCommand(`intentLsp.${name}`, async (argument: unknown, selected: unknown) => {
        try {
          if (!WITHOUT_SERVER.has(name)) session.tryAgain();
          return await run(argument, selected);
        } catch (error) {
          // Without a server the user has been told already, with what to do.
          if (!(error instanceof NoServer)) session.tell(error);
          return undefined;
        }
      }),
    ),
  );
}

/** Commands that do not need a running server. */
const WITHOUT_SERVER: ReadonlySet<string> = new Set(["newIntent", "togglePreview", "showStatus", "showLogs", "walkthrough", "cancel"]);

/** Whether code may be generated and run; says what to do if not. */
function trusted(): boolean {
  if (vscode.workspace.isTrusted) return true;
  void vscode.window
    .showWarningMessage("Intent generates and runs code only in a workspace that you trust.", "Manage Trust")
    .then((choice) => choice && vscode.commands.executeCommand("workbench.trust.manage"));
  return false;
}

/** The intent under the cursor; the whole document where there is none. */
async function transpile(
  session: Session,
  knowledge: Knowledge,
  argument: unknown,
  how: Pick<TranspileArgument, "regenerate" | "force">,
): Promise<Transpiled | undefined> {
  const uri = chosenDocument(argument);
  if (!uri || !trusted()) return undefined;
  const editor = editorOf(uri);
  const intent = editor && (await knowledge.intentAt(uri, editor.selection.active))?.name;
  const asked: TranspileArgument = { uri: uri.toString(), ...how, ...(intent === undefined ? {} : { intent }) };
  return session.command("intent.transpile", asked);
}

/** `selected`: everything that is selected in the explorer. */
async function transpileDocuments(
  session: Session,
  argument: unknown,
  selected: unknown,
): Promise<Transpiled | undefined> {
  const chosen = Array.isArray(selected) ? selected : [argument];
  const uris = new Map(chosen.flatMap((each) => chosenDocument(each) ?? []).map((uri) => [uri.toString(), uri]));
  if (uris.size === 0 || !trusted()) return undefined;
  const answers = await Promise.all([...uris.keys()].map((uri) => session.command<Transpiled>("intent.transpile", { uri })));
  return { results: answers.flatMap(({ results }) => results) };
}

async function replaceEdited(session: Session, knowledge: Knowledge, argument: unknown): Promise<void> {
  const choice = await vscode.window.showWarningMessage(
    "Replace the code of this intent, even where it was edited by hand?",
    { modal: true, detail: "The edits in the generated files are lost." },
    "Replace",
  );
  if (choice) await transpile(session, knowledge, argument, { force: true });
}

/** As <kbd>Ctrl+Shift+V</kbd> does in Markdown: in the same tab, or in a tab of its own where VS Code is older. */
async function togglePreview(): Promise<void> {
  const known = await vscode.commands.getCommands(true);
  const inTab = "markdown.togglePreview";
  await vscode.commands.executeCommand(known.includes(inTab) ? inTab : "markdown.showPreview");
}

async function showStatus(session: Session, knowledge: Knowledge): Promise<void> {
  const { phase } = session;
  const work = knowledge.work();
  const server = phase.kind === "running" ? `intent-lsp ${phase.server.version.text} · ${phase.server.origin}` : phase.kind;
  const picked = await vscode.window.showQuickPick(
    [
      { label: "$(server) Language server", description: server, uri: undefined },
      ...work.map((item) => ({
        label: `${ICONS[item.status]} ${item.intent}`,
        description: `${item.target} · ${item.status}${count(item)}${item.model || item.provider ? ` · ${item.model || item.provider}` : ""}`,
        detail: [vscode.workspace.asRelativePath(vscode.Uri.parse(item.uri)), item.step || item.doubts?.join("; ") || item.reason].filter(Boolean).join(" — "),
        uri: vscode.Uri.parse(item.uri),
      })),
    ],
    { title: "Intent: Status", placeHolder: work.length ? "Open a document" : "Nothing has been transpiled yet" },
  );
  if (picked?.uri) await vscode.window.showTextDocument(picked.uri);
  else if (picked) session.log.show();
}

/** How many examples pass, or what failed. */
function count(item: Work): string {
  if (item.status === "failed" || item.status === "disagree") return ` · ${failure(item)}`;
  return item.total ? ` · ${item.passed}/${item.total}` : "";
}

const ICONS: Readonly<Record<Status, string>> = {
  queued: "$(clock)",
  running: "$(sync)",
  verified: "$(pass)",
  uncertain: "$(question)",
  unchecked: "$(circle-outline)",
  disagree: "$(warning)",
  fresh: "$(pass)",
  failed: "$(error)",
  error: "$(error)",
  conflict: "$(warning)",
  skipped: "$(circle-slash)",
  cancelled: "$(circle-slash)",
};

async function doctor(session: Session, guide: Walkthrough): Promise<void> {
  const search = await session.search();
  if (search.kind !== "found") session.onMissing(search);
  else {
    await inTerminal(search.server.command, [...search.server.args, "doctor"]);
    guide.did("models"); // what it found is another matter
  }
}

async function clearCache(session: Session): Promise<void> {
  const choice = await vscode.window.showWarningMessage(
    "Forget all model replies kept for this workspace?",
    { modal: true, detail: "Generated files stay. The next transpilation asks the models again." },
    "Clear",
  );
  if (!choice) return;
  const { removed } = await session.command<{ removed: number }>("intent.clearCache");
  void vscode.window.showInformationMessage(`Intent: ${removed} model ${removed === 1 ? "reply" : "replies"} forgotten.`);
}

/** What a bug report needs, in a document to look at before it is sent. */
async function debugInfo(session: Session): Promise<void> {
  const server = await session.command("intent.debugInfo").catch((error: unknown) => String(error));
  const { phase } = session;
  const info = {
    editor: `${vscode.env.appName} ${vscode.version}`,
    remote: vscode.env.remoteName ?? null,
    extension: vscode.extensions.getExtension("intent-lsp.intent-lsp")?.packageJSON.version as unknown,
    trusted: vscode.workspace.isTrusted,
    found: phase.kind === "running" ? phase.server : phase,
    server,
  };
  const content = JSON.stringify(info, null, 2);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: "json", content }));
}
