"""Intents as Hypothesis draws them: mostly in order, with sections that are there more than once."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = [
    "# name: f\n",
    "# name: f\n\n",
    " ## name:  f \n",
    "# name: f ##\n",
    "# name: class\n",
    "# name: `f`\n",
    "# name:\nf\n",
]
SECTIONS = [
    "# target: js, py\n",
    "#target: py\n",
    "##pure: false\n",
    "# target: js\nwords about it\n",
    "# target:\n- py\n",
    "# target: rb\n",
    "# description: d\n",
    "# description: What it does.\n",
    "# description:\nSay in a sentence or two what the function does.\n",
    "# description:\nwords\n\n## and more\n",
    "# description:\n```\n# name: g\n```\n",
    "# description:\n<!-- # examples: -->\n",
    "# description:\n",
    "# types: T = { a: number, b?: string }\n",
    "# types:\nT = T\n",
    "# types:\nU = any\n",
    "# constraints:\n- c\n",
    "# constraints:\n- c\n-\n",
    "# constraints:\n- // c\n",
    "# properties:\n- `result == x`\n- x > 0 || true\n",
    "# properties:\n- x >\n",
    "# properties:\n- [x] == [1]\n",
    "# properties:\nx > y\n",
    "# uses:\n- g\n* h\n\n",
    "# uses: g\n",
    "# uses:\n- g from ./g.intent.md\n",
    "# tolerance: 0.1\n",
    "# rounds: 3\n",
    "# notes: n\n",
    "# Notes\n",
    "# Notes\n- f(1) → 1\n",
    "# Notes\nin: 1 out: 2\n",
    "## Sub\nwords\n",
    "## f(1) → 2\n",
    "\nTitle\n-----\n",
    "\nexamples\n===\n- f(1) → 1\n",
    "# properties:\n> - result == x\n• x == x\n",
    "# exampels:\n",
    "words\n",
    "\n",
]  # fmt: skip
SIGNATURES = [
    "# signature: (x: any) -> any\n",
    "# signature:\n(x: number, y: T) -> number | null\n",
    "# signature:\n`(x: number, y?: string) -> [number, string]`\n",
    "# signature: (items: T[]) -> T\n",
    "# signature: (...xs: number[]) -> any\n",
    "# signature: (x: number, x: number) -> any\n",
    "# signature: (class: number) -> any\n",
    "# signature: () -> integer\n",
    "# signature: (x: number\n",
    "# signature: (x: number) -> number\n(x: string) -> number\n",
    "",
]
VALUES = [
    "1", "1.0", "-0", "2.5", "1e3", "01", "0x1F", "NaN", "9" * 16, "9" * 500, "null", "true", "nul", '"a"', "'a'",
    '"a, b: c"', '"\\u0041"', '"\\x41"', '"{x: 1}"', '"`"', '"]"', "[]", "[1]", "[[1]]", "[1, 2]", "[1, 2,]",
    '["a", [1]]', "{}", "{x: 1}", '{"x": 1}', "{ x: 1.0 }", "{x: 1, y: 2}", '{x: 1, y: {a: 1}}', '{"a": 1, "b": "s"}',
    '{x: 1, x: 2}', "{x: 1, y: 'q'}", '{x: 2, y: "q"}', '{items: [{a: 1}]}', "[{a: 1}]", "{x: /* */ 1}", "[[[[[1]]]]]",
    '{"x: 1, y": 2}', "{x: true}", "{x: -Infinity}", "[1}", "[" * 99 + "]" * 99,
]  # fmt: skip
ITEMS = [
    "- in: {0} out: {1}\n",
    "* in: {0}\n  out: {1}\n",
    "- in: {0} out: {1}  // remark\n",
    "- f({0}) → {1}\n",
    "- `f({0}, {0})` -> `{1}`\n",
    "- f({0}) => {1} // g\n",
    "- f() → {1}\n",
    "- g({0}) → {1}\n",
    "- f({0}) returns {1}\n",
    "- in: {0} error: {1}\n",
    "  - in: {0} out: {1}\n",
    "- in: {0} out: {1} and more\n",
    "- in: {0} out: {1}\n\n",
    "- in: {0} out: {1}\n  more\n",
    "- f(x: {0}) → {1}\n",
    "words\n",
    "### Sub\n- f({0}) → {1}\n",
    "> - f({0}) → {1}\n",
    "• in: {0} out: {1}\n",
    ">>> f({0})\n{1}\n",
    "- f({0}) → {1}\n  - f({1}) → {0}\n",
    "- some:\n- f({0}) → {1}\n",
    "```json\n[{{\"in\": {0}, \"out\": {1}}}]\n```\n",
    "\n```json\n[\n  {{ \"in\": {0}, \"out\": {1} }},\n  {{ \"in\": [{1}], \"out\": {0} }}\n]\n```\n\n",
    "```json\n[{{\"in\": {0}, \"out\": {1}, \"in\": 1}}]\n```\n",
    "```json\n{{in: {0}, out: {1}}}\n```\n",
    "| x | out |\n|---|---|\n| {0} | {1} |\n",
]  # fmt: skip


PLAIN = {
    "target": ("# target: js\n", "# target: py\n"),
    "description": ("# description: gives its number back\n", "# description:\nmore words\n"),
    "types": ("# types:\nT = { a: number }\n", "# types: U = string\n"),
    "signature": ("# signature: (x: number) -> number\n", "# signature:\n(x: number) -> number\n"),
    "constraints": ("# constraints:\n- c\n", "# constraints:\n- d\n"),
    "properties": ("# properties:\n- result == x\n", "# properties:\n- x > 0 || true\n"),
    "uses": ("# uses:\n- g\n", "# uses:\n- h\n"),
    "examples": ("# examples:\n- f(1) → 1\n", "# examples:\n- f(2) → 2\n"),
    "hidden examples": ("# hidden examples:\n- f(3) → 3\n", "# hidden examples:\n- f(4) → 4\n"),
}
"""Two sections of each key that a glance looks at; with one of each, an intent is in order."""
ODD = [
    "# target: rb\n",
    "# types: T = T\n",
    "# types: X = any\n",
    "# signature: (x: string) -> number\n",
    "# constraints:\n-\n",
    "# properties:\n- x >\n",
    "# uses: g\n",
    '# examples:\n- f("a") → 1\n',
    '# examples:\n- f(9) → "a"\n',
    "# examples:\n- f(1) → 7\n",
    "# hidden examples:\n- f(2) → 8\n",
    "# Notes\n",
]
"""More sections, most of them with something to say about."""


@st.composite
def intents(draw: st.DrawFn) -> str:
    """An intent that is mostly in order."""

    def some(usual: int, texts: list[str]) -> str:
        """One of the first, as a rule."""
        return draw(st.one_of(st.sampled_from(texts[:usual]), st.sampled_from(texts[:usual]), st.sampled_from(texts)))

    head = some(2, NAMES) + "# description: d\n" * draw(st.booleans())
    sections = [some(1, SECTIONS) for _ in range(draw(st.integers(0, 2)))]
    examples = [
        some(6, ITEMS).format(draw(st.sampled_from(VALUES)), draw(st.sampled_from(VALUES)))
        for _ in range(draw(st.integers(0, 4)))
    ]
    for where in sorted(draw(st.lists(st.integers(0, len(examples)), max_size=2)), reverse=True):
        examples.insert(where, draw(st.sampled_from(["# hidden examples:\n", "# hidden examples:\n", "# examples:\n"])))
    sections.append("# examples:\n" + "".join(examples))
    if draw(st.integers(0, 3)) == 0:
        sections.append(draw(st.sampled_from([*sections, *SIGNATURES])))
    return head + some(4, SIGNATURES) + "".join(draw(st.permutations(sections)))


@st.composite
def repeating(draw: st.DrawFn) -> str:
    """An intent of plain sections, some of which are there twice, perhaps with one that is not in order."""
    sections = [first for first, _ in PLAIN.values()]
    sections += draw(st.lists(st.sampled_from([second for _, second in PLAIN.values()]), max_size=2))
    sections += draw(st.lists(st.sampled_from(ODD), max_size=1))
    return "# name: f\n" + "".join(draw(st.permutations(sections)))
