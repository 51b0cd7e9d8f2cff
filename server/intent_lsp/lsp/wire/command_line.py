"""The options of ``intent lsp``, and what they ask for: the channel, the log, the processes to follow."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from intent_lsp.lsp.wire.channel import Channel, stdio_channel, tcp_channel


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """What the options asked for."""

    channel: Channel
    log: TextIO
    parents: tuple[int, ...]
    """Processes without which the server does not stay."""


def open_as_asked(arguments: Sequence[str]) -> ServerOptions | str:
    """Open what the options name; returns the message for the user when that is impossible. Options that make no sense
    end the process with status 2."""
    options = _parser().parse_args(arguments)
    try:
        log = options.log_file.open("a", encoding="utf-8") if options.log_file is not None else sys.stderr
    except OSError as error:
        return f"cannot write the log file {options.log_file}: {error.strerror}"
    try:
        channel = stdio_channel() if options.tcp is None else _listen(options.tcp)
    except (OSError, ValueError) as error:
        return f"cannot listen on {options.tcp}: {error}"
    return ServerOptions(channel, log, () if options.client_process_id is None else (options.client_process_id,))


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
