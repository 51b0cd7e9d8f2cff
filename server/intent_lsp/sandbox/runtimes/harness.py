"""Runs one candidate in the user's own Python, one call at a time; executed there from its text, never imported here.

Speaks the frames of :mod:`intent_lsp.sandbox.wire`. Each message holds a nonce of its own, so that no answer can be
given before its question. It needs nothing but the standard library: the modules of the WebAssembly guest that encode
values and describe errors arrive with the first message.
"""

import json
import os
import random
import struct
import sys
import types
from typing import Any


def main() -> None:
    """Serve until the pipe closes."""
    answers = 3  # the launcher's
    os.dup2(1, 2)  # goes nowhere from here on, like standard output

    def receive(read: Any = os.read, unpack: Any = struct.unpack, loads: Any = json.loads) -> Any:
        def exactly(count: int) -> bytes:
            data = b""
            while len(data) < count:
                piece = read(0, min(count - len(data), 1 << 20))
                if not piece:
                    os._exit(0)
                data += piece
            return data

        return loads(exactly(unpack("<I", exactly(4))[0]))

    def send(message: Any, write: Any = os.write, pack: Any = struct.pack, dumps: Any = json.dumps) -> None:
        body = dumps(message).encode("ascii")
        view = memoryview(pack("<I", len(body)) + body)
        while view:
            view = view[write(answers, view) :]

    message = receive()
    guest = types.ModuleType("guest")
    guest.__path__ = []
    sys.modules["guest"] = guest
    parts = {}
    for name, source in message["guest"].items():
        part = parts[name] = types.ModuleType(f"guest.{name}")
        sys.modules[part.__name__] = part
        exec(compile(source, f"<{name}>", "exec"), part.__dict__)  # noqa: S102  our own text
    parts["waiting"].install()
    send({"nonce": message["nonce"], "ready": sys.version.split()[0]})
    serve(receive, send, **parts)


def serve(
    receive: Any,
    send: Any,
    encode: Any,
    errors: Any,
    modules: Any,
    waiting: Any,
    coroutine: Any = types.CoroutineType,
    loads: Any = json.loads,
    dumps: Any = json.dumps,
) -> None:
    """Load the candidate, then answer call after call."""
    encoded, opaque, describe = encode.encode, encode.opaque, errors.describe
    result_of, forever = waiting.result_of, waiting.WaitsForever
    job = receive()
    random.seed(0)
    filename = job["name"] + ".py"
    files = frozenset([filename, *(f"{name}.py" for name in job["modules"])])
    module = modules.candidate_module(job["name"], job["modules"])
    try:
        modules.execute(job["code"], filename, module)
        function = module.__dict__[job["entry"]]
    except BaseException as error:
        send({"nonce": job["nonce"], "payload": dumps({"error": describe(error, files)})})
        return
    send({"nonce": job["nonce"], "payload": dumps({"shape": None})})
    while True:
        call = receive()
        try:
            value = function(*loads(call["arguments"]))
            if type(value) is coroutine:
                value = result_of(value)
            payload = '{"v":' + encoded(value) + "}"
        except forever:
            payload = '{"v":' + opaque("pending coroutine") + "}"
        except BaseException as error:
            payload = dumps({"e": describe(error, files)})
        send({"nonce": call["nonce"], "payload": payload})


main()
