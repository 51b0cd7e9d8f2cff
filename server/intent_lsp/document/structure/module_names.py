"""Names under which a generated file would stand in the way of a module of the language's own library."""

from __future__ import annotations

import sys

from intent_lsp.values import Target

_OF_NODE = (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain "
    "events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl "
    "stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib"
)
_NODE = frozenset(_OF_NODE.split())
"""``node:module.builtinModules`` of Node 20, without what is reached by ``node:`` only."""
_MODULES: dict[Target, frozenset[str]] = {"js": _NODE, "py": sys.stdlib_module_names}
MODULES = _NODE | sys.stdlib_module_names
"""Whatever one of the languages has."""
_WHAT: dict[Target, str] = {"js": "a module of Node", "py": "a module of Python's standard library"}


def shadowed_by(name: str, targets: tuple[Target, ...]) -> tuple[str, str]:
    """What an intent of that name would shadow and by which file, for a message; both empty if nothing."""
    for target in targets:
        if name in _MODULES[target]:
            return _WHAT[target], f"{name}.{target}"
    return "", ""
