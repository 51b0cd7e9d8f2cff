"""The fields of a command's argument, checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intent_lsp.document.model import Intent
from intent_lsp.lsp.documents.open_document import View
from intent_lsp.lsp.documents.open_documents import OpenDocuments
from intent_lsp.lsp.runs.orders import file_of_uri
from intent_lsp.lsp.wire.errors import JsonRpcInvalidParams
from intent_lsp.values import TARGETS, Target


def text(argument: Mapping[str, Any], key: str) -> str | None:
    """An optional string. Raises ``JsonRpcInvalidParams``, like all functions here."""
    value = argument.get(key)
    if value is None or isinstance(value, str):
        return value
    raise JsonRpcInvalidParams(f"`{key}` must be a string.")


def flag(argument: Mapping[str, Any], key: str) -> bool:
    """An optional boolean; missing means no."""
    value = argument.get(key, False)
    if isinstance(value, bool):
        return value
    raise JsonRpcInvalidParams(f"`{key}` must be true or false.")


def target(argument: Mapping[str, Any]) -> frozenset[Target] | None:
    """The optional ``target``."""
    value = text(argument, "target")
    if value is None:
        return None
    if value not in TARGETS:
        raise JsonRpcInvalidParams(f"`target` must be one of {', '.join(TARGETS)}.")
    return frozenset((value,))


def required(argument: Mapping[str, Any], key: str) -> str:
    """A string that must be there."""
    value = text(argument, key)
    if not value:
        raise JsonRpcInvalidParams(f"`{key}` is required.")
    return value


def one_target(argument: Mapping[str, Any]) -> Target:
    """The required ``target``."""
    found = target(argument)
    if found is None:
        raise JsonRpcInvalidParams(f"`target` is required: one of {', '.join(TARGETS)}.")
    return next(iter(found))


def uri(argument: Mapping[str, Any]) -> str:
    """The required ``uri``."""
    value = text(argument, "uri")
    if not value:
        raise JsonRpcInvalidParams("`uri` names the document and is required.")
    return value


async def intent(argument: Mapping[str, Any], documents: OpenDocuments) -> tuple[View, Path, Intent]:
    """The intent that the required ``uri`` and ``intent`` name, with its document and that document's file."""
    place, name = uri(argument), required(argument, "intent")
    view = await documents.closed_or_open(file_of_uri(place))
    found = view.document.intent(name) if view is not None else None
    if view is None or view.path is None or found is None:
        raise JsonRpcInvalidParams(f"There is no intent {name!r} in {place}.")
    return view, view.path, found
