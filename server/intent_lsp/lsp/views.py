"""Open documents as intent documents: parsed on demand, once per text, with what was parsed before as a head start."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from lsprotocol import types
from pygls.uris import to_fs_path

from intent_lsp import search
from intent_lsp.document import parse
from intent_lsp.document.model import Document, Problem, Span
from intent_lsp.lsp.awake import Awake
from intent_lsp.lsp.codec import to_position, to_range
from intent_lsp.lsp.workspace import Place, TextDocument
from intent_lsp.values import Target

Kind: TypeAlias = Literal["intent", "config", "other"]


@lru_cache(256)
def path_of(uri: str) -> Path | None:
    """The file a URI names; ``None`` for what is no file (``untitled:`` and the like)."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if not path or "\0" in path:
        return None
    found = Path(path)
    return found if found.is_absolute() else None  # a drive's letter, on a system that has none


def kind_of(uri: str, language_id: str | None) -> Kind:
    """What a document is to us, by its name; unsaved ones by their language."""
    name = uri.rpartition("/")[2]
    if search.is_document(name):
        return "intent"
    if name == "intent.config.json":
        return "config"
    return "intent" if not uri.startswith("file:") and language_id in ("markdown", "intent") else "other"


def stem_of(uri: str) -> str:
    """The document's name without ``.intent.md``: the name of an intent that has none."""
    path = path_of(uri)
    name = path.name if path else uri.rpartition("/")[2].rpartition(":")[2]
    return search.stem_of(name)


@dataclass(slots=True)
class View:
    """One open document. ``text`` is the live buffer."""

    uri: str
    text: TextDocument
    kind: Kind
    path: Path | None
    default_targets: tuple[Target, ...] = ("js",)
    crossing: tuple[Problem, ...] = ()
    """What was found when other documents were looked at last."""
    awake: Awake | None = field(default=None, repr=False)
    """Who limits how many views stay parsed; ``None``: nobody."""
    prepared: dict[str, Any] = field(default_factory=dict, repr=False)
    """What features keep of this document between two requests. It may go at any time."""
    stem: str = field(init=False)
    """The name of an intent that has none."""
    _document: Document | None = None
    _parsed: tuple[int, tuple[Target, ...]] | None = field(default=None)

    def __post_init__(self) -> None:
        self.stem = stem_of(self.uri)

    @property
    def version(self) -> int | None:
        """The client's version of the text."""
        return self.text.version

    @property
    def document(self) -> Document:
        """The parsed document."""
        key = (self.text.revision, self.default_targets)
        if self._document is None or self._parsed != key:
            self._document = parse(
                self.text.source,
                stem=self.stem,
                default_targets=self.default_targets,
                previous=self._document,
            )
            self._parsed = key
            if self.awake is not None:
                self.awake.parsed(self)
        return self._document

    @property
    def resting(self) -> bool:
        """Whether nothing but the text is kept."""
        return self._document is None

    def rest(self) -> None:
        """Keep the text only; everything else is made again when it is needed."""
        self._document = self._parsed = None
        self.prepared.clear()
        self.text.rest()

    def range(self, span: Span) -> dict[str, Any]:
        """A span of the document as an LSP range in the client's units."""
        return to_range(self.text.lines, span, self.text.encoding)

    def position(self, line: int, column: int) -> dict[str, int]:
        """A place as an LSP position in the client's units."""
        return to_position(self.text.lines, line, column, self.text.encoding)

    def place(self, position: types.Position) -> Place:
        """A client's position as line and code point."""
        return self.text.place(position)
