"""What a client should not send, and how its requests are waited for all the same."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from tests.support.wire import SECONDS, Wire

METHODS = (
    "textDocument/hover", "textDocument/completion", "textDocument/definition", "textDocument/references",
    "textDocument/documentSymbol", "textDocument/codeAction", "textDocument/codeLens", "textDocument/foldingRange",
    "textDocument/inlayHint", "textDocument/selectionRange", "textDocument/semanticTokens/full",
    "textDocument/semanticTokens/full/delta", "textDocument/semanticTokens/range",
    "textDocument/rename", "textDocument/prepareRename", "textDocument/documentHighlight",
    "textDocument/documentLink", "workspace/symbol", "codeLens/resolve", "workspace/executeCommand",
    "no/such/method", "$/noSuchMethod", "initialize",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"{}", b'{"jsonrpc":"2.0"}', b'{"jsonrpc":"1.0","id":1}',
    b'{"jsonrpc":"2.0","id":null,"method":"shutdown"}', b'{"jsonrpc":"2.0","id":[1],"method":"x"}',
    b'{"jsonrpc":"2.0","id":1.5,"method":"x"}', b'{"jsonrpc":"2.0","id":true,"method":"x"}',
    b'{"jsonrpc":"2.0","method":7}', b'{"jsonrpc":"2.0","id":"never-asked","result":1}',
    b'{"jsonrpc":"2.0","id":"intent-1","error":7}', b'{"jsonrpc":"2.0","method":"$/cancelRequest"}',
    b'{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"intent-1"}}',
    b'{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":7}}',
    b'{"jsonrpc":"2.0","method":"window/workDoneProgress/cancel","params":{"token":"gone"}}',
    b"[" * 100_000, b'{"jsonrpc":"2.0","method":"exit"',
)  # fmt: skip


def some_params(rng: random.Random, uri: str) -> Any:
    """Parameters that may or may not fit."""
    place = {"line": rng.randint(0, 60), "character": rng.randint(0, 40)}
    span = {"start": place, "end": {**place, "line": place["line"] + rng.randint(0, 3)}}
    fitting: dict[str, Any] = {
        "textDocument": {"uri": uri}, "position": place, "positions": [place], "range": span, "query": "d",
        "context": {"diagnostics": [], "includeDeclaration": True}, "newName": rng.choice(("ok", "class", "")),
        "command": rng.choice(("intent.status", "intent.transpile", "intent.cancel", "intent.nonsense")),
        "arguments": rng.choice(([{"uri": uri}], [], [7], None)), "data": {"uri": uri, "intent": "double"},
        "previousResultId": rng.choice(("1", "2", "nonsense")),
    }  # fmt: skip
    odd = rng.random()
    if odd < 0.1:
        return rng.choice((None, 7, [], "text", {}))
    if odd < 0.2:
        del fitting[rng.choice(list(fitting))]
    elif odd < 0.3:
        fitting[rng.choice(list(fitting))] = rng.choice((None, -1, "x", [], {"line": -1}))
    return fitting


async def everything_answered(wire: Wire, asked: list[Any]) -> None:
    """Cancel what runs until every request has its answer and nothing runs any more.

    Once is not enough: a run begins only after its document was read, or after its save was looked at.
    """
    quiet = 0
    async with asyncio.timeout(2 * SECONDS):
        while quiet < 5:
            await wire.command("intent.cancel")
            running = (await wire.command("intent.status"))["result"]["running"]
            quiet = quiet + 1 if not running and all(number in wire.replies for number in asked) else 0
            await asyncio.sleep(0.02)
