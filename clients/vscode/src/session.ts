/**
 * The life of the language server: found and started on first use, started again on demand, stopped with the window.
 * Everything else in the extension talks to the server through here.
 */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  CodeLensRequest,
  ErrorCodes,
  ExecuteCommandRequest,
  LSPErrorCodes,
  LanguageClient,
  ResponseError,
  RevealOutputChannelOn,
  State,
  type LanguageClientOptions,
  type StaticFeature,
} from "vscode-languageclient/node";
import { applyEdit } from "./applyEdit";
import { CONFIGURATION, configurationMiddleware } from "./configuration";
import { PATTERN, isIntent } from "./documents";
import type { DebugArgument, DebugPlan } from "./debugLaunch";
import { Debugging } from "./debugging";
import { Differences, type Difference } from "./difference";
import { describe, findServer, type Search, type Server } from "./server/find";
import { chosenInterpreter } from "./server/interpreter";
import { logLines } from "./server/log";
import { realMachine } from "./server/machine";
import type { Overview } from "./protocol";
import { serverSettings, settingsFor } from "./settings";

export type Phase =
  | { kind: "idle" }
  | { kind: "starting" }
  | { kind: "running"; server: Server }
  | { kind: "missing"; search: Search }
  | { kind: "failed"; problem: string };

/** There is no server to ask. The user has been told already. */
export class NoServer extends Error {}

export class Session implements vscode.Disposable {
  readonly log: vscode.LogOutputChannel;
  private readonly changed = new vscode.EventEmitter<Phase>();
  readonly onDidChange = this.changed.event;
  private readonly stated = new vscode.EventEmitter<Overview>();
  /** The server's own notification of state. */
  readonly onDidState = this.stated.event;
  /** What to do when no server was found; returns once the user has decided. */
  onMissing: (search: Search) => void = () => {};
  private readonly differences = new Differences();
  private readonly debugging: Debugging;
  private current: Phase = { kind: "idle" };
  private client: LanguageClient | undefined;
  private starting: Promise<LanguageClient> | undefined;
  private readonly workDir: string;

  constructor(private readonly context: vscode.ExtensionContext) {
    this.log = vscode.window.createOutputChannel("Intent", { log: true });
    // A folder of our own: what lies in the workspace must not decide how the server starts.
    this.workDir = context.globalStorageUri.fsPath;
    mkdirSync(this.workDir, { recursive: true });
    this.debugging = new Debugging(vscode.Uri.joinPath(context.globalStorageUri, "debug"));
  }

  /** A folder in which programs start, outside of every workspace. */
  get folder(): string {
    return this.workDir;
  }

  get phase(): Phase {
    return this.current;
  }

