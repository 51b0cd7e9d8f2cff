/** How an example is called in the Test Explorer, where there is little room. Knows no editor. */
import { visible } from "./inert";

/** `- in: { "x": 5 } out: 3` becomes `{ x: 5 } → 3`; other forms of examples are short as they are. */
export function label(source: string): string {
  const said = visible(source).replace(/^[-*+]\s+/, "").replace(/\s+/g, " ").trim();
  const parts = /^in:\s*(.*?)\s*\b(out|error):\s*(.*)$/.exec(said);
  if (!parts) return said;
  const [, given, kind, wanted] = parts;
  return `${bare(given!)} → ${kind === "error" ? "error " : ""}${bare(wanted!)}`;
}

/** Without the quotes around keys that need none. */
function bare(json: string): string {
  return json.replace(/"([A-Za-z_]\w*)":/g, "$1:");
}
