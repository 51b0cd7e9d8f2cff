"""What other documents lend to one that is shown, as they stand in the editor, else on disk."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.document.type_language.borrowing import NO_LENDERS, Lenders
from intent_lsp.files import single_file
from intent_lsp.lsp.wire.text_buffer import MOST_BYTES, TextDocument


@dataclass(slots=True)
class LentTypes:
    """Of one document. Looked up again only where its text or that of a lender has changed."""

    path: Path
    root_of: Callable[[Path], Path]
    """The workspace folder of a document."""
    open_text: Callable[[Path], TextDocument | None]
    """The text of a document that is open."""
    _revision: int = -1
    _stamps: Mapping[Path, Hashable] = field(default_factory=dict)
    _found: Lenders = field(default_factory=lambda: NO_LENDERS)

    def of(self, text: TextDocument) -> Lenders:
        """The lenders for the document's text as it is now."""
        if text.revision != self._revision or any(self._stamp(path) != old for path, old in self._stamps.items()):
            self._revision = text.revision
            self._look(text.source)
        return self._found

    def looked_at(self, path: Path) -> bool:
        """Whether a document's text decided what was found last."""
        return path in self._stamps

    def _look(self, source: str) -> None:
        stamps: dict[Path, Hashable] = {}
        root = self.root_of(self.path)

        def text_of(name: str) -> str | None:
            path = root / name
            stamps[path] = self._stamp(path)
            shown = self.open_text(path)
            return shown.source if shown is not None else _on_disk(path, root)

        if "from" in source and self.path.is_relative_to(root):
            from intent_lsp.document.lent_types import lenders  # for those who take types from others

            found = lenders(self.path.relative_to(root).as_posix(), source, text_of)
        else:
            found = NO_LENDERS
        self._stamps = stamps
        self._found = found if found != self._found else self._found

    def _stamp(self, path: Path) -> Hashable:
        shown = self.open_text(path)
        if shown is not None:
            return id(shown), shown.revision
        try:
            status = path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size


def _on_disk(path: Path, root: Path) -> str | None:
    try:
        data = single_file.read_linked(path, MOST_BYTES + 1, within=root)
        return data.decode("utf-8-sig") if data is not None and len(data) <= MOST_BYTES else None
    except (OSError, UnicodeDecodeError):
        return None
