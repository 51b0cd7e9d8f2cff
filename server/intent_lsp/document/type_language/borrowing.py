"""Types that an intent takes from other documents: ``Vec from ./geometry.intent.md`` among its ``types``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from intent_lsp.document.model import ArrayOf, MapOf, Named, RecordOf, TupleOf, TypeExpr, UnionOf
from intent_lsp.document.structure.sections import Part, readable_text, split_sections, unwrap, value_range
from intent_lsp.text.source import Source, normalise

_NAME = r"[A-Za-z_]\w*+"
_LINE = re.compile(
    rf"^[ \t]*+(?:[-*+][ \t]++)?(`?{_NAME}`?(?:[ \t]*+,[ \t]*+`?{_NAME}`?)*+)[ \t]++from[ \t]++"
    r"[`\"'<(]*+([^\s`\"'>)]++)[`\"'>)]*+[ \t;,]*+$",
    re.MULTILINE | re.ASCII,
)
_WORD = re.compile(_NAME, re.ASCII)
_NAMES_BEFORE = re.compile(rf"(?:.*?[#:].*?|\W*){_NAME}`?(?:[ \t]*,[ \t]*`?{_NAME}`?)*[ \t]+\Z", re.ASCII | re.DOTALL)
_PATH_BEHIND = re.compile(r"[ \t]+[^ \t\n\r]+(?:[^\S\n\r]|[;,#`~>)\"'])*(?:\^[A-Za-z0-9-]+[ \t]*)?(?=[\n\r]|\Z)")
"""What stands around ``from`` in any line that may be read by ``_LINE`` once its text is normalised and cut."""


class Lender(NamedTuple):
    """What another document lends."""

    types: Mapping[str, TypeExpr]
    unclear: frozenset[str] = frozenset()
    """Names that its intents declare in different ways."""
    problem: str = ""
    """Why it lends nothing."""


Lenders = Mapping[str, Lender]
"""By the path, as it is written behind ``from``. One that is missing was not looked for: its types are ``any``."""
NO_LENDERS: Lenders = MappingProxyType({})


class Borrowing(NamedTuple):
    """One name that is taken from another document. Numbers are offsets in the text of the ``types``."""

    name: str
    start: int
    end: int
    path: str
    path_start: int
    path_end: int


def borrowings(text: str) -> list[Borrowing]:
    """Every name that a value of ``types`` takes from elsewhere, in order."""
    if "from" not in text:
        return []
    return [
        Borrowing(word[0], word.start(), word.end(), line[2], line.start(2), line.end(2))
        for line in _LINE.finditer(text)
        for word in _WORD.finditer(text, line.start(1), line.end(1))
    ]


def without_borrowings(text: str) -> str:
    """The same value with nothing but declarations, which stand where they stood."""
    return _LINE.sub(lambda line: " " * len(line[0]), text) if "from" in text else text


def in_sections(sections: Sequence[Part], source: Source) -> Iterator[Borrowing]:
    """The borrowings of ``types`` sections, with offsets of ``source``."""
    for part in sections:
        start, end = unwrap(source, *value_range(source, part))
        for one in borrowings(source.text[start:end]):
            yield one._replace(
                start=one.start + start, end=one.end + start,
                path_start=one.path_start + start, path_end=one.path_end + start,
            )  # fmt: skip


def written_paths(text: str) -> tuple[str, ...]:
    """The documents from which a document's intents take types, as they are written, each once."""
    if not _may_borrow(text):
        return ()
    padded = "\n" + normalise(text)
    found = split_sections(padded)
    source = Source(readable_text(padded, found)[1:])
    sections = [part for part in found if part.key == "types"]
    return tuple(dict.fromkeys(one.path for one in in_sections(sections, source)))


def _may_borrow(text: str) -> bool:
    """Whether some line could take a name from elsewhere in a section ``types``: hardly ever one of prose.

    Asked at every key: what it saves is to cut a long document into its sections.
    """
    at = text.find("from")
    while at >= 0:
        if _PATH_BEHIND.match(text, at + 4):
            line = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
            if _NAMES_BEFORE.match(text[line:at]):
                return True
        at = text.find("from", at + 4)
    return False


def brought_along(name: str, types: Mapping[str, TypeExpr]) -> dict[str, TypeExpr]:
    """A type with all that it is made of, by name."""
    found: dict[str, TypeExpr] = {}
    pending: list[TypeExpr] = [Named(name)]
    while pending:
        match pending.pop():
            case Named(part) if part in types and part not in found:
                found[part] = types[part]
                pending.append(types[part])
            case ArrayOf(item) | MapOf(item):
                pending.append(item)
            case TupleOf(items) | UnionOf(items):
                pending += items
            case RecordOf(fields):
                pending += [field.type for field in fields]
            case _:
                pass
    return found
