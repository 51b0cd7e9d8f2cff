"""What each section of an intent is for: the texts of hover and completion."""

from __future__ import annotations

from intent_lsp.document.structure.keys import KEYS
from intent_lsp.text.inert import Markup

SECTIONS: dict[str, str] = {
    "name": "The intent's name: an identifier that is valid in every target. It starts a new intent.",
    "target": "Languages to generate: `js`, `py`, or both: `js,py`.",
    "description": "What the function does, in your own words. The model reads it.",
    "signature": "Parameters and result: `(x: number, s: string) -> { a: number }`.",
    "types": "Named types for the signature, one a line: `Vec = { x: number, y: number }`.",
    "constraints": "A list of rules in prose. The model reads them.",
    "examples": 'What must come back for which input. Every example is run: `- in: { "x": 3 } out: 9`.',
    "hidden examples": "Examples that are verified but never shown to a model.",
    "properties": "Expressions over the parameters and `result` that must always hold: `result.mag >= 0` (CEL).",
    "uses": "Other intents that the code may call: `clamp`, or `clamp from ./math.intent.md`.",
    "tolerance": "Relative tolerance for numbers that are not integers; `1e-9` if left out.",
    "rounds": "How many times a model may try, in place of the configuration's number.",
    "pure": "`false` if the result may depend on the time, on chance or on earlier calls; else that is a failure.",
}

SNIPPETS: dict[str, str] = {
    "name": "name: ${1:name}",
    "target": "target: ${1|js,py,js\\,py|}",
    "description": "description:\n$0",
    "signature": "signature:\n(${1:x}: ${2:number}) -> ${0:number}",
    "types": "types:\n${1:Name} = { ${2:x}: ${0:number} }",
    "constraints": "constraints:\n- $0",
    "examples": "examples:\n- in: { $1 } out: $0",
    "hidden examples": "hidden examples:\n- in: { $1 } out: $0",
    "properties": "properties:\n- $0",
    "uses": "uses: $0",
    "tolerance": "tolerance: ${0:1e-9}",
    "rounds": "rounds: ${0:3}",
    "pure": "pure: ${0:false}",
}

NEW_INTENT = (
    "# name: ${1:name}\n# target: ${2|js,py,js\\,py|}\n# description:\n${3:What it does.}\n# signature:\n"
    "(${4:x}: ${5:number}) -> ${6:number}\n# examples:\n- ${1:name}(${7:1}) -> ${0:1}\n"
)


def section_help(key: str, markup: Markup) -> str:
    """What one section is for. The texts above are shown as they are, in plain text as well."""
    aliases = KEYS.get(key, ())
    other = f"\n\nAlso: {', '.join(f'`{alias}`' for alias in aliases)}." if aliases else ""
    return f"{markup.strong(key)}: {SECTIONS.get(key, 'A section that is not read.')}{other}"
