"""Completion and hover in ``intent.config.json``, from the one table of settings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intent_lsp.lsp.session import Session
    from intent_lsp.lsp.views import View
    from intent_lsp.lsp.workspace import Place

Json = dict[str, Any]
PROPERTY = 10
VALUE = 12
"""LSP 3.17, ``CompletionItemKind``."""

_VALUE = re.compile(r'(?P<value>"?[^"\s\[,:{]*)$')
_MODEL = re.compile(r'"model"\s*:\s*$')
_ROUTE = re.compile(r'"(?:draft|repair)"\s*:\s*\[(?:\s*"[^"]*"\s*,)*\s*$')
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?')


def _depth_and_group(text: str) -> tuple[int, str]:
    """How deep in objects the end of ``text`` is, and the key of the innermost one."""
    opened: list[str] = []
    key = ""
    position = 0
    while position < len(text):
        char = text[position]
        if char == '"':
            match = _STRING.match(text, position)
            key = match.group().strip('"') if match else ""
            position = match.end() if match else position + 1
            continue
        if char in "{[":
            opened.append(key)
            key = ""
        elif char in "}]" and opened:
            opened.pop()
        position += 1
    return len(opened), opened[-1] if opened else ""


def values(session: Session, view: View, place: Place) -> list[Json]:
    """Names of models behind ``"model":``, of providers in the lists of ``schedule``."""
    lines = view.text.lines
    line = lines[place.line]
    head = line[: place.column]
    typed = _VALUE.search(head)
    if typed is None or view.path is None:
        return []
    root = session.root_of(view.path)
    before = "".join(lines[: place.line]) + head[: typed.start("value")]
    if _MODEL.search(before):
        names = session.model_names(root)
    elif _ROUTE.search(before):
        names = [provider.name for provider in session.settings.loaded(root).config.providers]
    else:
        return []
    end = place.column + (1 if line[place.column : place.column + 1] == '"' else 0)
    where = {"start": view.position(place.line, typed.start("value")), "end": view.position(place.line, end)}
    return [
        {"label": name, "kind": VALUE, "filterText": f'"{name}"', "textEdit": {"range": where, "newText": f'"{name}"'}}
        for name in names
    ]


def complete(view: View, place: Place) -> list[Json]:
    """The keys that may stand at a place of the configuration file."""
    from intent_lsp.configuration.settings import GROUPS, SETTINGS

    lines = view.text.lines
    head = "".join(lines[: place.line]) + lines[place.line][: place.column]
    start = re.search(r'"?[\w$]*$', head)
    before = head[: start.start()] if start else head
    if before.rstrip()[-1:] not in ("{", ","):
        return []
    depth, group = _depth_and_group(before)
    if depth == 1:
        keys = {setting.key[0]: setting.help for setting in SETTINGS if len(setting.key) == 1} | GROUPS
    elif depth == 2 and group in GROUPS:
        keys = {setting.key[1]: setting.help for setting in SETTINGS if setting.key[0] == group}
    else:
        return []
    column = place.column - (len(head) - len(before))
    rest = lines[place.line][place.column :]
    end = place.column + (1 if rest.startswith('"') else 0)
    where = {"start": view.position(place.line, column), "end": view.position(place.line, end)}
    return [
        {
            "label": key,
            "kind": PROPERTY,
            "documentation": text,
            "filterText": f'"{key}"',
            "textEdit": {"range": where, "newText": f'"{key}": '},
        }
        for key, text in keys.items()
    ]
