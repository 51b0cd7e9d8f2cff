"""Runs one candidate: load it, call it with each input, tell the host what came of it, one call at a time."""

import io
import json
import random
import sys
import types
from collections.abc import Callable

from . import encode, errors, modules, shape, waiting

Emit = Callable[[int, str], None]
Write = Callable[[str], None]

waiting.install()


class Printed(io.TextIOBase):
    """Standard output and standard error: text goes to the host in pieces of a few kilobytes."""

    def __init__(self, write: Write) -> None:
        self._write_to_host, self._pieces, self._size = write, list[str](), 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        for start in range(0, len(text), 65536):
            piece = text[start : start + 65536]
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > 4096:
                self.flush()
        return len(text)

    def flush(self) -> None:
        if self._pieces:
            text = "".join(self._pieces).encode("utf-8", "replace").decode()
            self._pieces, self._size = [], 0
            self._write_to_host(text)


def run(
    request: str,
    emit: Emit,
    write: Write,
    *,
    _encode: Callable[..., str] = encode.encode,
    _opaque: Callable[..., str] = encode.opaque,
    _describe: Callable[..., dict[str, object]] = errors.describe,
    _dumps: Callable[..., str] = json.dumps,
    _loads: Callable[..., object] = json.loads,
    _result_of: Callable[..., object] = waiting.result_of,
    _coroutine: type = types.CoroutineType,
    _forever: type[Exception] = waiting.WaitsForever,
    _type: Callable[[object], type] = type,
) -> None:
    """``request`` is JSON: ``code``, ``name`` (of its module), ``entry``, ``calls`` (one JSON text of arguments each),
    ``modules``.

    Emits index -1 with ``{"shape": …}`` or ``{"error": …}`` once the candidate is loaded, then per call
    ``{"v": value}`` or ``{"e": error}``.
    """
    job: dict = _loads(request)  # type: ignore[type-arg, assignment]
    calls: list[str] = job["calls"]
    out = Printed(write)
    sys.stdout = sys.stderr = out
    sys.stdin = io.StringIO("")
    random.seed(0)
    filename = job["name"] + ".py"
    files = frozenset([filename, *(f"{name}.py" for name in job["modules"])])
    module = modules.candidate_module(job["name"], job["modules"])
    try:
        modules.execute(job["code"], filename, module)
    except BaseException as error:
        out.flush()
        emit(-1, _dumps({"error": _describe(error, files)}))
        return
    if job["entry"] not in module.__dict__:
        emit(-1, _dumps({"missing": True}))
        return
    function = module.__dict__[job["entry"]]
    if not callable(function):
        emit(-1, _dumps({"missing": True, "kind": _type(function).__name__}))
        return
    try:
        names = shape.parameters(function)
    except Exception:
        names = None
    out.flush()
    emit(-1, _dumps({"shape": names}))
    for index, text in enumerate(calls):
        try:
            value = function(*_loads(text))  # type: ignore[misc]
            if _type(value) is _coroutine:
                try:
                    value = _result_of(value)
                except _forever:
                    payload = '{"v":' + _opaque("pending coroutine") + "}"
                else:
                    payload = '{"v":' + _encode(value) + "}"
            else:
                payload = '{"v":' + _encode(value) + "}"
        except BaseException as error:
            payload = _dumps({"e": _describe(error, files)})
        out.flush()
        emit(index, payload)