  /**
   * The running server's client, started if need be. Throws `NoServer`, at once where starting failed before: only the
   * user makes it try again.
   */
  async running(): Promise<LanguageClient> {
    if (this.client?.state === State.Running) return this.client;
    const failed = this.current.kind === "missing" || this.current.kind === "failed";
    if (failed && !this.starting) throw new NoServer("The language server of intent-lsp is not running.");
    this.starting ??= this.start().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /** Runs a command of the server. Throws `NoServer`, or what the server answers. */
  async command<T>(command: string, argument: object = {}): Promise<T> {
    const client = await this.running();
    return (await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] })) as T;
  }

  /** Follows an example in a debugger. Throws as `command` does. */
  async debug(example: DebugArgument): Promise<void> {
    await this.debugging.start(await this.command<DebugPlan>("intent.debug", example));
  }

  refreshLenses(): void {
    if (this.client?.state !== State.Running) return;
    const feature = this.client.getFeature(CodeLensRequest.method);
    const documents = vscode.window.visibleTextEditors.map(({ document }) => document).filter(({ uri }) => isIntent(uri));
    for (const provider of new Set(documents.map((document) => feature.getProvider(document)))) provider?.onDidChangeCodeLensEmitter.fire();
  }

  /** Lets the next call try again to start a server that could not be started. */
  tryAgain(): void {
    if (this.current.kind === "missing" || this.current.kind === "failed") this.enter({ kind: "idle" });
  }

  /** Starts in the background; problems are shown, not thrown. */
  wake(): void {
    this.running().catch((error: unknown) => {
      if (!(error instanceof NoServer)) this.log.error(String(error));
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.running();
  }

  async stop(): Promise<void> {
    await this.starting?.catch(() => undefined);
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch((error: unknown) => this.log.warn(`The server did not stop cleanly: ${String(error)}`));
    this.enter({ kind: "idle" });
  }

  dispose(): Promise<void> {
    return this.stop().finally(() => {
      this.changed.dispose();
      this.stated.dispose();
      this.differences.dispose();
      this.debugging.dispose();
      this.log.dispose();
    });
  }

  /** Looks for a server, without starting it. */
  async search(): Promise<Search> {
    const trusted = vscode.workspace.isTrusted;
    const serverPath = vscode.workspace.getConfiguration("intent").get<string>("server.path", "");
    const search = await findServer(
      {
        serverPath,
        interpreter: trusted && !serverPath ? await chosenInterpreter(this.log) : undefined,
        folders: (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath),
        trusted,
        env: process.env,
        platform: process.platform,
        home: homedir(),
      },
      realMachine(this.workDir),
    );
    if (search.tried.length > 0) this.log.info(`Looked for the language server:\n${describe(search.tried)}`);
    return search;
  }

  private async start(): Promise<LanguageClient> {
    this.enter({ kind: "starting" });
    const search = await this.search();
    if (search.kind !== "found") {
      this.enter({ kind: "missing", search });
      this.onMissing(search);
      throw new NoServer("The language server of intent-lsp was not found.");
    }
    const { server } = search;
    this.log.info(`Starting intent-lsp ${server.version.text} (${server.origin}): ${server.command}`);
    await this.client?.dispose().catch(() => undefined);
    const client = this.create(server);
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.enter({ kind: "failed", problem });
      void this.tellFailure(`Intent: the language server did not start: ${problem}`);
      throw new NoServer(problem);
    }
    return client;
  }

  private create(server: Server): LanguageClient {
    const args = [...server.args, "lsp", "--stdio", "--clientProcessId", String(process.pid)];
    const client = new LanguageClient(
      "intent",
      "Intent",
      { command: server.command, args, options: { cwd: this.workDir } },
      this.options(),
    );
    client.registerFeature(EXPERIMENTAL);
    client.onNotification("intent/state", (overview: Overview) => this.stated.fire(overview));
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) this.enter({ kind: "running", server });
      else if (newState === State.Starting) this.enter({ kind: "starting" });
      else this.enter({ kind: "failed", problem: "the language server stopped" });
    });
    return client;
  }

  private options(): LanguageClientOptions {
    const keys = serverSettings(this.context.extension.packageJSON);
    return {
      documentSelector: [
        { scheme: "file", pattern: PATTERN },
        { scheme: "untitled", pattern: PATTERN },
        { scheme: "file", pattern: CONFIGURATION },
      ],
      outputChannel: this.log,
      stdioOptions: {
        stdout: () => {}, // the protocol's own
        stderr: (stream) => logLines(stream, this.log),
      },
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { trusted: vscode.workspace.isTrusted },
      diagnosticCollectionName: "intent",
      middleware: {
        ...configurationMiddleware,
        executeCommand: async (command, args, next) => {
          try {
            const answer: unknown = await next(command, args);
            if (command === "intent.diff" && answer) await this.differences.show(answer as Difference);
            if (command === "intent.debug" && answer) await this.debugging.start(answer as DebugPlan);
            return answer;
          } catch (error) {
            this.tell(error);
            return undefined;
          }
        },
        workspace: {
          handleApplyEdit: applyEdit,
          configuration: (params, token, next) => {
            if (params.items.some((item) => item.section !== "intent")) return next(params, token);
            return params.items.map(({ scopeUri }) =>
              settingsFor(keys, scopeUri ? vscode.Uri.parse(scopeUri) : undefined),
            );
          },
        },
      },
    };
  }

  /** A refusal of the server says all there is to say; what else went wrong has ways to the log and out of it. */
  tell(error: unknown): void {
    const message = `Intent: ${error instanceof Error ? error.message : String(error)}`;
    const refused = error instanceof ResponseError && (error.code === LSPErrorCodes.RequestFailed || error.code === ErrorCodes.InvalidParams);
    if (refused) void vscode.window.showWarningMessage(message);
    else void this.tellFailure(message);
  }

  /** An error message that leads to the log. */
  async tellFailure(message: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(message, "Show Logs", "Restart Server");
    if (choice === "Show Logs") this.log.show();
    if (choice === "Restart Server") await this.restart().catch(() => undefined);
  }

  private enter(phase: Phase): void {
    this.current = phase;
    this.changed.fire(phase);
  }
}

/** Asks the server for `intent/state`, and says that we show differences and start debuggers ourselves. */
const EXPERIMENTAL: StaticFeature = {
  fillClientCapabilities(capabilities) {
    const known = capabilities.experimental as object | undefined;
    capabilities.experimental = { ...known, intentState: true, intentDiff: true, intentDebug: true };
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};
