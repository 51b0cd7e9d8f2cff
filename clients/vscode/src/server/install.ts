/** What the user can do when no server was found: install one, run one by `uvx`, or name one. */
import * as vscode from "vscode";
import type { Session } from "../session";
import { describe, viaUvx, type Search } from "./find";
import { chosenInterpreter } from "./interpreter";
import { REQUIREMENT } from "./version";

/** Tells that there is no server, once, and offers the ways out. */
export async function tellMissing(session: Session, search: Search): Promise<void> {
  const refused = search.kind === "refused" ? search.tried[0] : undefined;
  const message = refused
    ? `Intent: the language server in the setting intent.server.path cannot be used: ${refused.command}: ${refused.problem}.`
    : "Intent: the language server is not installed (Python package intent-lsp). Installing it is one step.";
  const ways = refused ? ["Change Setting", "Show Logs"] : ["Install…", "Set Path…", "Show Logs"];
  const choice = await vscode.window.showErrorMessage(message, ...ways);
  if (choice === "Install…") await install(session);
  else if (choice === "Show Logs") {
    session.log.error(`No language server was found. Tried:\n${describe(search.tried)}`);
    session.log.show();
  } else if (choice) await showSetting("intent.server.path");
}

/** Settings of a machine are the other machine's where the window works on one; the user's tab does not show them. */
async function showSetting(query: string): Promise<void> {
  const where = vscode.env.remoteName ? "workbench.action.openRemoteSettings" : "workbench.action.openSettings";
  await vscode.commands.executeCommand(where, { query });
}

/** Lets the user choose how to install, does it in a terminal in plain sight, and starts the server. */
export async function install(session: Session): Promise<void> {
  const search = await session.search();
  const python = vscode.workspace.isTrusted ? await chosenInterpreter(session.log) : undefined;
  const ways: (vscode.QuickPickItem & { run: () => Promise<boolean> })[] = [];
  if (python)
    ways.push({
      label: "$(package) Install into the chosen Python environment",
      description: "pip",
      detail: python,
      run: () => inTerminal(python, ["-m", "pip", "install", REQUIREMENT]),
    });
  const uvx = search.kind === "missing" ? search.uvx : undefined;
  if (uvx)
    ways.push({
      label: "$(cloud-download) Download it for uvx",
      description: "in an environment of its own",
      detail: `${uvx} ${viaUvx().join(" ")}`,
      run: () => inTerminal(uvx, [...viaUvx(), "--version"]),
    });
  ways.push({
    label: "$(folder-opened) Choose an installed program…",
    detail: "the program intent, or a Python interpreter that has intent-lsp",
    run: choosePath,
  });
  const choice = await vscode.window.showQuickPick(ways, {
    title: "Install the Language Server of Intent",
    placeHolder: python || uvx ? "How?" : "Neither uvx nor a chosen Python interpreter was found",
  });
  if (choice && (await choice.run())) await session.restart().catch(() => undefined);
}

async function choosePath(): Promise<boolean> {
  const picked = await vscode.window.showOpenDialog({ title: "Language Server", openLabel: "Use", canSelectMany: false });
  const file = picked?.[0]?.fsPath;
  if (!file) return false;
  await vscode.workspace.getConfiguration("intent").update("server.path", file, vscode.ConfigurationTarget.Global);
  return true;
}

/** Runs a program as a task; whether it succeeded. */
export async function inTerminal(command: string, args: string[]): Promise<boolean> {
  const task = new vscode.Task(
    { type: "process" },
    vscode.TaskScope.Workspace,
    [command.split(/[/\\]/).at(-1), ...args].join(" "),
    "Intent",
    new vscode.ProcessExecution(command, args),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  const execution = await vscode.tasks.executeTask(task);
  return new Promise((resolve) => {
    const subscription = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution !== execution) return;
      subscription.dispose();
      resolve(event.exitCode === 0);
    });
  });
}
