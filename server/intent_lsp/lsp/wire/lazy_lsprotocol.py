"""lsprotocol's 554 message classes, each finished when it is first used.

Importing ``lsprotocol.types`` makes attrs write and compile the methods of every class, which takes longer than all the
rest of the server's start and three times the memory; a session needs about fifty of them. While the module is imported
here, ``attrs.define`` only marks a class. The mark is a metaclass: making an instance, or asking for the fields (as
cattrs does), finishes the class and takes the mark off. A finished class is what attrs makes of it, except that it has
no ``__slots__``, because slots would need a new class in place of the one that others refer to already.

``tests/lsp/wire/test_lazy_lsprotocol.py`` holds every class against the one that lsprotocol makes itself.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import attrs

_define = attrs.define


class _Unfinished(type):
    """The type of a class that attrs has not seen yet."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        _finish(cls)
        return cls(*args, **kwargs)

    def __getattr__(cls, name: str) -> Any:
        if name in ("__attrs_attrs__", "__attrs_props__", "__match_args__"):
            _finish(cls)
            return getattr(cls, name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")


class _Finished(type):
    """The type of a class that attrs has finished; not ``type`` itself only because Python does not let us go back."""


def _mark(cls: type) -> type:
    body = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    return _Unfinished(cls.__name__, cls.__bases__, body)


def _finish(cls: type) -> None:
    from lsprotocol.types import ALL_TYPES_MAP

    cls.__class__ = _Finished
    _define(cls, slots=False)
    attrs.resolve_types(cls, ALL_TYPES_MAP, {})  # what lsprotocol does for all classes when a converter is made


def import_lazily() -> None:
    """Import ``lsprotocol.types`` with its classes unfinished; does nothing when it is imported already."""
    if "lsprotocol.types" in sys.modules:
        return
    attrs.define = _mark  # type: ignore[assignment]  # for this one import, which uses it as a plain decorator
    try:
        importlib.import_module("lsprotocol.types")
    finally:
        attrs.define = _define
    from lsprotocol import _hooks

    _hooks._resolved_forward_references = True  # each class sees to its own
