/**
 * Follows one example through the code in a debugger: it stops where the function begins, with the example's values. What
 * is generated for that lies in the extension's own storage, never in the workspace.
 */
import * as vscode from "vscode";
import { PYTHON_DEBUGGERS, driverName, launch, type DebugPlan } from "./debugLaunch";

export class Debugging implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;
  /** Breakpoints of ours, by the name of the session that they are for. */
  private readonly breakpoints = new Map<string, vscode.Breakpoint>();
  /** Candidates that the user has agreed to run, as they were then. */
  private readonly agreed = new Set<string>();

  constructor(private readonly folder: vscode.Uri) {
    this.subscription = vscode.debug.onDidTerminateDebugSession(({ name, parentSession }) => {
      if (!parentSession) this.forget(name);
    });
  }

  /** Starts a session; tells the user why, where that cannot be. Whether it has begun. */
  async start(plan: DebugPlan): Promise<boolean> {
    if (!vscode.workspace.isTrusted) return false;
    const program = vscode.Uri.joinPath(this.folder, driverName(plan.target));
    const settings = vscode.workspace.getConfiguration("intent");
    const runtime = plan.target === "js" ? settings.get<string>("runtimes.nodePath", "") : settings.get<string>("runtimes.pythonPath", "");
    const configuration = launch(plan, program.fsPath, this.folder.fsPath, runtime, (id) => vscode.extensions.getExtension(id) !== undefined);
    if (!configuration) {
      await tellNoDebugger();
      return false;
    }
    const file = vscode.Uri.parse(plan.file);
    if (plan.candidate && !(await this.agrees(file))) return false;
    await vscode.workspace.fs.writeFile(program, new TextEncoder().encode(plan.driver));
    this.forget(configuration.name);
    if (plan.entry) this.stopAt(file, plan.entry, configuration.name);
    const begun = await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(file), configuration);
    if (!begun) this.forget(configuration.name);
    return begun;
  }

  /** A debugger runs code outside the sandbox: for code that nobody has vouched for, the user decides, once. */
  private async agrees(file: vscode.Uri): Promise<boolean> {
    const key = `${file.toString()} ${(await vscode.workspace.fs.stat(file)).mtime}`;
    if (this.agreed.has(key)) return true;
    const choice = await vscode.window.showWarningMessage(
      "Debug code that failed its examples?",
      { modal: true, detail: "A debugger runs it outside the sandbox, with all your rights. Read the code first: it is the best candidate, and it is not verified." },
      "Debug",
    );
    if (choice) this.agreed.add(key);
    return choice !== undefined;
  }

  /** A breakpoint where the function begins, unless the user has one there. */
  private stopAt(file: vscode.Uri, place: { line: number; character: number }, session: string): void {
    const there = vscode.debug.breakpoints.some(
      (each) => each instanceof vscode.SourceBreakpoint && each.enabled && each.location.uri.toString() === file.toString() && each.location.range.start.line === place.line,
    );
    if (there) return;
    const breakpoint = new vscode.SourceBreakpoint(new vscode.Location(file, new vscode.Position(place.line, place.character)));
    this.breakpoints.set(session, breakpoint);
    vscode.debug.addBreakpoints([breakpoint]);
  }

  private forget(session: string): void {
    const breakpoint = this.breakpoints.get(session);
    if (breakpoint) vscode.debug.removeBreakpoints([breakpoint]);
    this.breakpoints.delete(session);
  }

  dispose(): void {
    this.subscription.dispose();
    for (const session of this.breakpoints.keys()) this.forget(session);
  }
}

async function tellNoDebugger(): Promise<void> {
  const [{ id }] = PYTHON_DEBUGGERS;
  const choice = await vscode.window.showErrorMessage(`Intent: debugging Python needs the extension Python Debugger (${id}).`, "Show Extension");
  if (choice) await vscode.commands.executeCommand("workbench.extensions.search", `@id:${id}`);
}
