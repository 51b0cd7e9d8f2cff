"""``intent lsp``: answer ``initialize`` at once, then import the server and serve.

Standard library only until the answer is out; garbage collection rests until everything is imported.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intent_lsp.lsp.channel import Channel, stdio_channel, tcp_channel
from intent_lsp.lsp.framing import Framing, frame
from intent_lsp.lsp.handshake import Hello, Left, greet

if TYPE_CHECKING:
    from intent_lsp.lsp.seam import OpenWorkbench


def main(argv: Sequence[str] | None = None, *, open_workbench: OpenWorkbench | None = None) -> int:
    """Run the language server; returns the exit status: 0 after ``shutdown`` and ``exit``, 1 after any other end,
    2 when the options make no sense. ``open_workbench`` replaces the engine (for tests)."""
    gc.disable()
    options = _parser().parse_args(argv)
    try:
        log = options.log_file.open("a", encoding="utf-8") if options.log_file is not None else sys.stderr
    except OSError as error:
        print(f"intent lsp: cannot write the log file {options.log_file}: {error.strerror}", file=sys.stderr)
        return 2
    try:
        channel = stdio_channel() if options.tcp is None else _listen(options.tcp)
    except (OSError, ValueError) as error:
        print(f"intent lsp: cannot listen on {options.tcp}: {error}", file=sys.stderr)
        return 2
    framing = Framing()
    hello = _greet(channel, framing)
    if hello is None:
        return 1

    import logging

    from intent_lsp.lsp.logs import start_logging

    start_logging(log, verbose=hello.trace != "off")
    from intent_lsp.lsp.lazy_types import import_lazily

    import_lazily()
    from intent_lsp.lsp.wiring import create_server

    server = create_server(open_workbench)
    gc.freeze()
    # Parsing makes many objects that live long and hardly any cycles; the default looks at all of them far too often.
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    parents = () if options.client_process_id is None else (options.client_process_id,)
    status = server.run(hello, channel, framing, parents=parents)
    logging.shutdown()
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intent lsp", description="The language server for intent documents.")
    parser.add_argument("--stdio", action="store_true", help="speak over stdin and stdout (the default)")
    parser.add_argument("--tcp", metavar="HOST:PORT", help="wait for one connection instead; port 0 picks a free one")
    parser.add_argument(
        "--clientProcessId", dest="client_process_id", type=int, metavar="N", help="leave when this process ends"
    )
    parser.add_argument("--log-file", type=Path, metavar="FILE", help="append the log to FILE instead of stderr")
    return parser


def _listen(address: str) -> Channel:
    """Whoever connects can have code run, so only programs on this machine may."""
    host, separator, port = address.rpartition(":")
    if not separator or not port.isdigit() or int(port) > 0xFFFF:
        raise ValueError("the address has the form HOST:PORT, for example 127.0.0.1:2087")
    host = host.strip("[]")
    if host in ("", "localhost"):  # whatever the machine takes the name for
        host = "127.0.0.1"
    if not _is_loopback(host):
        raise ValueError(
            "whoever connects can have code run, so only addresses of this machine itself are listened on: "
            "127.0.0.1, localhost or [::1]. To work from another machine, forward the port with ssh -L"
        )
    return tcp_channel(host, int(port), lambda line: print(f"intent lsp: {line}", file=sys.stderr, flush=True))


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _greet(channel: Channel, framing: Framing) -> Hello | None:
    """Wait for ``initialize`` and answer it; ``None`` when the client left before."""
    while True:
        while (body := framing.take()) is not None:
            answer = greet(body, lambda reply: channel.send(frame(reply)))
            if isinstance(answer, Hello):
                return answer
            if isinstance(answer, Left):
                return None
        data = channel.read()
        if not data:
            return None
        framing.feed(data)


if __name__ == "__main__":
    sys.exit(main())
