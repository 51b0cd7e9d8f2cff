"""The candidate as a module, and the other generated functions it may import.

All live in the package ``generated``, so that both ``from .clamp import clamp`` and ``from clamp import clamp`` work.
"""

import importlib.abc
import importlib.machinery
import linecache
import sys
import types
from collections.abc import Mapping, Sequence

PACKAGE = "generated"


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the other generated modules by name; last in line, so that the standard library wins."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._made: dict[str, types.ModuleType] = {}
        self._begun: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.removeprefix(PACKAGE + ".") not in self._sources:
            return None
        return importlib.machinery.ModuleSpec(fullname, self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        """One module object for both of its names."""
        name = spec.name.removeprefix(PACKAGE + ".")
        return self._made.setdefault(name, types.ModuleType(f"{PACKAGE}.{name}"))

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__.removeprefix(PACKAGE + ".")
        if name not in self._begun:
            self._begun.add(name)
            module.__package__ = PACKAGE
            execute(self._sources[name], f"{name}.py", module)


def execute(code: str, filename: str, module: types.ModuleType) -> None:
    """Compile and run ``code`` as the body of ``module``; its lines are known to tracebacks and ``inspect``."""
    module.__file__ = filename
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    exec(compile(code, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 (this is the sandbox)


def candidate_module(name: str, sources: Mapping[str, str]) -> types.ModuleType:
    """A fresh package with an empty candidate module in it, both registered."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = []
    module = types.ModuleType(f"{PACKAGE}.{name}")
    module.__package__ = PACKAGE
    sys.modules[PACKAGE] = package
    sys.modules[module.__name__] = module
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    sys.meta_path.append(Finder(sources))
    return module
