"""When an answer holds all that was asked for, although the model goes on: prose after the code costs time only."""

from __future__ import annotations

import re

from intent_lsp.models.contract import Prompt

_FENCE = re.compile(r"^(?P<fence>```+)(?P<tag>[\w+-]*)[ \t]*\n(?P<code>.*?)^(?P=fence)[ \t]*(?:\n|\Z)", re.M | re.S)
_TAGS = {"js": ("js", "javascript", "mjs"), "py": ("python", "py", "python3")}


def is_whole(text: str, prompt: Prompt) -> bool:
    """Whether a closed block of the target's language defines the function, and something else follows it.

    Only a block that begins at a line's start counts, so that a fence inside a doc string does not end the answer.
    """
    name = re.escape(prompt.intent.name)
    if prompt.target == "py":
        defines = rf"^(?:async )?def {name}\s*\("
    else:
        defines = rf"^export (?:default )?(?:(?:async )?function\*? {name}\s*\(|(?:const|let) {name}\s*=)"
    return any(
        match["tag"].lower() in _TAGS[prompt.target]
        and text[match.end() :].strip()
        and re.search(defines, match["code"], re.M)
        for match in _FENCE.finditer(text)
    )
