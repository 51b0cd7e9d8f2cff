"""A module of JavaScript that imports the generated functions it uses by the names of their files."""

from __future__ import annotations

from collections.abc import Mapping

from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

_EXTENSIONS = (".js", ".mjs", ".cjs")


def decorated(code: str, used: Mapping[str, str], extension: str) -> str:
    """The ES module with ``./FILE.EXTENSION`` for each way to name a used function's module; ``used`` gives the files'
    names.

    When the code is checked, ``clamp``, ``./clamp`` and ``./clamp.js`` are one module; for Node only one of them is.
    """
    if not used or "import" not in code:
        return code
    root = js.parse(code)
    edits: list[Edit] = []
    for statement in [] if root.has_error else js.statements(root):
        source = js.field(statement, "source") if statement.type == "import_statement" else None
        name = _name(js.text(source)[1:-1]) if source is not None else ""
        if source is not None and name in used:
            edits.append(Edit(source.start_byte, source.end_byte, f'"./{used[name]}{extension}"'))
    return apply_edits(code, edits)


def _name(specifier: str) -> str:
    name = specifier.removeprefix("./")
    return next((name.removesuffix(end) for end in _EXTENSIONS if name.endswith(end)), name)
