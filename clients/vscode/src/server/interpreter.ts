/** The Python interpreter that the user chose, by way of the Python extension where it is installed. */
import * as vscode from "vscode";

const PYTHON_EXTENSION = "ms-python.python";

/** The part of the Python extension's API that is used here. */
interface PythonApi {
  environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
    onDidChangeActiveEnvironmentPath: vscode.Event<unknown>;
  };
}

async function pythonApi(): Promise<PythonApi["environments"]> {
  const extension = vscode.extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
  if (!extension) return undefined;
  return (extension.isActive ? extension.exports : await extension.activate())?.environments;
}

/** Absolute path of the chosen interpreter; `undefined` without the Python extension. Never throws. */
export async function chosenInterpreter(log: vscode.LogOutputChannel): Promise<string | undefined> {
  try {
    const environments = await pythonApi();
    const chosen = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
    return chosen && (await environments?.resolveEnvironment(chosen))?.executable.uri?.fsPath;
  } catch (error) {
    log.warn(`The Python extension did not report its interpreter: ${String(error)}`);
    return undefined;
  }
}

/** Calls back when the user chooses another interpreter. Only asks a Python extension that is active already. */
export function onInterpreterChange(changed: () => void): vscode.Disposable {
  const extension = vscode.extensions.getExtension<PythonApi>(PYTHON_EXTENSION);
  const event = extension?.isActive ? extension.exports.environments?.onDidChangeActiveEnvironmentPath : undefined;
  return event ? event(changed) : new vscode.Disposable(() => {});
}
