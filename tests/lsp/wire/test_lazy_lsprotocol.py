"""The message classes that are finished on first use are the ones that lsprotocol makes."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.support.wire import SERVER

LAZY = "from intent_lsp.lsp.wire.lazy_lsprotocol import import_lazily\nimport_lazily()\n"
FIELDS = """
import attrs
from lsprotocol import types
from pygls.protocol import default_converter
default_converter()
for name, cls in sorted(types.ALL_TYPES_MAP.items()):
    if isinstance(cls, type) and attrs.has(cls):
        methods = [key for key in ("__init__", "__eq__", "__repr__", "__hash__", "__setattr__") if key in vars(cls)]
        for field in attrs.fields(cls):
            print(name, cls.__module__, cls.__qualname__, cls.__doc__, cls.__match_args__, methods, field)
"""
ROUND_TRIP = """
from lsprotocol import types
from pygls.protocol import default_converter
converter = default_converter()
data = {"jsonrpc": "2.0", "id": 1, "method": "textDocument/codeAction", "params": {
    "textDocument": {"uri": "file:///x"}, "range": {"start": {"line": 1, "character": 2},
    "end": {"line": 3, "character": 4}}, "context": {"diagnostics": [], "only": ["quickfix"], "triggerKind": 1}}}
request = converter.structure(data, types.CodeActionRequest)
print(request, converter.unstructure(request) == data, request == converter.structure(data, types.CodeActionRequest))
for wrong in ({"line": -1, "character": 0}, {"line": "x", "character": 0}, {}):
    try:
        print(converter.structure(wrong, types.Position))
    except Exception as error:
        print(type(error).__name__, [str(inner) for inner in getattr(error, "exceptions", ())])
position = types.Position(1, 2)
try:
    position.line = -1
except ValueError as error:
    print(error)
print(position, position < types.Position(1, 3), isinstance(position, types.Position))
print(hasattr(types.Position, "nothing"))
"""


def output(script: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(SERVER)}
    result = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return re.sub(r" at 0x[0-9a-f]+", "", result.stdout)


@pytest.mark.parametrize("script", [FIELDS, ROUND_TRIP])
def test_the_same_as_lsprotocols_own(script: str) -> None:
    lazily = output(LAZY + script)
    assert lazily == output(script)
    assert lazily.count("\n") > 5


def test_the_server_finishes_only_what_it_uses() -> None:
    counted = output(
        LAZY + "from lsprotocol import types\n"
        "from intent_lsp.lsp.wiring import create_server\n"
        "create_server()\n"
        "print(sum(type(cls).__name__ == '_Unfinished' for cls in vars(types).values()))\n"
    )
    assert int(counted) > 500
