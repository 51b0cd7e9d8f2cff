"""Generated files as they stand: in the editor's buffer where they are open, else on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.document.model import Intent
from intent_lsp.errors import OutputError
from intent_lsp.files import single_file
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.scope import Scope
from intent_lsp.values import Target

if TYPE_CHECKING:
    from intent_lsp.output.workspace import FileState


MOST_BYTES = 16 << 20
"""A file larger than this is none of ours."""
_NOTHING = "", ""


class GeneratedFiles:
    """Where generated files belong, and what is there. Brings the engine's output with it on first use."""

    def __init__(self, scope: Scope, documents: OpenDocuments) -> None:
        self._scope = scope
        self._documents = documents
        self._looks: dict[Path, tuple[tuple[int, int, int], tuple[str, str]]] = {}
        """What files are, and the digest of their code, by what ``stat`` said when they were looked at."""

    def place(self, view: View, intent: Intent, target: Target) -> Path | None:
        """Where the generated file belongs, whether it exists or not; ``None`` where it cannot be."""
        from intent_lsp.output.workspace import Workspace

        if view.path is None:
            return None
        try:
            workspace = Workspace(self._scope.root_of(view.path))
            return workspace.target_path(view.path, intent, target, self._scope.config_of(view.path))
        except OutputError:
            return None

    def kind(self, view: View, file: Path | None) -> str:
        """``generated``, ``edited``, ``foreign``, or empty where there is nothing (or nothing readable)."""
        return self._look(view, file)[0]

    def code_digest(self, view: View, file: Path | None) -> str:
        """The digest that the file's header gives for its code; empty where there is none."""
        return self._look(view, file)[1]

    def _look(self, view: View, file: Path | None) -> tuple[str, str]:
        """Kind and digest. Looks at the editor's buffer first, and reads a file again only when it has changed."""
        if file is None or view.path is None:
            return _NOTHING
        stamp = None
        if self._documents.generated_view(file) is None:
            try:
                status = file.stat()
            except OSError:
                return _NOTHING
            stamp = status.st_mtime_ns, status.st_size, status.st_ino
            known = self._looks.get(file)
            if known is not None and known[0] == stamp:
                return known[1]
        try:
            state = self.state(self._scope.root_of(view.path), file)
        except OutputError:
            return _NOTHING
        look = ("" if state.kind == "absent" else state.kind, state.header.code_digest if state.header else "")
        if stamp is not None:
            self._looks[file] = stamp, look
        return look

    def state(self, root: Path, path: Path) -> FileState:
        """What stands at a place. Raises :class:`~intent_lsp.errors.OutputError`."""
        from intent_lsp.output.workspace import Workspace, state_of

        view = self._documents.generated_view(path)
        return state_of(view.text.source) if view is not None else Workspace(root).inspect(path)

    def unsaved(self, path: Path) -> bool:
        """Whether the editor holds another text than the disk."""
        view = self._documents.generated_view(path)
        return view is not None and normalized(view.text.source) != text_on_disk(path)


def text_on_disk(path: Path) -> str | None:
    """A file's text without the differences that do not count; ``None`` where it cannot be read."""
    try:
        data = single_file.read(path, MOST_BYTES)
        return normalized(data.decode("utf-8")) if data is not None else None
    except (OSError, ValueError):
        return None


def normalized(text: str) -> str:
    """A text without byte order mark, and with line ends of one kind: what differs only so is not edited."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")
