"""Properties: CEL expressions over the parameters and ``result``."""

from __future__ import annotations

from intent_lsp.document.keys import nearest
from intent_lsp.document.model import Signature
from intent_lsp.document.report import Report


def check_property(text: str, start: int, end: int, signature: Signature, report: Report) -> bool:
    """Whether the expression between two offsets is well formed; if not, a ``property-syntax`` problem is noted."""
    from intent_lsp.document import cel  # for those who have properties

    known = {"result", *(p.name for p in signature.parameters)}
    try:
        names = cel.check(text, start, end)
    except cel.CelSyntaxError as error:
        report.add("property-syntax", error.start, error.end, error.message)
        return False
    good = True
    for name, place in names:
        if name not in known:
            good = False
            near = nearest(name, known)
            hint = f"did you mean {near}?" if near else f"there are {', '.join(sorted(known))[:120]}"
            report.add(
                "property-syntax",
                *place,
                f"there is no variable {name[:40]}: {hint}",
                data={"nearest": near, "name": name} if near else {"name": name},
            )
    for name, place in cel.unknown_calls(text, start, end):
        good = False
        near = nearest(name, sorted(cel.FUNCTIONS | cel.METHODS))
        hint = (
            f"did you mean {near}?"
            if near
            else "there are size, contains, startsWith, endsWith, matches, all, exists …"
        )
        report.add(
            "property-syntax",
            *place,
            f"CEL has no function {name[:40]}: {hint}",
            data={"nearest": near, "name": name} if near else {"name": name},
        )
    return good
