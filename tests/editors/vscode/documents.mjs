// The documents of the scenarios. The built-in provider solves them: no model server is needed.

export const CONFIG = JSON.stringify({ providers: [{ type: "builtin" }] }, null, 2);

/** The last two examples contradict each other. */
export const CLAMP = `# name: clamp
# target: js,py
# description:
Limit a number to a range.
# signature:
(x: number, low: number, high: number) -> number
# examples:
- in: { "x": 5, "low": 0, "high": 3 } out: 3
- in: { "x": -1, "low": 0, "high": 3 } out: 0
- in: { "x": 2, "low": 0, "high": 3 } out: 2
- in: { "x": 2, "low": 0, "high": 3 } out: 1
`;
export const WRONG_LINE = 10;
export const RIGHT_EXAMPLE = '- in: { "x": 9, "low": 1, "high": 4 } out: 4';

export const PAIR = `# name: double
# target: js
# description:
Twice the number.
# signature:
(x: number) -> number
# examples:
- in: { "x": 2 } out: 4
- in: { "x": 5 } out: 10
- in: { "x": 7 } out: 14

# name: shout
# target: js,py
# description:
The text in capitals.
# signature:
(text: string) -> string
# examples:
- in: { "text": "hello" } out: "HELLO"
- in: { "text": "Good day" } out: "GOOD DAY"
`;

/** A section whose name is misspelt. */
export const TYPO = `# name: increment
# target: js
# description:
One more.
# signature:
(x: number) -> number
# exampels:
- in: { "x": 1 } out: 2
- in: { "x": 5 } out: 6
- in: { "x": -3 } out: -2
`;

/** Two examples that several programs fit: the built-in provider asks which is meant. */
export const AMBIGUOUS = `# name: grow
# target: js
# description:
Zero below 5, else the number.
# signature:
(x: number) -> number
# examples:
- in: { "x": 1 } out: 0
- in: { "x": 3 } out: 0
- in: { "x": 9 } out: 9
- in: { "x": 12 } out: 12
`;

export const TYPO_LINE = 6;

/** For the model that is always wrong: the first example passes. */
export const HALF = `# name: half
# target: js
# description:
Half of the number.
# signature:
(x: number) -> number
# examples:
- in: { "x": 2 } out: 1
- in: { "x": 10 } out: 5
`;

/** For the model server that never answers. */
export const SLOW = `# name: riddle
# target: js
# description:
Nobody knows.
# signature:
(x: number) -> string
# examples:
- in: { "x": 1 } out: "why"
- in: { "x": 2 } out: "because"
`;

export const FILES = {
  ".promirror/intent.config.json": CONFIG,
  "ambiguous.intent.md": AMBIGUOUS,
  "clamp.intent.md": CLAMP,
  "pair.intent.md": PAIR,
  "typo.intent.md": TYPO,
};
