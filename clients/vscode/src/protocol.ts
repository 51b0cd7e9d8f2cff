/**
 * What the language server says beyond the protocol's own messages: the answers of its commands and `intent/state`.
 * Fields that older servers do not send are optional.
 */
import type { Range } from "vscode-languageclient/node";

export type Target = "js" | "py";

export type Status =
  | "queued"
  | "running"
  | "verified"
  | "uncertain"
  | "unchecked"
  | "disagree"
  | "fresh"
  | "failed"
  | "conflict"
  | "error"
  | "skipped"
  | "cancelled";

/** One intent for one target. */
export interface Work {
  uri: string;
  intent: string;
  target: Target;
  status: Status;
  /** What is being done, while it runs. */
  step: string;
  round: number;
  rounds: number;
  provider: string;
  model: string;
  tokens: number;
  passed: number;
  total: number;
  cached: boolean;
  reason: string;
  /** Why it is uncertain. */
  doubts?: string[];
  /** What failed, in a few words: `2/5`, `differs on Node 20`. */
  failed?: string;
  file: string | null;
  /** The best candidate of work that failed. */
  candidate?: string | null;
}

/** One example against the last candidate of one target. */
export interface ExampleResult {
  target: Target;
  passed: boolean;
  expected: string;
  got: string;
  hint?: string;
  round?: number;
}

export interface ExampleOutline {
  number: number;
  range: Range;
  source: string;
  hidden?: boolean;
  results?: ExampleResult[];
}

/** How an intent stands for a target, looked up on disk. */
export interface Standing {
  target: Target;
  kind: "none" | "running" | "verified" | "uncertain" | "unchecked" | "disagree" | "stale" | "missing" | "failed" | "edited" | "error" | "cancelled";
  /** `✓ 6/6 · round 2 · qwen2.5-coder:14b` */
  text: string;
  /** The generated file, or the best candidate of work that failed. */
  file: string | null;
}

export interface IntentOutline {
  name: string;
  /** The whole intent. */
  range: Range;
  nameRange?: Range;
  targets?: Standing[];
  examples?: ExampleOutline[];
}

/** The answer of `intent.status` and the body of `intent/state`. */
export interface Overview {
  trusted: boolean;
  running: number;
  work: Work[];
  /** With `uri` only, for an open document: its intents as they stand in the editor. */
  intents?: IntentOutline[];
}

/** The answer of `intent.transpile`. */
export interface Transpiled {
  results: Result[];
}

/** One intent for one target, as `intent transpile --json` prints it. */
export interface Result {
  document: string;
  intent: string;
  target: Target;
  status: string;
  file: string | null;
  problems: { code: string; message: string; line: number; column: number }[];
}

export interface TranspileArgument {
  uri: string;
  intent?: string;
  target?: Target;
  regenerate?: boolean;
  force?: boolean;
}
