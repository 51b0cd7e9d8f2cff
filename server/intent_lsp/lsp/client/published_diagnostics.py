"""What is published as diagnostics: a store by document and source, merged, with the version it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from intent_lsp.text.inert import visible
from intent_lsp.values import Json

Source: TypeAlias = Literal["document", "links", "run", "config"]
"""``document``: found while typing. ``links``: needs other documents. ``run``: what transpiling found. ``config``: the
configuration file. None of them wipes another."""


SEVERITIES = {"error": 1, "warning": 2, "information": 3, "hint": 4}
"""LSP 3.17, ``DiagnosticSeverity``."""


@dataclass(slots=True)
class _Entry:
    sources: dict[Source, list[Json]] = field(default_factory=dict)
    published: tuple[int | None, list[Json]] | None = None


class DiagnosticStore:
    """Publishes only for open documents, and clears on close."""

    def __init__(self, publish: Callable[[Json], None], describe: Callable[[Json], str | None]) -> None:
        """``describe`` tells where a diagnostic's code is explained, if anywhere."""
        self._publish = publish
        self._describe = describe
        self._entries: dict[str, _Entry] = {}

    def open(self, uri: str) -> None:
        """From now on the document's diagnostics are published."""
        self._entries.setdefault(uri, _Entry())

    def set(self, uri: str, version: int | None, found: Mapping[Source, Sequence[Json]]) -> None:
        """Replace what the given sources found in this version, and publish if anything (or the version) changed.

        A document that is not open is left alone.
        """
        entry = self._entries.get(uri)
        if entry is None:
            return
        for source, diagnostics in found.items():
            entry.sources[source] = [self._described(diagnostic) for diagnostic in diagnostics]
        merged = sorted(
            (diagnostic for diagnostics in entry.sources.values() for diagnostic in diagnostics), key=_place
        )
        if entry.published == (version, merged):
            return
        entry.published = (version, merged)
        self._publish({"uri": uri, "version": version, "diagnostics": merged})

    def _described(self, diagnostic: Json) -> Json:
        page = self._describe(diagnostic)
        described = diagnostic if page is None else {**diagnostic, "codeDescription": {"href": page}}
        described = {**described, "message": visible(diagnostic["message"])}
        if "relatedInformation" in diagnostic:
            described["relatedInformation"] = [
                {**related, "message": visible(related["message"])} for related in diagnostic["relatedInformation"]
            ]
        return described

    def close(self, uri: str) -> None:
        """Take back everything that was published for the document, and forget it."""
        entry = self._entries.pop(uri, None)
        if entry is not None and entry.published is not None and entry.published[1]:
            self._publish({"uri": uri, "diagnostics": []})

    def of(self, uri: str) -> list[Json]:
        """What is published at the moment."""
        entry = self._entries.get(uri)
        return entry.published[1] if entry is not None and entry.published is not None else []


def _place(diagnostic: Json) -> tuple[int, int, int]:
    start = diagnostic["range"]["start"]
    return start["line"], start["character"], diagnostic["severity"]
