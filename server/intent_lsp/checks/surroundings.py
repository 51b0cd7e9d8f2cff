"""Names by which JavaScript finds out where it runs: a pure function has no use for them."""

from __future__ import annotations

from collections.abc import Iterator

from intent_lsp.checks.javascript_names import FreeNames
from intent_lsp.sandbox.contract import CodeError

SURROUNDINGS = frozenset(
    {
        *("process", "global", "require", "module", "exports", "__dirname", "__filename", "import.meta"),
        *("window", "document", "navigator", "location", "self", "localStorage", "sessionStorage", "alert", "prompt"),
        *("Deno", "Bun", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "Worker", "importScripts"),
    }
)
_GLOBAL_OBJECT = "globalThis"


def looks_at_surroundings(names: FreeNames) -> Iterator[CodeError]:
    """One error per name. A name that the module itself declares is its own."""
    reported: set[str] = set()
    for use in names.uses():
        path = use.path[1:] if use.path[0] == _GLOBAL_OBJECT else use.path
        name = ".".join(path[:2]) if path[:1] == ("import",) else path[0] if path else ""
        meant = use.is_in_typeof or len(use.path) > 1 or use.after in {"(", "["}
        if name in SURROUNDINGS and meant and name not in reported:
            reported.add(name)
            message = f"`{name}` belongs to the place where code runs, and the result must not depend on that"
            yield CodeError("SurroundingsError", message, names.line(use.at), names.column(use.at))
