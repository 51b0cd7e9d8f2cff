/** The settings that the server pulls: only what the user really set, so that defaults never hide a configuration file. */
import * as vscode from "vscode";

const SECTION = "intent";
/** Settings of this extension alone. */
const OWN = ["server.", "trace.", "sideBySide.", "explorer.", "testExplorer."];

/** Settings whose default here is not the server's, and that no configuration file has. */
const OUR_DEFAULTS = ["inlayHints"];

/** The names of the server's settings, without `intent.`, from the extension's manifest. */
export function serverSettings(manifest: unknown): string[] {
  const groups = (manifest as { contributes: { configuration: { properties: object }[] } }).contributes.configuration;
  return groups
    .flatMap((group) => Object.keys(group.properties))
    .map((key) => key.slice(SECTION.length + 1))
    .filter((key) => !OWN.some((prefix) => key.startsWith(prefix)));
}

/** The section `intent` for a folder or document, nested as in a configuration file. */
export function settingsFor(keys: readonly string[], scope: vscode.Uri | undefined): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(SECTION, scope);
  const settings: Record<string, unknown> = {};
  for (const key of keys) {
    const set = configuration.inspect(key);
    const value = set?.workspaceFolderValue ?? set?.workspaceValue ?? set?.globalValue ?? (OUR_DEFAULTS.includes(key) ? set?.defaultValue : undefined);
    if (value !== undefined && value !== null) nest(settings, key.split("."), value);
  }
  return settings;
}

function nest(into: Record<string, unknown>, path: string[], value: unknown): void {
  const [head, ...rest] = path;
  if (head === undefined) return;
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner = (into[head] ??= {}) as Record<string, unknown>;
  nest(inner, rest, value);
}
