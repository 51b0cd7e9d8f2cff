"""The oldest Node and Python that generated code must work on: read from the project's own files, or from settings.

``requires-python`` of ``pyproject.toml`` and ``engines.node`` of ``package.json`` are read, never run. Of a range only
its lower ends matter: code that works on the oldest version is held to work on later ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

OLDEST_PYTHON = (3, 11)
"""Promised where the project names no version."""
OLDEST_NODE = 20
"""Likewise."""
_FIRST_PYTHON, _FIRST_NODE = (3, 9), 18
"""No older version is promised: the files that are written use what these have."""
_PYTHON = re.compile(r"(===|==|>=|~=|>|<=|<|!=)?\s*v?(\d+)(?:\.(\d+|\*))?[\w.*+!-]*")
_NODE = re.compile(r"(>=|<=|>|<|=|\^|~)?\s*v?(\d+)(?:\.[\dxX*]+)*[\w.+-]*")


@dataclass(frozen=True, slots=True)
class OldestRuntimes:
    """The oldest runtimes that the code must work on; models are told them."""

    python: tuple[int, int] = OLDEST_PYTHON
    node: int = OLDEST_NODE


DEFAULT = OldestRuntimes()


def dotted(version: Iterable[int]) -> str:
    """A version as people write it: ``3.11``."""
    return ".".join(map(str, version))


def oldest(
    python: Sequence[str] = (), node: Sequence[str] = (), pyproject: bytes | None = None, package: bytes | None = None
) -> OldestRuntimes:
    """The settings' versions (``"3.11"``, ``"20"``; several: the lowest), else the files', else the defaults.

    Never raises: a file that does not read, or a range that names no lower end, says nothing.
    """
    pythons = [_least_python(text) for text in python or _required_python(pyproject)]
    nodes = [_least_node(text) for text in node or _node_engines(package)]
    known_pythons = [version for version in pythons if version is not None]
    known_nodes = [version for version in nodes if version is not None]
    return OldestRuntimes(
        max(_FIRST_PYTHON, min(known_pythons, default=OLDEST_PYTHON)),
        max(_FIRST_NODE, min(known_nodes, default=OLDEST_NODE)),
    )


def _required_python(pyproject: bytes | None) -> Iterator[str]:
    if not pyproject:
        return
    import tomllib  # most workspaces name no version, and the server starts without it

    try:
        project = tomllib.loads(pyproject.decode()).get("project", {})
    except (ValueError, RecursionError):
        return
    text = project.get("requires-python") if isinstance(project, dict) else None
    if isinstance(text, str):
        yield text


def _node_engines(package: bytes | None) -> Iterator[str]:
    try:
        data = json.loads((package or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    engines = data.get("engines") if isinstance(data, dict) else None
    text = engines.get("node") if isinstance(engines, dict) else None
    if isinstance(text, str):
        yield text


def _least_python(specifier: str) -> tuple[int, int] | None:
    """The lower end of a version specifier (PEP 440): ``>=3.9,<4`` gives 3.9; ``>3.9`` as well, as 3.9.1 fits."""
    lower = [
        (int(major), int(minor) if minor and minor.isdigit() else 0)
        for operator, major, minor in _PYTHON.findall(specifier)
        if operator not in ("<", "<=", "!=")
    ]
    return max(lower, default=None)


def _least_node(range_: str) -> int | None:
    """The lowest major version that a range of npm's allows: ``^20.11 || >=22`` gives 20; ``18 - 20`` gives 18."""
    return _lowest(_lower_end(part) for part in range_.split("||"))


def _lower_end(comparators: str) -> int | None:
    first, hyphen, _ = comparators.partition(" - ")
    found = [(operator, int(major)) for operator, major in _NODE.findall(first if hyphen else comparators)]
    return max((major for operator, major in found if operator not in ("<", "<=")), default=None)


def _lowest(ends: Iterable[int | None]) -> int | None:
    known = [end for end in ends if end is not None]
    return min(known, default=None)
