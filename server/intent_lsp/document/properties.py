"""Properties: CEL expressions over the parameters and ``result``."""

from __future__ import annotations

from intent_lsp.document.model import Signature
from intent_lsp.document.report import Report
from intent_lsp.document.structure.keys import Suggestions

_THERE_ARE = "there are size, contains, startsWith, endsWith, matches, all, exists …"
_INSTEAD = {
    "has": "write `has(result.field)`, with one field",
    "max": "apply it to each item: `xs.all(x, x <= result)`",
    "min": "apply it to each item: `xs.all(x, x >= result)`",
    "len": "write `size(…)`",
    "length": "write `size(…)`",
    "abs": "write `(x < 0 ? -x : x)`",
    "any": "write `xs.exists(x, …)`",
    "some": "write `xs.exists(x, …)`",
    "every": "write `xs.all(x, …)`",
    "includes": "write `x in xs`",
    "sum": "CEL cannot add up a list; write examples instead",
}
"""What people call that CEL does not have, and what to write."""


class PropertyChecker:
    """Checks the properties of one signature."""

    def __init__(self, signature: Signature) -> None:
        self.said = ["result", *(p.name for p in signature.parameters if not p.made_up)]
        """The names that somebody wrote, and ``result``."""
        self.known = {"result", *(p.name for p in signature.parameters)}
        self.suggestions = Suggestions()

    def check(self, text: str, start: int, end: int, report: Report) -> bool:
        """Whether the expression between two offsets is well formed; if not, ``property-syntax`` problems are noted."""
        from intent_lsp.document import cel  # for those who have properties

        try:
            names = cel.check(text, start, end)
        except cel.CelSyntaxError as error:
            report.add("property-syntax", error.start, error.end, error.message)
            return False
        unknown = [(name, place) for name, place in names if name not in self.known]
        for name, place in unknown:
            near = self.suggestions.nearest(name, self.said)
            self._tell(report, place, f"there is no variable {name[:40]}: {self._hint(near)}", name, near)
        calls = cel.unknown_calls(text, start, end)
        for name, place in calls:
            there = cel.METHODS if text[place[0] - 1 : place[0]] == "." else cel.FUNCTIONS
            instead = _INSTEAD.get(name.lower().lstrip("."))
            near = self.suggestions.nearest(name, sorted(there)) if instead is None else None
            hint = instead or (f"did you mean {near}?" if near else _THERE_ARE)
            self._tell(report, place, f"CEL has no function {name[:40]}: {hint}", name, near)
        return not unknown and not calls

    def _hint(self, near: str | None) -> str:
        if near:
            return f"did you mean {near}?"
        if len(self.said) <= len(self.known) - 1:
            return "the examples do not name the parameters; add a signature"
        return f"there are {', '.join(sorted(self.said[:20]))[:120]}"

    def _tell(self, report: Report, place: tuple[int, int], message: str, name: str, near: str | None) -> None:
        report.add("property-syntax", *place, message, data={"nearest": near, "name": name} if near else {"name": name})
