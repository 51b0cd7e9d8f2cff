"""The CEL library without its command line.

``import cel`` (common-expression-language 0.10.0) imports the package's own command line too, and with it
prompt_toolkit, rich and typer: ten times as long as its extension module, which is all that a check needs.
"""

from __future__ import annotations

import sys
import threading
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cel import Context, Program

_EXTENSION = "cel.cel"
_lock = threading.Lock()


def compiled(expression: str) -> Program:
    """The expression as a program. Raises ``ValueError`` for what is not CEL."""
    program: Program = _extension().compile(expression)
    return program


def context(variables: dict[str, Any]) -> Context:
    """Variables by name, to which functions may be added."""
    made: Context = _extension().Context(variables)
    return made


def _extension() -> ModuleType:
    """Raises ``ImportError`` where the library is missing, or its extension module is not where it was."""
    with _lock:
        if _EXTENSION not in sys.modules:
            package = find_spec("cel")
            spec = PathFinder.find_spec(_EXTENSION, package.submodule_search_locations if package else None)
            if spec is None or spec.loader is None:
                raise ImportError("the extension module of common-expression-language is missing")
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            sys.modules[_EXTENSION] = module
        return sys.modules[_EXTENSION]
