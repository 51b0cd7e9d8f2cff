"""Runs one candidate: loads it, then answers one call at a time.

Between two calls nothing of the arguments stays here: the host holds them, and hands them over one list at a time.
"""

import builtins
import io
import json
import random
import sys
import types
from collections.abc import Callable
from typing import Any

from . import encode, errors, modules, printed, shape, waiting, zone

Write = Callable[[str], None]
Export = Callable[[str], str]

waiting.install()


def make(write: Write) -> tuple[Export, Export]:
    """The exports ``load`` and ``call`` of one instance. What they use is bound here, before any candidate loads.

    ``load`` takes JSON: ``code``, ``name`` (of its module), ``entry``, ``modules``, ``repeat`` (whether ``call("")``
    may follow a call), ``seed`` and ``zone`` (minutes east of Greenwich). ``call`` takes a JSON list, or nothing to
    use the last arguments again.

    Both are chains of stages. While a candidate runs, the frames below it hold its own arguments and the stages that
    follow; those are taken before it runs, so that changing a frame changes nothing. The stages that make the answer
    run when the candidate's frames have gone.
    """
    # Both are written in C and hold all they need: patched classes of ``json`` do not reach them.
    scan, write_json = json.JSONDecoder().scan_once, _c_encoder()  # type: ignore[attr-defined]
    # Two lists, because a candidate can reach the one of the stage that runs it.
    held: list[Any] = [None, None]  # the function, and the last arguments if they may be used again
    known: list[Any] = [frozenset(), _nothing, False]  # files, flush, repeat
    prepare = seal(_prepare, known, write, _begin, scan, modules.candidate_module)
    execute = seal(_execute, modules.execute)
    answer = seal(_answer, known, held, errors.describe, write_json, shape.parameters, type)
    given = seal(_given, known, held, scan)
    run = seal(_run, held, waiting.result_of, waiting.WaitsForever, types.CoroutineType, type)
    render = seal(_render, own_builtins(encode.render), encode.opaque)
    show = seal(_show, encode.texts)
    tell = seal(_tell, known, own_builtins(encode.weave), errors.describe, write_json)
    return seal(_load, prepare, execute, answer), seal(_call, given, run, render, show, tell)


def seal(function: Any, *bound: object) -> Any:
    """The function with its last parameters bound, and with globals and built-ins of its own.

    From a frame of it no module of the runner can be reached, and what is patched in ``builtins`` is not used.
    """
    own = {"__builtins__": dict(vars(builtins))}
    return types.FunctionType(function.__code__, own, function.__name__, bound)


def own_builtins(function: Any) -> Any:
    """The function with copies of its globals and of the built-ins: what is patched later does not reach it."""
    own = {**function.__globals__, "__builtins__": dict(vars(builtins))}
    copy = types.FunctionType(function.__code__, own, function.__name__, function.__defaults__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _load(request: str, prepare: Any, execute: Any, answer: Any) -> str:
    return answer(execute(prepare(request)))  # type: ignore[no-any-return]


def _call(arguments: str, given: Any, run: Any, render: Any, show: Any, tell: Any) -> str:
    return tell(show(render(run(given(arguments)))))  # type: ignore[no-any-return]


def _prepare(request: str, known: Any, write: Any, begin: Any, scan: Any, new_module: Any) -> Any:
    job = scan(request, 0)[0]
    filename = job["name"] + ".py"
    known[0] = frozenset([filename, *(f"{name}.py" for name in job["modules"])])
    known[1], known[2] = begin(write, job["seed"], job["zone"]), job["repeat"]
    return job["entry"], job["code"], filename, new_module(job["name"], job["modules"])


def _execute(prepared: Any, execute: Any) -> Any:
    """Run the module's body; its name for the function, the module, and what it raised."""
    try:
        execute(*prepared[1:])
    except BaseException as error:
        return prepared[0], prepared[3], error
    return prepared[0], prepared[3], None


def _answer(loaded: Any, known: Any, held: Any, describe: Any, write_json: Any, parameters: Any, kind_of: Any) -> str:
    entry, module, error = loaded
    files, flush, _ = known
    flush()
    if error is not None:
        return "".join(write_json({"error": describe(error, files)}, 0))
    if entry not in module.__dict__:
        return "".join(write_json({"missing": True}, 0))
    found = module.__dict__[entry]
    if not callable(found):
        return "".join(write_json({"missing": True, "kind": kind_of(found).__name__}, 0))
    held[0] = found
    try:
        names = parameters(found)
    except Exception:
        names = None
    return "".join(write_json({"shape": names}, 0))


def _given(arguments: str, known: Any, held: Any, scan: Any) -> Any:
    """The arguments of this call."""
    if not arguments:
        return held[1]
    given = scan(arguments, 0)[0]
    held[1] = given if known[2] else None
    return given


def _run(given: Any, held: Any, result_of: Any, forever: Any, coroutine: Any, kind_of: Any) -> Any:
    """What the candidate's function comes to: ``("v", value)``, ``("x", kind)`` or ``("e", error)``."""
    try:
        value = held[0](*given)
        if kind_of(value) is not coroutine:
            return "v", value
        try:
            return "v", result_of(value)
        except forever:
            return "x", "pending coroutine"
    except BaseException as error:
        return "e", error


def _render(outcome: Any, render: Any, opaque: Any) -> Any:
    tag, what = outcome
    if tag == "v":
        try:
            return "v", render(what)
        except BaseException as error:
            return "e", error
    return ("v", ((opaque(what),), ())) if tag == "x" else outcome


def _show(rendered: Any, texts: Any) -> Any:
    tag, what = rendered
    if tag == "v":
        try:
            return "v", texts(what)
        except BaseException as error:  # of a ``__repr__`` that exits
            return "e", error
    return rendered


def _tell(shown: Any, known: Any, weave: Any, describe: Any, write_json: Any) -> str:
    tag, what = shown
    # The flush comes last, and the answer is made before: printing is the candidate's own business.
    if tag == "v":
        told: tuple[str, object] = ('{"v":' + weave(what) + "}", known[1]())
    else:
        told = ("".join(write_json({"e": describe(what, known[0])}, 0)), known[1]())
    return told[0]


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
