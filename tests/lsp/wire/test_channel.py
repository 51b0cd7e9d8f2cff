"""What is sent arrives whole and in order, however slowly the client reads."""

from __future__ import annotations

import asyncio
import os

import pytest

from intent_lsp.lsp.wire.channel import Channel

LARGE = b"x" * 3_000_000
"""More than a pipe holds, however wide."""
SENT: dict[str, list[tuple[bytes, ...]]] = {
    "small": [(b"one",), (b"two",)],
    "large": [(LARGE,), (b"behind",)],
    "in pieces": [(b"head", LARGE, b"tail"), (b"behind",)],
    "in pieces behind what waits": [(LARGE,), (b"head", LARGE, b"tail"), (b"a", b"", b"b")],
    "in small pieces": [(b"a", b"b", b"c")] * 5,
}


@pytest.mark.parametrize("sent", SENT.values(), ids=list(SENT))
async def test_everything_arrives_in_order(sent: list[tuple[bytes, ...]]) -> None:
    nothing, unused = os.pipe()
    reader, writer = os.pipe()
    channel = Channel(nothing, writer)
    try:
        channel.attach(asyncio.get_running_loop(), lambda data: None)
        for pieces in sent:
            channel.send(*pieces)
        wanted = b"".join(piece for pieces in sent for piece in pieces)
        got = bytearray()
        async with asyncio.timeout(20):
            while len(got) < len(wanted):
                got += await asyncio.to_thread(os.read, reader, 1 << 16)
        assert bytes(got) == wanted
    finally:
        asyncio.get_running_loop().remove_reader(nothing)
        for descriptor in (nothing, unused, reader, writer):
            os.close(descriptor)
