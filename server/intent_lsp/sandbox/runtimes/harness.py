"""Runs one candidate in the user's own Python, one call at a time; executed there from its text, never imported here.

Speaks the frames of :mod:`intent_lsp.sandbox.wire`. Each message holds a nonce of its own, so that no answer can be
given before its question. It needs nothing but the standard library: the stages of the WebAssembly guest arrive with
the first message. Everything is joined by iterators written in C, as there: while a candidate runs, its frames lie
above nothing but the emptied module of this file, and neither the channel nor a nonce can be reached from them.
"""

import json
import os
import random
import struct
import sys
import types
from collections import deque
from itertools import chain, islice, tee
from operator import itemgetter
from typing import Any

_REFUSED = frozenset((
    "sys.settrace", "sys.setprofile", "sys.addaudithook", "sys.monitoring.register_callback", "sys._current_frames",
    "gc.get_objects", "gc.get_referrers", "gc.get_referents",
    "_thread.start_new_thread", "_thread.start_joinable_thread",
))  # fmt: skip
_FOREIGN = frozenset((
    "_ctypes", "_lsprof", "_testcapi", "_testinternalcapi", "_testlimitedcapi", "_interpreters", "_xxsubinterpreters",
))  # fmt: skip


def receive(read: Any = os.read, unpack: Any = struct.unpack, loads: Any = json.loads, leave: Any = os._exit) -> Any:
    """The next message; the end of the pipe ends the process."""

    def exactly(count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = read(0, min(count - len(data), 1 << 20))
            if not piece:
                leave(0)
            data += piece
        return data

    return loads(exactly(unpack("<I", exactly(4))[0]))


def send(
    payload: str,
    nonce: str,
    write: Any = os.write,
    pack: Any = struct.pack,
    quote: Any = json.encoder.encode_basestring_ascii,
) -> None:
    """Answer the message with that nonce on the launcher's descriptor: standard output goes nowhere."""
    body = b'{"nonce":%b,"payload":%b}' % (quote(nonce).encode(), quote(payload).encode())
    view = memoryview(pack("<I", len(body)) + body)
    while view:
        view = view[write(3, view) :]


def begin(job: dict[str, Any], seed: Any = random.seed) -> None:
    """What the guest does with a clock and streams of its own is not needed here."""
    seed(0)


def refuse(event: str, arguments: tuple[Any, ...], refused: Any, foreign: Any) -> None:
    """An audit hook, which nothing can take away: neither looking into other frames nor writing to memory."""
    if event in refused:
        raise RuntimeError(event + " is refused here")
    if event == "import" and arguments[0].rpartition(".")[2] in foreign:
        raise ImportError("no module named " + arguments[0])


def answers() -> Any:
    """All answers, one after the other; to ask for one is to wait for a message and to answer it."""
    first = receive()
    package: Any = types.ModuleType("guest")
    package.__path__ = []
    parts = {"guest": package}
    sys.modules["guest"] = package
    for name, source in first["guest"].items():
        part = parts[f"guest.{name}"] = types.ModuleType(f"guest.{name}")
        part.__package__ = "guest"
        sys.modules[part.__name__] = part
        exec(compile(source, f"<{name}>", "exec"), part.__dict__)  # noqa: S102  our own text
        setattr(package, name, part)
    for name in parts:
        del sys.modules[name]
    package.waiting.install()
    stages = package.stages
    sys.addaudithook(stages.alone(refuse, _REFUSED, _FOREIGN))
    package.introspection.close()

    def alone(function: Any) -> Any:
        return stages.alone(function, *function.__defaults__)

    messages, copied = tee(iter(alone(receive), stages.NEVER))
    loading, calling = stages.chains(map(itemgetter("request"), messages), alone(begin))
    send(sys.version.split()[0], first["nonce"])
    payloads = chain(islice(loading, 1), calling)
    return map(alone(send), payloads, map(itemgetter("nonce"), copied))


os.dup2(1, 2)  # what goes to standard error goes nowhere from here on
_all = [answers()]
for _name in list(globals()):
    if _name not in ("deque", "_all") and not _name.startswith("__"):
        del globals()[_name]
deque(_all.pop(), 0)
