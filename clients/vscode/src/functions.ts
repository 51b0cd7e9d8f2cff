/** Functions in a file of Python or JavaScript, found by their first lines. */

/** Files that functions are adopted from. */
export const CODE = "**/*.{py,js,mjs,cjs,ts,mts}";

const PYTHON = /^(?:async\s+)?def\s+(\w+)/;
const JAVASCRIPT = [
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*([\w$]+)/,
  /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:async\s+)?(?:function\b|\(|[\w$]+\s*=>)/,
  /^(?:module\.)?exports\.([\w$]+)\s*=/,
];

/** The name of the function at the top level that begins in a line; nothing where none does. */
export function definedIn(line: string, file: string): string | undefined {
  if (file.endsWith(".py")) return PYTHON.exec(line)?.[1];
  for (const pattern of JAVASCRIPT) {
    const found = pattern.exec(line);
    if (found) return found[1];
  }
  return undefined;
}

/** The function at the top level that holds a line: the last one that begins there or above. Lines count from zero. */
export function functionAt(lines: readonly string[], line: number, file: string): string | undefined {
  for (let number = Math.min(line, lines.length - 1); number >= 0; number--) {
    const text = lines[number]!;
    const name = definedIn(text, file);
    if (name !== undefined) return name;
    // Another statement at the top level: the line is that, or stands behind the function above.
    if (/^[^\s#/@*)}\]]/.test(text)) return undefined;
  }
  return undefined;
}
