"""``intent lsp``: answer ``initialize`` at once, then import the server and serve.

Hardly anything is imported until the answer is out; garbage collection rests until everything is.
"""

from __future__ import annotations

import gc
import sys

from intent_lsp.lsp.wire.channel import Channel, stdio_channel
from intent_lsp.lsp.wire.framing import Framing, frame
from intent_lsp.lsp.wire.handshake import ClientLeft, greet
from intent_lsp.uncaught import make_errors_inert, make_threads_inert

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from intent_lsp.lsp.runs.workbenches import OpenWorkbench


def main(argv: Sequence[str] | None = None, *, open_workbench: OpenWorkbench | None = None) -> int:
    """Run the language server; returns the exit status: 0 after ``shutdown`` and ``exit``, 1 after any other end,
    2 when the options make no sense. ``open_workbench`` replaces the engine (for tests)."""
    gc.disable()
    make_errors_inert()
    arguments = sys.argv[1:] if argv is None else list(argv)
    parents: tuple[int, ...] = ()
    if set(arguments) <= {"--stdio"}:  # what editors say; parsing options takes as long as answering
        channel, log = stdio_channel(), sys.stderr
    else:
        from intent_lsp.lsp.wire.command_line import open_as_asked

        opened = open_as_asked(arguments)
        if isinstance(opened, str):
            print(f"intent lsp: {opened}", file=sys.stderr)
            return 2
        channel, log, parents = opened.channel, opened.log, opened.parents
    framing = Framing()
    params = _greet(channel, framing)
    if params is None:
        return 1

    import logging

    from intent_lsp.lsp.client.initialize_params import read_initialize
    from intent_lsp.lsp.client.logs import start_logging

    initialize = read_initialize(params)
    start_logging(log, verbose=initialize.trace != "off")
    make_threads_inert()
    from intent_lsp.lsp.wire.lazy_lsprotocol import import_lazily

    import_lazily()
    from intent_lsp.lsp.wiring import create_server

    server = create_server(open_workbench)
    gc.freeze()
    # Parsing makes many objects that live long and hardly any cycles; the default looks at all of them far too often.
    gc.set_threshold(100_000, 20, 20)
    gc.enable()
    status = server.run(initialize, channel, framing, parents=parents)
    logging.shutdown()
    return status


def _greet(channel: Channel, framing: Framing) -> dict[str, Any] | None:
    """Wait for ``initialize`` and answer it; returns its parameters, ``None`` when the client left before."""
    while True:
        while (body := framing.take()) is not None:
            answer = greet(body, lambda reply: channel.send(frame(reply)))
            if isinstance(answer, ClientLeft):
                return None
            if answer is not None:
                return answer
        data = channel.read()
        if not data:
            return None
        framing.feed(data)


if __name__ == "__main__":
    sys.exit(main())
