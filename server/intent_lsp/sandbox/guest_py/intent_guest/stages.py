"""The stages between a request and its answer, joined by iterators that are written in C.

``map`` calls one stage after the other. So below the frames of a candidate lies only the frame of the stage that runs
it, and from there nothing leads to the stages that follow: what they hand on is in no variable and on no frame. The
stages that decide about the answer run when no code of the candidate can: its frames have gone, the garbage collector
sleeps (a finaliser would run in the middle of them), and they ask nothing of the candidate's classes. Nor have they a
class of their own: every class can be found, and changed. What only its code can tell, the text of an object or of an
error, is asked in a stage of its own, which sees nothing else.
"""

import builtins
import gc
import json
import operator
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat, tee
from typing import Any, TypeAlias

from . import encode, errors, modules, shape, waiting

globals()["__builtins__"] = dict(vars(builtins))  # what is patched in ``builtins`` is not used by what follows
Outcome: TypeAlias = tuple[str, Any]
"""``v`` and a value, ``e`` (``error`` while loading) and an exception, ``x`` and the kind of an opaque value,
``function`` and what was found under the name, ``missing`` and nothing."""
_Settings: TypeAlias = tuple[frozenset[str], bool]
"""The names of the candidate's files, and whether a call may come again."""
NEVER = object()
"""Ends an iteration over calls of a function: nothing that is returned equals it."""
_contents = vars(types.ModuleType)["__dict__"].__get__
# The scanner is written in C and holds all it needs: patched classes of ``json`` do not reach it.
_scan = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_quiet, _wake = iter(gc.disable, NEVER), iter(gc.enable, NEVER)


def alone(function: Any, *bound: object) -> Any:
    """The function with its last parameters bound, and with no globals: from a frame of it no module can be reached."""
    return types.FunctionType(function.__code__, {"__builtins__": dict(vars(builtins))}, function.__name__, bound)


def chains(requests: Iterable[str], begin: Callable[[dict[str, Any]], None]) -> tuple[Iterator[str], Iterator[str]]:
    """The answers of one instance: to the first request, which loads, and to all others, which call.

    To load is a JSON object: ``code``, ``name`` (of its module), ``entry``, ``modules``, ``repeat`` and what ``begin``
    reads. To call is a JSON list. With ``repeat`` an empty text may follow: once more with the same arguments; and
    where a call has changed them, its answer tells what they are then, as ``changed``.
    """
    settings: deque[_Settings] = deque(maxlen=1)
    function: deque[Any] = deque(maxlen=1)
    return (
        _answers(_loaded(requests, begin, settings, function), repeat(None), settings),
        _answers(*_called(requests, settings, function), settings),
    )


def _loaded(requests: Iterable[str], begin: Any, settings: Any, function: Any) -> Iterator[Outcome]:
    prepared = map(alone(_prepare, settings, begin, _scan, modules.candidate_module), requests, _quiet)
    executed = map(alone(_execute, modules.execute), prepared, _wake)
    found, copied = tee(map(alone(_find, _contents), executed, _quiet))
    kept = map(function.append, map(operator.itemgetter(1), copied))
    return map(operator.itemgetter(0), zip(found, kept))  # noqa: B905 (neither ends)


def _called(requests: Iterable[str], settings: Any, function: Any) -> tuple[Iterator[Outcome], Iterator[Any]]:
    requests, asked = tee(requests)
    given, again = tee(map(alone(_given, settings, deque(maxlen=1), _scan), requests, _quiet))
    outcomes = map(alone(_run), map(operator.itemgetter(0), repeat(function)), given, _wake)
    pause, kinds = types.coroutine(alone(_pause)), (type, types.CoroutineType)
    settle = alone(_settle, pause, waiting.result_of, waiting.WaitsForever, gc.enable, *kinds)
    boxes: Iterator[list[Any]] = map(list, repeat(()))
    boxes, copied = tee(boxes)
    puts = map(list, zip(map(operator.attrgetter("append"), copied)))
    ended = map(_unpack, map(settle, outcomes, puts, _quiet), boxes, _quiet)
    return ended, map(alone(_changed, settings, _write), again, asked, _quiet)


def _answers(outcomes: Iterable[Outcome], changed: Iterable[Any], settings: Any) -> Iterator[str]:
    known = map(operator.itemgetter(0), repeat(settings))
    pieces, asked = tee(map(_render, outcomes, changed, known, _quiet))
    said = map(map, repeat(alone(_say, shape.parameters)), map(operator.itemgetter(1), asked))
    return map(_tell, map(operator.itemgetter(0), pieces), map(tuple, said), _quiet)


# --- loading
def _prepare(request: str, quiet: None, settings: Any, begin: Any, scan: Any, new_module: Any) -> Any:
    job = scan(request, 0)[0]
    filename = job["name"] + ".py"
    settings.append((frozenset([filename, *(f"{name}.py" for name in job["modules"])]), job["repeat"]))
    begin(job)
    return job["entry"], job["code"], filename, new_module(job["name"], job["modules"])


def _execute(prepared: Any, wake: None, execute: Any) -> Outcome:
    """Run the module's body."""
    try:
        execute(*prepared[1:])
    except BaseException as error:
        return "error", error
    return "loaded", (prepared[0], prepared[3])


