/**
 * Runs inside VS Code's Markdown preview. VS Code scrolls a preview along with the editor for its own languages only; of
 * others it tells where the cursor is. So the preview of an intent document follows the cursor, by the scrolling that the
 * preview itself has: that one heeds the user's settings, and does not scroll the editor in turn.
 */
import { lineToShow, type Place } from "./place";

/** Of the messages to the preview, what they have in common; and of the preview's settings, what is needed here. */
interface Told {
  type?: unknown;
  source?: unknown;
  line?: unknown;
}

window.addEventListener("message", ({ data }: MessageEvent<Told | undefined>) => {
  const { type, source, line } = data ?? {};
  if (type !== "onDidChangeTextEditorSelection" || !isIntent(source) || typeof line !== "number") return;
  const wanted = lineToShow(places(), line, window.innerHeight);
  if (wanted !== undefined) window.postMessage({ type: "updateView", source, line: wanted }, window.origin);
});

// A preview that changes over to another document stays where it was scrolled to, if the other is seen from its top: the
// container of the preview takes 0 for a position that was not set.
window.addEventListener("load", () => {
  const { source, line } = JSON.parse(document.getElementById("vscode-markdown-preview-data")?.dataset["settings"] ?? "{}") as Told;
  if (isIntent(source) && line === 0) setTimeout(() => window.scrollTo(0, 1));
});

function isIntent(source: unknown): source is string {
  return typeof source === "string" && source.toLowerCase().endsWith(".intent.md");
}

/** What is shown, in the order of the lines it comes from. */
function places(): Place[] {
  const elements = [...document.querySelectorAll<HTMLElement>(".code-line[data-line]")];
  const found = elements.map((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return { line: Number(element.dataset["line"]), top, bottom };
  });
  return found.filter(({ line }) => Number.isInteger(line)).sort((one, other) => one.line - other.line);
}
