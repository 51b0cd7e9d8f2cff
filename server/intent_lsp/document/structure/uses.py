"""The ``uses`` directive: ``clamp`` or ``clamp from ./math.intent.md``."""

from __future__ import annotations

import re

from intent_lsp.document.model import Use
from intent_lsp.document.report import Report
from intent_lsp.text.source import Source

_USE = re.compile(r"[*`\s]*+([^\W\d][\w$]*+)[*`]*+(?:[ \t]++from[ \t]++[`\"'<(]*+([^\s`\"'>)]++)[`\"'>)]*+)?[*`\s]*+")


def read_uses(source: Source, items: list[tuple[int, int]], report: Report) -> list[Use]:
    """The uses named in the items, several per item if commas divide them; what is none is ``unresolved-use``."""
    found: list[Use] = []
    for item_start, item_end in items:
        start = item_start
        while start <= item_end:
            stop = source.text.find(",", start, item_end)
            stop = item_end if stop < 0 else stop
            a, b = source.trim(start, stop)
            if a < b:
                match = _USE.fullmatch(source.text, a, b)
                if match is None:
                    message = "write an intent's name: `clamp` or `clamp from ./math.intent.md`"
                    report.add("unresolved-use", a, b, message)
                else:
                    found.append(Use(match[1], match[2] or "", source.span(a, b)))
            start = stop + 1
    return found
