/**
 * Finds the language server: `intent.server.path`, the chosen Python interpreter, the workspace's `.venv`, `PATH`,
 * `uvx`, in this order. A path that the user named is never replaced silently by something else, and in a workspace
 * that is not trusted nothing that lies in it is started.
 */
import path from "node:path";
import { REQUIREMENT, readVersion, unsuitable, type Version } from "./version";

export type Origin = "intent.server.path" | "Python interpreter" | "workspace .venv" | "PATH" | "uvx";

/** A command line, without what `intent` itself is told. */
export interface Program {
  origin: Origin;
  command: string;
  args: readonly string[];
}

export interface Server extends Program {
  version: Version;
}

/** A program that was tried, and why it is not used. */
export interface Attempt {
  origin: Origin;
  command: string;
  problem: string;
}

export type Search =
  | { kind: "found"; server: Server; tried: readonly Attempt[] }
  | { kind: "refused"; tried: readonly Attempt[] }
  | { kind: "missing"; tried: readonly Attempt[]; uvx: string | undefined };

/** What is known before the search. Paths are absolute. */
export interface Surroundings {
  /** `intent.server.path`, empty when not set. */
  serverPath: string;
  interpreter: string | undefined;
  folders: readonly string[];
  trusted: boolean;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  home: string;
}

/** The seam to the machine. */
export interface Machine {
  /** Whether there is a file that can be run. */
  isProgram(file: string): boolean;
  /** Runs a program to its end; `error` says why that failed. */
  run(command: string, args: readonly string[]): Promise<{ output: string; error?: string }>;
}

export async function findServer(around: Surroundings, machine: Machine): Promise<Search> {
  const tried: Attempt[] = [];
  const attempt = async (program: Program): Promise<Server | undefined> => {
    const outcome = await examine(program, machine);
    if ("version" in outcome) return outcome;
    tried.push(outcome);
    return undefined;
  };

  if (around.serverPath) {
    const server = await attempt(ofPath(expand(around.serverPath, around)));
    return server ? { kind: "found", server, tried } : { kind: "refused", tried };
  }
  for (const program of candidates(around, machine)) {
    const server = await attempt(program);
    if (server) return { kind: "found", server, tried };
  }
  const uvx = onPath("uvx", around, machine);
  if (uvx) {
    // Only what is there already: a download is the user's decision.
    const server = await attempt({ origin: "uvx", command: uvx, args: ["--offline", ...viaUvx()] });
    if (server) return { kind: "found", server, tried };
  } else {
    tried.push({ origin: "uvx", command: "uvx", problem: "is not on PATH" });
  }
  return { kind: "missing", tried, uvx };
}

/** The arguments that make `uvx` run `intent`. */
export function viaUvx(): string[] {
  return ["--from", REQUIREMENT, "intent"];
}

/** The arguments that make a Python interpreter run `intent`. `-P`: the current folder is not a place for modules. */
export function viaPython(): string[] {
  return ["-P", "-m", "intent_lsp"];
}

function* candidates(around: Surroundings, machine: Machine): Generator<Program> {
  if (around.trusted) {
    if (around.interpreter) yield { origin: "Python interpreter", command: around.interpreter, args: viaPython() };
    for (const folder of around.folders) {
      const python =
        around.platform === "win32"
          ? path.win32.join(folder, ".venv", "Scripts", "python.exe")
          : path.posix.join(folder, ".venv", "bin", "python");
      if (python !== around.interpreter && machine.isProgram(python))
        yield { origin: "workspace .venv", command: python, args: viaPython() };
    }
  }
  const intent = onPath("intent", around, machine);
  if (intent) yield { origin: "PATH", command: intent, args: [] };
}

/** The first program of that name on `PATH`; entries that are relative or inside the workspace do not count. */
export function onPath(name: string, around: Surroundings, machine: Machine): string | undefined {
  const rules = around.platform === "win32" ? path.win32 : path.posix;
  const value = around.env["PATH"] ?? around.env["Path"] ?? "";
  const names = around.platform === "win32" ? [`${name}.exe`] : [name];
  for (const entry of value.split(rules.delimiter)) {
    if (!rules.isAbsolute(entry) || (!around.trusted && around.folders.some((folder) => within(folder, entry, rules))))
      continue;
    const file = names.map((each) => rules.join(entry, each)).find((each) => machine.isProgram(each));
    if (file) return file;
  }
  return undefined;
}

function within(folder: string, file: string, rules: path.PlatformPath): boolean {
  const relative = rules.relative(folder, file);
  return relative === "" || (!relative.startsWith("..") && !rules.isAbsolute(relative));
}

function expand(setting: string, around: Surroundings): string {
  const rules = around.platform === "win32" ? path.win32 : path.posix;
  const folder = around.folders[0] ?? around.home;
  const value = setting
    .trim()
    .replace(/^~(?=$|[/\\])/, around.home)
    .replaceAll("${userHome}", around.home)
    .replaceAll("${workspaceFolder}", folder);
  return rules.isAbsolute(value) ? value : rules.join(folder, value);
}

function ofPath(file: string): Program {
  const isPython = /^python[\d.]*(\.exe)?$/i.test(file.split(/[/\\]/).at(-1) ?? "");
  return { origin: "intent.server.path", command: file, args: isPython ? viaPython() : [] };
}

/** Asks a program for its version. */
export async function examine(program: Program, machine: Machine): Promise<Server | Attempt> {
  const { origin, command } = program;
  if (!machine.isProgram(command)) return { origin, command, problem: "there is no such program" };
  const { output, error } = await machine.run(command, [...program.args, "--version"]);
  if (error !== undefined) return { origin, command, problem: explain(error) };
  const version = readVersion(output);
  if (!version) return { origin, command, problem: "is another program: it does not report a version of intent-lsp" };
  const problem = unsuitable(version);
  return problem ? { origin, command, problem } : { ...program, version };
}

function explain(error: string): string {
  if (/No module named '?intent_lsp/.test(error)) return "intent-lsp is not installed there";
  if (/unknown option -P|Unknown option: -P/i.test(error)) return "this Python is older than 3.11";
  if (/offline|not found in the cache|network was disabled/i.test(error)) return "intent-lsp is not downloaded yet";
  return error.trim().split("\n").at(-1) ?? error;
}

/** The attempts, one a line, for the log and for messages. */
export function describe(tried: readonly Attempt[]): string {
  return tried.map(({ origin, command, problem }) => `${origin}: ${command}: ${problem}`).join("\n");
}
