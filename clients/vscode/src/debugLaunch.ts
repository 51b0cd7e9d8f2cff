/** How one example is followed in a debugger. Knows no editor. */
import type { IntentOutline, Target } from "./protocol";

/** The answer of the server's command `intent.debug`. */
export interface DebugPlan {
  target: Target;
  /** The call: `clamp(5, 0, 3)`. */
  title: string;
  file: string;
  /** Where the function begins; `null` where nobody knows. */
  entry: IntentOutline["range"]["start"] | null;
  /** The source of the program that makes the call. */
  driver: string;
  /** Whether it is code that failed, for which nobody has vouched. */
  candidate: boolean;
}

/** An example to debug. */
export interface DebugArgument {
  uri: string;
  intent: string;
  target: Target;
  example: number;
}

/** The extensions that bring a debugger for Python, the newer one first: identifier and type of their sessions. */
export const PYTHON_DEBUGGERS = [
  { id: "ms-python.debugpy", type: "debugpy" },
  { id: "ms-python.python", type: "python" },
] as const;

export interface Launch {
  type: string;
  request: "launch";
  name: string;
  program: string;
  cwd: string;
  [more: string]: unknown;
}

/**
 * A session's configuration; `undefined` where the debugger for Python is missing. `program`: the driver's file, `cwd`:
 * its folder. `runtime`: the program that the user wants to be used; empty for the debugger's own choice.
 */
export function launch(
  plan: Pick<DebugPlan, "target" | "title" | "entry">, program: string, cwd: string, runtime: string, installed: (id: string) => boolean,
): Launch | undefined {
  const common = { request: "launch" as const, name: `Debug ${plan.title}`, program, cwd, console: "internalConsole", stopOnEntry: plan.entry === null };
  if (plan.target === "js") {
    const own = runtime && { runtimeExecutable: runtime };
    // Node 20 must be told that a file without a package.json may be an ES module.
    const runtimeArgs = ["--experimental-detect-module"];
    return { type: "node", ...common, ...own, runtimeArgs, outputCapture: "std", skipFiles: ["<node_internals>/**"], autoAttachChildProcesses: false };
  }
  const debuggers = PYTHON_DEBUGGERS.find(({ id }) => installed(id));
  return debuggers && { type: debuggers.type, ...common, ...(runtime && { python: runtime }) };
}

/** What the driver's file is called. */
export function driverName(target: Target): string {
  return target === "js" ? "example.mjs" : "example.py";
}