def _find(executed: Outcome, quiet: None, contents: Any) -> Outcome:
    """The module's entry. Keys of its dictionary may be the candidate's: what they say is what the module holds."""
    if executed[0] != "loaded":
        return executed
    name, module = executed[1]
    held = contents(module)
    return ("function", held[name]) if name in held else ("missing", None)


# --- calling
def _given(request: str, quiet: None, settings: Any, last: Any, scan: Any) -> list[Any]:
    """The arguments of this call; they are kept only where the same call may come again."""
    if request:
        given = scan(request, 0)[0]
        if not settings[0][1]:
            return given  # type: ignore[no-any-return]
        last.append(given)
    return last[0]  # type: ignore[no-any-return]


def _run(function: Any, given: list[Any], wake: None) -> Outcome:
    """What the candidate's function comes to. Its value is never in a variable here."""
    try:
        return "v", function(*given)
    except BaseException as error:
        return "e", error


def _pause() -> Iterator[None]:
    """Awaiting it gives control back once."""
    yield


def _settle(
    outcome: Outcome,
    puts: list[Any],
    quiet: None,
    pause: Any,
    result_of: Any,
    forever: Any,
    wake: Any,
    kind_of: Any,
    coroutine: Any,
) -> Outcome:
    """Run a coroutine to its end. What it returns goes into a box that the next stage opens, out of reach from here.

    ``puts`` holds what fills the box. Like the coroutine it is taken out, onto the stack of a frame, before code of the
    candidate runs: a patched event loop can change a variable, but not that stack.
    """
    if outcome[0] != "v" or kind_of(outcome[1]) is not coroutine:
        return outcome

    # No annotations: before Python 3.14 they are looked up, and there are no globals.
    async def keep(awaited, puts):  # type: ignore[no-untyped-def]
        puts.pop()(await (awaited.pop(), await pause())[0])

    kept = keep([outcome[1]], puts)  # type: ignore[no-untyped-call]
    kept.send(None)
    wake()
    try:
        result_of(kept)
    except forever:
        return "x", "pending coroutine"
    except BaseException as error:
        return "awaited", error
    return "awaited", None


def _unpack(outcome: Outcome, box: list[Any], quiet: None) -> Outcome:
    """What came of a coroutine: its value, or why there is none."""
    if outcome[0] != "awaited":
        return outcome
    if len(box) == 1:
        return "v", box[0]
    if outcome[1] is None:
        return "e", RuntimeError("the coroutine did not run to its end")
    return "e", outcome[1]


def _changed(given: list[Any], request: str, quiet: None, settings: Any, write: Any) -> list[Any] | None:
    """The arguments where the call has changed them. That is only asked where the same call may come again."""
    if not request or not settings[0][1]:
        return None
    try:
        return None if "".join(write(given, 0)) == request else given
    except BaseException:
        return given


# --- answering
def _render(outcome: Outcome, changed: list[Any] | None, settings: _Settings, quiet: None) -> Any:
    """The answer with gaps, and what must be asked of the candidate's code to fill them."""
    answer, asked = _rendered(outcome, settings)
    return (*answer, None if changed is None else encode.render(changed)[0]), asked


def _rendered(outcome: Outcome, settings: _Settings) -> Any:
    tag, what = outcome
    if tag == "v":
        try:
            pieces, asked = encode.render(what)
        except BaseException as error:  # no memory, or too little depth left
            tag, what = "e", error.with_traceback(None)
        else:
            return ("v", pieces), asked
    if tag in ("e", "error"):
        found, asked = errors.parts(what, settings[0])
        return (tag, found), asked
    if tag == "x":
        return ("v", (encode.opaque(what),)), ()
    if tag == "function" and callable(what):
        return ("shape", None), (("parameters", what),)
    return ("missing", encode.class_name(type(what)) if tag == "function" else None), ()


def _say(asked: Any, parameters: Any) -> object:
    """What the candidate's own code says about a value; it may say anything."""
    what, value = asked
    try:
        if what == "parameters":
            return parameters(value)
        return str.__str__(str(value) if what == "str" else repr(value))
    except BaseException:
        return None


def _tell(answer: tuple[str, Any, Any], texts: tuple[object, ...], quiet: None) -> str:
    tag, what, changed = answer
    told = _told(tag, what, texts)
    return told if changed is None else told[:-1] + ',"changed":' + encode.weave(changed, ()) + "}"


def _told(tag: str, what: Any, texts: tuple[object, ...]) -> str:
    if tag == "v":
        return '{"v":' + encode.weave(what, texts) + "}"
    if tag in ("e", "error"):
        return _json({tag: errors.with_message(what, texts)})
    if tag == "shape":
        names = texts[0] if texts else None
        plain = type(names) is list and all(type(name) is str for name in names)
        return _json({"shape": names if plain else None})
    return _json({"missing": True} if what is None else {"missing": True, "kind": what})


_write = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
    None, id, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True
)
"""Plain data to pieces of JSON; anything else becomes a number, without a question to its class."""


def _json(value: object) -> str:
    """Plain data as JSON, by an encoder in C that patched classes of ``json`` do not reach."""
    return "".join(_write(value, 0))
