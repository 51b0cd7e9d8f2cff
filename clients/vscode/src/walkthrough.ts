/**
 * Ticks off the steps of the walkthrough, wherever the user did them. VS Code listens only after a walkthrough was opened,
 * and a context that is true by then never counts. So what is done is remembered, and its contexts are true for a moment
 * only: when something new was done, and when a walkthrough may have come into sight.
 */
import * as vscode from "vscode";
import { isIntent } from "./documents";
import type { Session } from "./session";
import type { Knowledge } from "./state";

/** The ids of the steps in the manifest. */
export const STEPS = ["server", "models", "write", "transpile", "examples"] as const;
export type Step = (typeof STEPS)[number];

const KEPT = "walkthrough.done";
/** Milliseconds after an editor without a document came up: VS Code needs up to five seconds to know the steps. */
const LOOKS = [0, 500, 2_000, 6_000];

export class Walkthrough implements vscode.Disposable {
  private readonly done: Set<Step>;
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly memory: vscode.Memento,
    session: Session,
    knowledge: Knowledge,
  ) {
    this.done = new Set(memory.get<Step[]>(KEPT, []));
    const { tabGroups } = vscode.window;
    this.subscriptions = [
      session.onDidChange(({ kind }) => kind === "running" && this.did("server")),
      knowledge.onDidChange(() => {
        const ended = knowledge.work().some(({ status }) => status === "verified" || status === "fresh" || status === "failed");
        if (ended) this.did("transpile");
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => isIntent(uri) && this.did("write")),
      tabGroups.onDidChangeTabs(({ opened, changed }) => this.look([...opened, ...changed])),
    ];
    this.look(tabGroups.all.flatMap(({ tabs }) => tabs));
  }

  /** The user has done a step. */
  did(step: Step): void {
    if (this.done.has(step)) return;
    this.done.add(step);
    void this.memory.update(KEPT, [...this.done]);
    this.tick([step]);
  }

  /** Extensions are not told that a tab is a walkthrough; it is one of the few without a document. */
  private look(tabs: readonly vscode.Tab[]): void {
    if (!tabs.some(({ input, isActive }) => isActive && input === undefined)) return;
    this.dismiss();
    for (const wait of LOOKS) this.timers.add(setTimeout(() => this.tick([...this.done]), wait));
  }

  private tick(steps: readonly Step[]): void {
    for (const step of steps)
      for (const value of [true, false]) void vscode.commands.executeCommand("setContext", `intentLsp.did.${step}`, value);
  }

  private dismiss(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  dispose(): void {
    this.dismiss();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}
