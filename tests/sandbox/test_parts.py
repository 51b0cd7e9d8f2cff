"""The pure parts: encoding inputs, decoding claims, places, parameter lists, the ledger of a job's frames."""
# ruff: noqa: E501 (tables)

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.sandbox import decode, encode, error_places, shapes, wire
from intent_lsp.sandbox.contract import CodeError, Job, Raised, Returned, Stopped
from intent_lsp.sandbox.outcome import NEVER_RAN, Breach, JobMessages
from intent_lsp.sandbox.worker.collector import Collector, Stop
from intent_lsp.values import Opaque

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


# --- inputs --------------------------------------------------------------------------------------------------------------
@given(st.lists(JSON))
def test_inputs_for_javascript_are_strict_json(values: list[Any]) -> None:
    given_to_js = encode.arguments(tuple(values), "js")
    assert isinstance(given_to_js, list)
    text, holes = given_to_js

    def refuse(word: str) -> None:
        raise AssertionError(word)

    found = json.loads(text, parse_constant=refuse)
    for path in json.loads(holes or "[]"):
        place = found
        for step in path[:-1]:
            place = place[step]
        assert place[path[-1]] is None
        place[path[-1]] = math.nan
    assert json.dumps(found) == json.dumps(values)


@pytest.mark.slow
@given(st.lists(JSON))
def test_inputs_for_python_come_back(values: list[Any]) -> None:
    text = encode.arguments(tuple(values), "py")
    assert isinstance(text, str)
    assert text.isascii()
    assert json.dumps(json.loads(text)) == json.dumps(values)


# --- claims --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ({"o": [["a", 1], ["o", {"f": "inf"}]]}, {"a": 1, "o": math.inf}),
        ([{"x": ["set", "{1}"]}], [Opaque("set", "{1}")]),
        ({"x": ["k" * 500, "t" * 500]}, Opaque("k" * 100, "t" * 200)),
        ({"x": ["\ud800", ""]}, Opaque("?", "")),
    ],
)
def test_tagged_values(tagged: Any, expected: Any) -> None:
    assert decode.value(tagged) == expected


@pytest.mark.parametrize(
    "tagged",
    [
        {},
        {"o": 1},
        {"o": [["a"]]},
        {"o": [[1, 2]]},
        {"f": "1"},
        {"f": []},
        {"x": ["a"]},
        {"x": [1, 2]},
        {"y": 1},
        {"o": [], "x": []},
    ],
)
def test_what_no_guest_writes_is_refused(tagged: Any) -> None:
    with pytest.raises(ValueError, match="not a"):
        decode.value(tagged)


@given(st.text())
def test_reading_a_claim_ends(text: str) -> None:
    try:
        decode.value(decode.parse(text))
    except ValueError:
        return


@pytest.mark.parametrize("text", ["[" * 200_000, '{"v":' * 200_000, "9" * 100_000, "[]", "1", ""])
def test_hostile_claims_are_value_errors(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json, int and our own messages)
        decode.parse(text)


def test_frames_have_a_greatest_length() -> None:
    data = wire.frame({"a": "é\ud800"})
    assert wire.length(data[:4]) == len(data) - 4
    assert wire.parse(data[4:]) == {"a": "é\ud800"}
    with pytest.raises(ValueError, match="a frame of"):
        wire.length(b"\xff\xff\xff\xff")
    with pytest.raises(ValueError, match="not an object"):
        wire.parse(b"[]")
    assert wire.parse_all(wire.frame([{"a": 1}, {"b": 2}])[4:]) == [{"a": 1}, {"b": 2}]
    for body in (b"{}", b"[1]", b"[{}, []]"):
        with pytest.raises(ValueError, match="not an array of objects"):
            wire.parse_all(body)


# --- places --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "line", "byte", "column"),
    [
        ("abc", 1, 0, 1),
        ("é😀x", 1, 6, 3),
        ("é😀x", 1, 99, 4),
        ("a\r\nb\rc\nd", 4, 0, 1),
        ("a\x0cb\u2028c", 1, 6, 5),
        ("a", 2, 0, 0),
        ("a", 1, -1, 0),
    ],
)
def test_bytes_to_code_points(source: str, line: int, byte: int, column: int) -> None:
    assert error_places.code_points(source, line, byte) == column


@given(st.dictionaries(st.sampled_from(["type", "message", "frames", "stack", "syntax"]), JSON))
def test_any_report_becomes_an_error(found: dict[str, Any]) -> None:
    for target, name in (("py", "candidate.py"), ("js", "candidate.js")):
        error = error_places.code_error(found, target, {name: "x"})  # type: ignore[arg-type]
        assert isinstance(error, CodeError)
        assert error.type
        error.message.encode()


# --- parameter lists -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("function f() {}", ()),
        ("async function* f(a, b,) {}", ("a", "b")),
        ("function f(a /* , b */, // c\n c) {}", ("a", "c")),
        ("function f(a = ')', b = `,${x}`, c = (1, 2), d = [',']) {}", ("a?", "b?", "c?", "d?")),
        ("({ a, b: { c } = {} }, [d = 1], ...rest) => a", ("_", "_", "...rest")),
        ("({ a } = {}) => a", ("_?",)),
        ("async (é, $x, _y) => 1", ("é", "$x", "_y")),
        ("function f(a = /[)\"'`]/, b = /,/) {}", ("a?", "b?")),
        ("function f(a = `${`)`}`, b = '//', c) {}", ("a?", "b?", "c")),
        ("['a' + g(1)](a, b) {}", ("a", "b")),
        ("function f(a = (b) => b, c = { d: 1 }) {}", ("a?", "c?")),
        ("function f(...[a, b]) {}", ("..._",)),
        ("x => x", ("x",)),
        ("async x => x", ("x",)),
        ("method(a) { return a; }", ("a",)),
        ("function () { [native code] }", None),
        ("class A { constructor(a) {} }", None),
        ("function f(a", None),
        ("", None),
    ],
)
def test_parameter_lists(source: str, names: tuple[str, ...] | None) -> None:
    assert shapes.parameters(source) == names


