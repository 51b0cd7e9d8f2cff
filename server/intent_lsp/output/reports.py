"""Where reports lie and how they are shared: ``.promirror/reports/<document path>.report.json``, made to be committed.

A report that cannot be read is an empty one, because it can always be made again. Several processes may save reports of
one document at once: each one's changes stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from intent_lsp.errors import OutputError
from intent_lsp.output.report import Contradiction, Entry, EntryKey, Report, Round
from intent_lsp.output.report_format import decode, encode
from intent_lsp.output.workspace import Workspace

__all__ = ["Contradiction", "Entry", "Report", "Round", "load_report", "report_path", "save_report"]

REPORT = ".report.json"
"""What the name of a report has behind that of its document."""


def report_path(workspace: Workspace, document: Path) -> Path:
    """Where a document's report lies. Raises ``OutsideWorkspace``."""
    relative = workspace.relative(document)
    return workspace.home("reports", f"{relative}{REPORT}")


def load_report(workspace: Workspace, document: Path) -> Report:
    """The report of a document; empty if there is none or it cannot be read."""
    try:
        data = workspace.read_bytes(report_path(workspace, document))
    except OutputError:
        return Report()
    entries = _decoded(data)
    return Report(entries, entries)


def save_report(workspace: Workspace, document: Path, report: Report) -> bool:
    """Write what was changed since the report was loaded; tells whether any byte changed.

    Entries that another process wrote meanwhile stay. Raises ``OutsideWorkspace`` and ``WriteFailed``.
    """
    name = workspace.relative(document)

    def change(old: bytes | None) -> bytes | None:
        entries = report.merged_into(_decoded(old))
        return encode(name, entries.values()) if entries or old is not None else None

    return workspace.update(report_path(workspace, document), change)


def _decoded(data: bytes | None) -> Mapping[EntryKey, Entry]:
    return {entry.key: entry for entry in _entries(data)} if data else {}


@lru_cache(maxsize=4)
def _entries(data: bytes) -> tuple[Entry, ...]:
    """Every intent of a document looks into the same report; entries never change."""
    return decode(data)
