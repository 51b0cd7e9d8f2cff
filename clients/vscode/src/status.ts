/** The language status item: what goes on, with which model, and where to look when something is wrong. */
import * as vscode from "vscode";
import { SELECTOR } from "./documents";
import type { Session } from "./session";
import type { Knowledge } from "./state";
import { summary, type Summary } from "./summary";

export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly session: Session,
    private readonly knowledge: Knowledge,
  ) {
    this.item = vscode.languages.createLanguageStatusItem("intentLsp.state", SELECTOR);
    this.item.name = "Intent";
    this.subscriptions = [
      this.item,
      session.onDidChange(() => this.show()),
      knowledge.onDidChange(() => this.show()),
      knowledge.onDidLook(() => this.show()),
      vscode.window.onDidChangeActiveTextEditor(() => this.show()),
      vscode.languages.onDidChangeDiagnostics(() => this.show()),
    ];
    this.show();
  }

  private show(): void {
    const { text, detail, severity, busy, command } = this.describe();
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = SEVERITIES[severity];
    this.item.busy = busy;
    this.item.command = command;
  }

  private describe(): Summary & { command: vscode.Command } {
    const logs = { title: "Show Logs", command: "intentLsp.showLogs" };
    const plain = { detail: "", severity: "information" as const, busy: false, command: logs };
    const { phase } = this.session;
    switch (phase.kind) {
      case "idle":
        return { ...plain, text: "Intent: not started", command: { title: "Start", command: "intentLsp.restart" } };
      case "starting":
        return { ...plain, text: "Intent: starting", busy: true };
      case "missing":
        return {
          ...plain,
          text: "$(error) Intent: no language server",
          severity: "error",
          command: { title: "Install…", command: "intentLsp.installServer" },
        };
      case "failed":
        return { ...plain, text: "$(error) Intent: server stopped", detail: phase.problem, severity: "error" };
      case "running": {
        if (!vscode.workspace.isTrusted)
          return {
            ...plain,
            text: "$(shield) Intent: restricted",
            detail: "problems only, until you trust the workspace",
            severity: "warning",
            command: { title: "Manage Trust", command: "workbench.trust.manage" },
          };
        const uri = vscode.window.activeTextEditor?.document.uri;
        const described = uri
          ? summary(this.knowledge.work(uri), this.knowledge.standings(uri), errors(uri))
          : summary(this.knowledge.work(), []);
        const command = described.busy ? { title: "Cancel", command: "intentLsp.cancel" } : logs;
        return { ...described, command };
      }
    }
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function errors(uri: vscode.Uri): number {
  return vscode.languages.getDiagnostics(uri).filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error).length;
}

const SEVERITIES = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};