@given(st.text(alphabet="(){}[],.='\"`/*\\ abf\n>"))
def test_reading_a_parameter_list_ends(source: str) -> None:
    shapes.parameters(source)


# --- the ledger ----------------------------------------------------------------------------------------------------------
JOB = Job("py", "def f(x): pass", "f", ((1,), (2,)))


def message(index: int, payload: Any, nonce: str = "n") -> dict[str, Any]:
    return {"nonce": nonce, "index": index, "payload": payload if isinstance(payload, str) else json.dumps(payload)}


LOADED, DONE = message(-1, {"shape": ["x"]}), {"nonce": "n", "done": 2, "printed": "", "seconds": 0.1}


def taken(*messages: dict[str, Any]) -> JobMessages:
    ledger = JobMessages(JOB, "n")
    ended = [ledger.take(one) for one in messages]
    assert not any(ended[:-1])
    return ledger


def test_an_orderly_job() -> None:
    run = taken(LOADED, message(0, {"v": 1}), message(1, {"e": {"type": "E", "message": "m"}}), DONE).run()
    assert run.outcomes == (Returned(1), Raised(CodeError("E", "m")))
    assert run.seconds == 0.1


@pytest.mark.parametrize(
    "messages",
    [
        [message(0, {"v": 1})],
        [LOADED, message(1, {"v": 1})],
        [LOADED, LOADED],
        [LOADED, message(0, {"v": 1}), message(0, {"v": 1})],
        [LOADED, message(0, {"v": 1}), message(1, {"v": 1}), message(2, {"v": 1})],
        [LOADED, message(0, {"v": 1}), DONE],
        [LOADED, message(0, {"v": 1}, nonce="other")],
        [LOADED, message(0, "nonsense")],
        [LOADED, message(0, {"w": 1})],
        [LOADED, message(0, {"v": {"zz": 1}})],
        [LOADED, {"nonce": "n", "index": 0, "payload": 3}],
        [LOADED, {"nonce": "n"}],
        [LOADED, message(0, {"v": 1}), message(1, {"v": 1}), {**DONE, "done": 1}],
        [LOADED, {**DONE, "stopped": ["protocol", "tampered with the results"]}],
        [message(-1, {"error": {"type": "E"}}), message(0, {"v": 1})],
    ],
)
def test_a_breach_of_the_channel(messages: list[dict[str, Any]]) -> None:
    ledger = taken(*messages[:-1])
    with pytest.raises(Breach):
        ledger.take(messages[-1])
    run = ledger.breach()
    ends = run.outcomes or (run.load_error,)
    assert all(isinstance(end, Stopped) and end.reason == "protocol" for end in ends)


def test_nothing_comes_after_the_end() -> None:
    ended = [LOADED, message(0, {"v": 1}), message(1, {"v": 1}), DONE]
    assert JobMessages(JOB, "n").take_all(ended)
    with pytest.raises(Breach):
        JobMessages(JOB, "n").take_all([*ended, DONE])


def test_small_results_travel_together_and_large_ones_apart() -> None:
    sent: list[bytes] = []
    collector = Collector("n", 3, 10, sent.append)
    for index, size in ((-1, 1), (0, 1), (1, 1 << 17), (2, 1)):
        collector.result(index, "x" * size)
    collector.done(None, 0.0)
    together = [[one.get("index") for one in wire.parse_all(data[4:])] for data in sent]
    assert together == [[-1, 0, 1], [2, None]]


def test_results_before_a_stop_count_but_a_stopped_job_never_passes_whole() -> None:
    stop = {**DONE, "done": 1, "stopped": ["time", "too slow"]}
    run = taken(LOADED, message(0, {"v": 1}), stop).run()
    assert run.outcomes == (Returned(1), Stopped("time", "too slow"))
    run = taken(LOADED, message(0, {"v": 1}), message(1, {"v": 2}), {**stop, "done": 2}).run()
    assert run.outcomes == (Returned(1), Stopped("time", "too slow"))
    run = taken(LOADED, {**stop, "done": 0}).run()
    assert run.outcomes == (Stopped("time", "too slow"), Stopped("time", NEVER_RAN))
    run = taken({**stop, "done": -1}).run()
    assert (run.outcomes, run.load_error) == ((), Stopped("time", "too slow"))


def test_the_worker_checks_the_order_too() -> None:
    sent: list[bytes] = []
    collector = Collector("n", 1, 10, sent.append)
    collector.write("0123456789abc")
    collector.result(-1, "{}")
    for index in (-1, 1, 2):
        with pytest.raises(Stop):
            collector.result(index, "{}")
    collector.result(0, "{}")
    with pytest.raises(Stop):
        collector.result(1, "{}")
    collector.write("x" * 100)
    with pytest.raises(Stop, match="printed more than"):
        collector.write("x" * 100)
    collector.done(None, 0.0)
    frames = b"".join(sent)
    assert b'"payload":"{}","printed":"0123456789"' in frames, "what was printed travels with its call"
    assert b'"printed":"","seconds"' in frames, "the cap holds for all calls together"
