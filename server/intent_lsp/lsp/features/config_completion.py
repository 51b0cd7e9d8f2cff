"""Completion and hover in ``intent.config.json``, from the one table of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.features.unfinished_json import JsonPlace, members, spot
from intent_lsp.text.inert import one_line
from intent_lsp.text.json5 import quote
from intent_lsp.text.span import Place
from intent_lsp.values import Json

if TYPE_CHECKING:
    from intent_lsp.configuration.shapes import Shape

PROPERTY = 10
VALUE = 12
ENUM_MEMBER = 20
"""LSP 3.17, ``CompletionItemKind``. Clients that have the schema leave out keys and choices by their kinds."""


def complete(
    view: View, place: Place, models: Callable[[], list[str]], providers: Callable[[], list[str]]
) -> list[Json]:
    """The keys or the values that may stand at a place. ``models`` and ``providers``: names, as far as they are known;
    nobody is asked."""
    text = view.text.source
    at = spot(text, _offset(view, place))
    if at is None:
        return []
    where = {"start": _position(view, at.start), "end": _position(view, at.end)}
    if not at.is_key:
        names = [quote(name) for name in _names(at, models, providers)]
        kind = VALUE if names else ENUM_MEMBER
        return [
            {
                "label": one_line(value.strip('"')),
                "kind": kind,
                "filterText": value,
                "textEdit": {"range": where, "newText": value},
            }
            for value in names or _choices(_shape(text, at, at.path))
        ]
    colon = "" if text[at.end :].lstrip().startswith(":") else ": "
    return [
        {
            "label": key,
            "kind": PROPERTY,
            "documentation": help_text,
            "filterText": f'"{key}"',
            "textEdit": {"range": where, "newText": f'"{key}"{colon}'},
        }
        for key, (_, help_text) in _keys(text, at).items()
        if key not in at.seen
    ]


def hover(view: View, place: Place) -> Json | None:
    """What the setting under the cursor is for."""
    text = view.text.source
    at = spot(text, _offset(view, place))
    if at is None or not at.is_key:
        return None
    known = _keys(text, at).get(text[at.start : at.end].strip("\"'"))
    if known is None:
        return None
    where = {"start": _position(view, at.start), "end": _position(view, at.end)}
    return {"contents": {"kind": "plaintext", "value": known[1]}, "range": where}


def _keys(text: str, at: JsonPlace) -> dict[str, tuple[Shape, str]]:
    """The keys of the object around a place, with what they are for."""
    from intent_lsp.configuration.shapes import Fields

    shape = _shape(text, at, at.path)
    return dict(shape.fields) if isinstance(shape, Fields) else {}


def _names(at: JsonPlace, models: Callable[[], list[str]], providers: Callable[[], list[str]]) -> list[str]:
    """Names of models or of providers, where such a name may stand."""
    if at.path[:1] == ("providers",) and at.path[2:] == ("model",):
        return models()
    if at.path[:1] == ("schedule",) and at.path[1:2] in (("draft",), ("repair",)):
        return providers()
    return []


def _choices(shape: Shape | None) -> list[str]:
    from intent_lsp.configuration.shapes import Either, Flag, WordChoice

    if isinstance(shape, Flag):
        return ["true", "false"]
    if isinstance(shape, WordChoice):
        return [f'"{word}"' for word in shape.words]
    if isinstance(shape, Either):
        return [choice for _, option in shape.options for choice in _choices(option)]
    return []


def _shape(text: str, at: JsonPlace, path: tuple[str | int, ...]) -> Shape | None:
    """What the value at the end of a path may be. What a provider may hold depends on its type."""
    from intent_lsp.configuration.providers import KINDS, Providers
    from intent_lsp.configuration.settings import file_shape
    from intent_lsp.configuration.shapes import Fields, ListOf, Text, WordChoice

    shape: Shape | None = file_shape()
    for depth, step in enumerate(path):
        if isinstance(shape, Providers) and isinstance(step, int):
            kind = members(text, at.opened[depth + 1]).get("type", "") if depth + 1 < len(at.opened) else ""
            what: tuple[Shape, str] = (WordChoice(tuple(KINDS)), "Which kind of server it is.")
            fields = KINDS[kind].fields if kind in KINDS else {"name": (Text("a name"), "How schedule calls it.")}
            shape = Fields({"type": what, **fields})
        elif isinstance(shape, Fields) and isinstance(step, str):
            shape = shape.fields[step][0] if step in shape.fields else None
        elif isinstance(shape, ListOf):
            shape = shape.item
        else:
            return None
    return shape


def _offset(view: View, place: Place) -> int:
    return sum(map(len, view.text.lines[: place.line])) + place.column


def _position(view: View, offset: int) -> dict[str, int]:
    """A client's position of an offset of the text."""
    for number, line in enumerate(view.text.lines):
        if offset <= len(line.rstrip("\r\n")):
            return view.position(number, offset)
        offset -= len(line)
    return view.position(len(view.text.lines), 0)
