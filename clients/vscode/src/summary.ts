/** A document's work in a few words, for the status item and the explorer's badges. Knows no editor. */
import type { Standing, Status, Work } from "./protocol";

export interface Summary {
  text: string;
  detail: string;
  severity: "information" | "warning" | "error";
  busy: boolean;
}

/** What a whole document amounts to. */
export type Mark = "running" | "failed" | "attention" | "uncertain" | "verified" | "none";

const RUNNING: readonly Status[] = ["queued", "running"];
const FAILED: readonly Status[] = ["failed", "disagree", "error"];
const ATTENTION: readonly Status[] = ["conflict", "cancelled"];
const VERIFIED: readonly Status[] = ["verified", "fresh"];

/** What asks most for attention decides. */
export function mark(work: readonly Work[]): Mark {
  const any = (statuses: readonly Status[]): boolean => work.some(({ status }) => statuses.includes(status));
  if (any(RUNNING)) return "running";
  if (any(FAILED)) return "failed";
  if (any(ATTENTION)) return "attention";
  if (any(["uncertain"])) return "uncertain";
  return any(VERIFIED) ? "verified" : "none";
}

/** `standings`: how the intents stand now, as far as that is known; what was verified may be stale. */
export function summary(work: readonly Work[], standings: readonly Standing[] = []): Summary {
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
      const head =
        item.status === "failed" && item.total
          ? `${item.intent} (${item.target}) ${item.passed}/${item.total}`
          : `${item.intent} (${item.target})`;
      return { text: `$(error) Intent: ${head}`, detail: item.reason || who(item), severity: "error", busy: false };
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
      return { text, detail: item.reason || who(item), severity: "warning", busy: false };
    }
    case "verified": {
      if (standings.some(({ kind }) => kind === "stale"))
        return { text: "Intent: changed", detail: "save to transpile again", ...quiet };
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
      return { text: "Intent: ready", detail: "save to transpile", ...quiet };
  }
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
