/** A document's work in a few words, for the status item and the explorer's badges. Knows no editor. */
import type { IntentOutline, Standing, Status, Work } from "./protocol";

export interface Summary {
  text: string;
  detail: string;
  severity: "information" | "warning" | "error";
  busy: boolean;
}

/** What a whole document amounts to. */
export type Mark = "running" | "failed" | "disagree" | "attention" | "uncertain" | "unchecked" | "verified" | "none";

const RUNNING: readonly Status[] = ["queued", "running"];
const FAILED: readonly Status[] = ["failed", "error"];
const ATTENTION: readonly Status[] = ["conflict", "cancelled"];
const VERIFIED: readonly Status[] = ["verified", "fresh"];

/** What asks most for attention decides. */
export function mark(work: readonly Work[]): Mark {
  const any = (statuses: readonly Status[]): boolean => work.some(({ status }) => statuses.includes(status));
  if (any(RUNNING)) return "running";
  if (any(FAILED)) return "failed";
  if (any(["disagree"])) return "disagree";
  if (any(ATTENTION)) return "attention";
  if (any(["uncertain"])) return "uncertain";
  if (any(["unchecked"])) return "unchecked";
  return any(VERIFIED) ? "verified" : "none";
}

/** Whether what is wrong is an error in the document, which VS Code counts beside its name: a badge would say it twice. */
export function isCounted(found: Mark): boolean {
  return found === "failed" || found === "disagree";
}

/**
 * `standings`: how the intents stand now, as far as that is known; what was verified may be stale. `errors`: how many the
 * document has, which keep it from being transpiled.
 */
export function summary(work: readonly Work[], standings: readonly Standing[] = [], errors = 0): Summary {
  const first = (statuses: readonly Status[]): Work | undefined => work.find(({ status }) => statuses.includes(status));
  const quiet = { severity: "information" as const, busy: false };
  switch (mark(work)) {
    case "running": {
      const item = work.find(({ status }) => status === "running") ?? first(RUNNING)!;
      const more = work.filter(({ status }) => RUNNING.includes(status)).length - 1;
      const head = item.round ? `${item.intent} (${item.target}) round ${item.round}/${item.rounds}` : item.intent;
      return { text: `Intent: ${head}${more ? ` +${more}` : ""}`, detail: who(item, item.step), ...quiet, busy: true };
    }
    case "failed": {
      const item = first(FAILED)!;
      const what = item.status === "failed" ? ` ${failure(item)}` : "";
      const text = `$(error) Intent: ${item.intent} (${item.target})${what}`;
      return { text, detail: item.reason || who(item), severity: "error", busy: false };
    }
    case "disagree": {
      const item = first(["disagree"])!;
      const text = `$(warning) Intent: ${item.intent} ≠ ${failure(item)}`;
      return { text, detail: item.reason || who(item), severity: "warning", busy: false };
    }
    case "attention": {
      const item = first(ATTENTION)!;
      const what = item.status === "conflict" ? "edited by hand" : item.status;
      return {
        text: `$(warning) Intent: ${item.intent} (${item.target}) ${what}`,
        detail: item.reason,
        severity: "warning",
        busy: false,
      };
    }
    case "uncertain": {
      const item = first(["uncertain"])!;
      const text = `$(question) Intent: ${item.intent} (${item.target}) uncertain`;
      return { text, detail: item.doubts?.join("; ") || item.reason || who(item), severity: "warning", busy: false };
    }
    case "unchecked":
      return { text: "Intent: not checked here", detail: "save, or run the examples, to check the code once", ...quiet };
    case "verified": {
      if (standings.some(({ kind }) => kind === "unchecked"))
        return { text: "Intent: not checked here", detail: "save, or run the examples, to check the code once", ...quiet };
      if (standings.some(({ kind }) => kind === "stale"))
        return { text: "Intent: changed", detail: "save to transpile again", ...quiet };
      if (standings.some(({ kind }) => kind === "missing"))
        return { text: "Intent: file missing", detail: "transpile again", ...quiet };
      const done = work.filter(({ status }) => VERIFIED.includes(status));
      const totals = new Map(done.map(({ intent, total }) => [intent, total]));
      const examples = [...totals.values()].reduce((sum, total) => sum + total, 0);
      return {
        text: "$(pass) Intent: verified",
        detail: `${count(totals.size, "intent")}, ${count(examples, "example")} · ${who(done[0]!)}`,
        ...quiet,
      };
    }
    case "none":
      if (errors) return { text: `$(error) Intent: ${count(errors, "error")}`, detail: "fix the marked errors to transpile", severity: "error", busy: false };
      return { text: "Intent: ready", detail: "save to transpile", ...quiet };
  }
}

/** What failed: a count of examples only where some of them fail. */
export function failure(work: Work): string {
  return work.failed || (work.passed < work.total ? `${work.passed}/${work.total}` : work.status);
}

/** What stands behind a document's badge, one line for each piece of work that is not plainly verified. */
export function doubts(work: readonly Work[]): string[] {
  return work.flatMap((item) => {
    const what = `${item.intent} (${item.target})`;
    if (item.status === "uncertain") return [`? ${what}: ${item.doubts?.join("; ") || "uncertain"}`];
    if (item.status === "disagree") return [`≠ ${what}: ${failure(item)}`];
    return item.status === "failed" ? [`✗ ${what}: ${failure(item)}`] : [];
  });
}

/** An intent to mark, in the gutter and at its name. */
export interface Flag {
  kind: "uncertain" | "disagree";
  name: IntentOutline["range"];
  text: string;
}

/** The intents with something open, each at its name; what failed has its own marks. */
export function flagged(intents: readonly IntentOutline[], work: readonly Work[]): Flag[] {
  return intents.flatMap(({ name, range, nameRange, targets }) => {
    const own = work.filter(({ intent }) => intent === name);
    const now = (kind: Flag["kind"]): boolean => targets === undefined || targets.some((at) => at.kind === kind);
    const kind = (["disagree", "uncertain"] as const).find((each) => own.some(({ status }) => status === each) && now(each));
    const begin = { start: range.start, end: range.start };
    return kind ? [{ kind, name: nameRange ?? begin, text: doubts(own).join("\n\n") }] : [];
  });
}

/** `round 2 · qwen2.5-coder:14b · checking examples`, as far as it is known. */
function who(work: Work, step = ""): string {
  return [work.model || work.provider, work.tokens && step ? `${work.tokens} tokens` : "", step]
    .filter((part, index, parts) => part && parts.indexOf(part) === index)
    .join(" · ");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
