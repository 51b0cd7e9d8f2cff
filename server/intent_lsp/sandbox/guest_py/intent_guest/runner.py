"""Runs one candidate: loads it, then answers one call at a time.

Between two calls nothing of the arguments stays here: the host holds them, and hands them over one list at a time.
"""

import io
import json
import random
import sys
import types
from collections.abc import Callable

from . import encode, errors, modules, printed, shape, waiting, zone

Write = Callable[[str], None]
Export = Callable[[str], str]

waiting.install()


def make(write: Write) -> tuple[Export, Export]:
    """The exports ``load`` and ``call`` of one instance. What they use is bound here, before any candidate loads.

    ``load`` takes JSON: ``code``, ``name`` (of its module), ``entry``, ``modules``, ``repeat`` (whether ``call("")``
    may follow a call), ``seed`` and ``zone`` (minutes east of Greenwich). ``call`` takes a JSON list, or nothing to
    use the last arguments again.
    """
    encoded, opaque, describe = encode.encode, encode.opaque, errors.describe
    # Both are written in C and hold all they need: patched classes of ``json`` do not reach them.
    scan, write_json = json.JSONDecoder().scan_once, _c_encoder()  # type: ignore[attr-defined]
    join, result_of = "".join, waiting.result_of
    forever, coroutine, kind_of = waiting.WaitsForever, types.CoroutineType, type
    new_module, execute, parameters = modules.candidate_module, modules.execute, shape.parameters
    begin = _begin
    function: Callable[..., object] | None = None
    files: frozenset[str] = frozenset()
    flush: Callable[[], None] = _nothing
    repeat, last = False, None

    def load(request: str) -> str:
        nonlocal function, files, flush, repeat
        job: dict = scan(request, 0)[0]  # type: ignore[type-arg]
        flush, repeat = begin(write, job["seed"], job["zone"]), job["repeat"]
        filename = job["name"] + ".py"
        files = frozenset([filename, *(f"{name}.py" for name in job["modules"])])
        module = new_module(job["name"], job["modules"])
        try:
            execute(job["code"], filename, module)
        except BaseException as error:
            flush()
            return join(write_json({"error": describe(error, files)}, 0))
        flush()
        if job["entry"] not in module.__dict__:
            return join(write_json({"missing": True}, 0))
        found = module.__dict__[job["entry"]]
        if not callable(found):
            return join(write_json({"missing": True, "kind": kind_of(found).__name__}, 0))
        function = found
        try:
            names = parameters(found)
        except Exception:
            names = None
        return join(write_json({"shape": names}, 0))

    def call(arguments: str) -> str:
        nonlocal last
        try:
            if arguments:
                given = scan(arguments, 0)[0]
                last = given if repeat else None
            else:
                given = last
            value = function(*given)  # type: ignore[misc]
            if kind_of(value) is coroutine:
                try:
                    value = result_of(value)  # type: ignore[arg-type]
                except forever:
                    payload = '{"v":' + opaque("pending coroutine") + "}"
                else:
                    payload = '{"v":' + encoded(value) + "}"
            else:
                payload = '{"v":' + encoded(value) + "}"
        except BaseException as error:
            payload = join(write_json({"e": describe(error, files)}, 0))
        flush()
        return payload

    return load, call


def _c_encoder() -> Callable[[object, int], tuple[str, ...]]:
    quote = json.encoder.encode_basestring_ascii
    made: Callable[[object, int], tuple[str, ...]] = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
        None, str, quote, None, ":", ",", False, False, True
    )
    return made


def _nothing() -> None:
    """Before the first candidate there is nothing to flush."""


def _begin(write: Write, seed: int, minutes: int) -> Callable[[], None]:
    """The standard streams, the seed and the zone of a candidate; returns what sends the text that is still held."""
    out = printed.Printed(write)
    sys.stdout = sys.stderr = out
    sys.stdin = io.StringIO("")
    random.seed(seed)
    if minutes:
        zone.move(minutes)
    return out.flush
