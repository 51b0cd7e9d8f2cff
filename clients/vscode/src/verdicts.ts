/** How an example fared over all targets, for the Test Explorer. Knows no editor. */
import type { ExampleOutline, Standing, Target, Work } from "./protocol";

export interface Message {
  target: Target;
  text: string;
  expected?: string;
  actual?: string;
}

export type TestVerdict =
  | { kind: "passed"; doubts?: Message[] }
  | { kind: "skipped" }
  | { kind: "failed" | "errored"; messages: Message[] };

const LANGUAGES: Record<Target, string> = { js: "JavaScript", py: "Python" };

/** Whether an intent's verdict is its own: an error, or a failure that none of its examples shows, as they all pass. */
export function failsByItself(whole: TestVerdict, examples: readonly TestVerdict[]): boolean {
  return whole.kind === "errored" || (whole.kind === "failed" && !examples.some(({ kind }) => kind === "failed"));
}

/**
 * Without an example: the verdict of the whole intent, with the errors that no example is to blame for. An example
 * passes when it passes in every target. `standings`: how the intent stands now; what was verified before the intent
 * changed is not verified any more.
 */
export function judge(
  example: ExampleOutline | undefined,
  work: readonly Work[],
  standings: readonly Standing[],
): TestVerdict {
  const errors = work
    .filter(({ status }) => status === "error" || status === "conflict")
    .map(({ target, reason }) => ({ target, text: `${LANGUAGES[target]}: ${reason}` }));
  const results = example?.results ?? [];
  const failed = results
    .filter(({ passed }) => !passed)
    .map(({ target, got, expected, hint, round }) => {
      const what = `got ${got}, want ${expected}`;
      const more = hint && hint !== what ? ` (${hint})` : "";
      return { target, text: `${LANGUAGES[target]}${round ? `, round ${round}` : ""}: ${what}${more}`, expected, actual: got };
    });
  if (failed.length) return { kind: "failed", messages: failed };
  if (!example && errors.length) return { kind: "errored", messages: errors };
  const doubts = work
    .filter((each) => each.status === "uncertain" && each.doubts?.length)
    .map((each) => ({ target: each.target, text: `${LANGUAGES[each.target]} is uncertain: ${each.doubts!.join("; ")}` }));
  if (standings.length && standings.every(({ kind }) => kind === "verified" || kind === "uncertain"))
    return doubts.length ? { kind: "passed", doubts } : { kind: "passed" };
  // The intent failed elsewhere, or changed: this example counts for itself, if it was run.
  if (results.length) return { kind: "passed" };
  const reasons = work
    .filter(({ status }) => status === "failed" || status === "disagree")
    .map(({ target, reason }) => ({ target, text: `${LANGUAGES[target]}: ${reason}` }));
  return !example && reasons.length ? { kind: "failed", messages: reasons } : { kind: "skipped" };
}
