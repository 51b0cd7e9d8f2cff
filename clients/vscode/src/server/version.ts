/** Versions of the language server, and which of them this extension works with. */

export interface Version {
  major: number;
  minor: number;
  patch: number;
  text: string;
}

/** From this version on, and below the next minor one: before 1.0 a minor version may change the protocol. */
export const OLDEST: Version = { major: 0, minor: 1, patch: 0, text: "0.1.0" };

/** What `pip` and `uvx` are asked for. */
export const REQUIREMENT = `intent-lsp>=${OLDEST.major}.${OLDEST.minor},<${OLDEST.major}.${OLDEST.minor + 1}`;

/** The version in the output of `intent --version`; `undefined` when another program answered. */
export function readVersion(output: string): Version | undefined {
  const match = /^intent(?:[-_]lsp)?\s+v?(\d+)\.(\d+)\.(\d+)\S*\s*$/m.exec(output);
  if (!match) return undefined;
  const [line, major, minor, patch] = match;
  const text = line.trim().split(/\s+/)[1]!.replace(/^v/, "");
  return { major: Number(major), minor: Number(minor), patch: Number(patch), text };
}

/** Why a server of this version cannot be used; `undefined` when it can. */
export function unsuitable(version: Version): string | undefined {
  const { major, minor, patch, text } = version;
  const older =
    major < OLDEST.major ||
    (major === OLDEST.major && (minor < OLDEST.minor || (minor === OLDEST.minor && patch < OLDEST.patch)));
  if (older) return `version ${text} is too old, ${OLDEST.text} or later is needed`;
  if (major !== OLDEST.major || minor !== OLDEST.minor)
    return `version ${text} is newer than this extension; update the extension`;
  return undefined;
}
