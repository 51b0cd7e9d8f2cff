"""A small program that calls a function with one example's arguments, to be run in a debugger, and where to stop."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from intent_lsp.decoration.value_text import javascript_value, python_value
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.python import Source
from intent_lsp.values import JsonValue, Target

_ABOUT = "Written by intent-lsp to debug one example; it may be removed at any time."


@dataclass(frozen=True, slots=True)
class CodeLocation:
    """Where the code lies."""

    path: str
    uri: str
    folders: tuple[str, ...]
    """Where Python looks for what the code imports."""


def driver(target: Target, place: CodeLocation, name: str, arguments: Sequence[JsonValue]) -> str:
    """The program, for a file of any name: an ES module for Node, or a script for Python. It prints what comes back."""
    if target == "js":
        values = ", ".join(map(javascript_value, arguments))
        return (
            f"// {_ABOUT}\nimport * as module from {javascript_value(place.uri)};\n\n"
            f"const call = module.{name} ?? module.default.{name};\nconst input = [{values}];\n"
            "console.log(await call(...input));\n"
        )
    values = "".join(f"{python_value(value)}, " for value in arguments).rstrip()
    paths = ", ".join(map(python_value, place.folders))
    return (
        f"# {_ABOUT}\nimport asyncio\nimport importlib.util\nimport inspect\nimport math\nimport sys\n\n"
        f"sys.path[:0] = [{paths}]\n"
        f"spec = importlib.util.spec_from_file_location({python_value(name)}, {python_value(place.path)})\n"
        "module = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(module)\n"
        f"arguments = ({values})\nresult = module.{name}(*arguments)\n"
        "print(asyncio.run(result) if inspect.iscoroutine(result) else result)\n"
    )


def entry(target: Target, code: str, name: str) -> tuple[int, int] | None:
    """Line and column (from 0, in UTF-16 units) of the first thing that a call of the function runs.

    ``None`` where the code does not parse, or has no such function at its top level.
    """
    return _javascript_entry(code, name) if target == "js" else _python_entry(code, name)


def _python_entry(code: str, name: str) -> tuple[int, int] | None:
    source = Source.of(code)
    function = source.function(name) if source is not None else None
    if function is None:
        return None
    said = ast.get_docstring(function, clean=False) is not None
    first = function.body[1 if said and len(function.body) > 1 else 0]
    return first.lineno - 1, _units(code, first.lineno - 1, first.col_offset)


def _javascript_entry(code: str, name: str) -> tuple[int, int] | None:
    root = js.parse(code)
    found = js.functions(root).get(name)
    body = js.field(found, "body") if found is not None else None
    if root.has_error or body is None:
        return None
    first = next((node for node in body.named_children if node.type != "comment"), body.children[-1])
    start = (first if body.type == "statement_block" else body).start_point
    return start.row, _units(code, start.row, start.column)


def _units(code: str, line: int, column: int) -> int:
    """A column in bytes of UTF-8, in UTF-16 units."""
    before = code.encode("utf-8", "surrogatepass").split(b"\n")[line][:column]
    return len(before.decode("utf-8", "replace").encode("utf-16-le", "surrogatepass")) // 2
