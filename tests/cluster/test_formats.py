"""What crosses comes out as it went in; what does not fit is refused as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.cluster import strict_reader as read
from intent_lsp.cluster.event_format import event_data, read_event
from intent_lsp.cluster.outcome_format import outcome_data
from intent_lsp.cluster.piece_format import VERSION, Shipment, decode, encode, worker_config
from intent_lsp.cluster.worker_replies import answer_of, outcome_in
from intent_lsp.config import Config
from intent_lsp.errors import WorkerLost
from intent_lsp.transpile.events import Event, Verified, Written
from intent_lsp.transpile.loop.remote_rounds import Piece
from intent_lsp.transpile.planning.plan import IntentKey, IntentPlan
from tests.support.intents import CLAMP, intent
from tests.support.outcomes import EVENTS, GOOD, JS, OUTCOME, PASSES, PY

WORKS = {"js": JS, "py": PY}
HERE, THERE = Path("/here/docs/clamp.intent.md"), Path("/there")


def crossed(data: Any) -> Any:
    """As the other side gets it."""
    return read.loads(read.dumps({"data": data}))["data"]


def test_an_outcome_comes_out_as_it_went_in() -> None:
    # NaN, which is in one of its values, equals nothing.
    assert repr(outcome_in({"outcome": crossed(outcome_data(OUTCOME))})) == repr(OUTCOME)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_what_happens_in_rounds_comes_out_as_it_went_in(event: Event) -> None:
    data = event_data(event)
    assert data is not None
    assert repr(read_event(crossed(data), {"js": JS, "py": PY})) == repr(event)


def test_how_work_ends_is_not_told_and_what_belongs_to_another_target_is_not_heard() -> None:
    assert event_data(Written(JS, Path("x"), True)) is None
    assert event_data(Verified(JS, 1, 1, "p", "m", False, "code", PASSES)) is None
    with pytest.raises(read.Unreadable):
        read_event(event_data(EVENTS[2]) or {}, {"js": JS})
    with pytest.raises(read.Unreadable):
        read_event({"kind": "Verified", "target": "js"}, {"js": JS})


def test_a_piece_is_the_same_work_on_the_other_machine() -> None:
    text = CLAMP.lstrip("\n")
    clamp = intent(CLAMP)
    plan = IntentPlan(IntentKey(HERE, "clamp"), clamp, ("js", "py"), 5, True, provider="strong", text=text)
    piece = Piece(plan, {"js": {"other": "export const a = 1"}, "py": {}}, {"py": GOOD})
    config = Config(candidates=3, seconds_per_example=0.5, offline=True, names="idiomatic", python_versions=("3.12",))
    data = read.loads(encode(piece, "docs/clamp.intent.md", 7, Shipment("topic", config, "{}")))
    assert (data["version"], data["number"], data["topic"], data["settings"]) == (VERSION, 7, "topic", "{}")
    found = decode(data, THERE, Config())
    assert found.plan.key == IntentKey(THERE / "clamp.intent.md", "clamp")
    assert (found.plan.intent.digest, found.plan.targets) == (clamp.digest, ("js", "py"))
    assert (found.plan.rounds, found.plan.regenerate, found.plan.provider) == (5, True, "strong")
    assert (found.used, found.known) == (piece.used, piece.known)
    decided = worker_config(Config(rounds=9, cache_dir="/own", allow_hosts=("gpu.lan",)), data)
    assert (decided.candidates, decided.seconds_per_example, decided.offline) == (3, 0.5, True)
    assert (decided.names, decided.python_versions) == ("idiomatic", ("3.12",))
    assert (decided.cache_dir, decided.allow_hosts) == ("/own", ("gpu.lan",))


def test_a_document_that_reads_otherwise_is_not_worked_on() -> None:
    plan = IntentPlan(IntentKey(HERE, "clamp"), intent(CLAMP), ("js",), 1, text=CLAMP.replace("out: 5", "out: 6"))
    sent = encode(Piece(plan, {"js": {}}, {}), "a.intent.md", 1, Shipment("t", Config(), ""))
    with pytest.raises(WorkerLost, match="reads the document differently"):
        decode(read.loads(sent), THERE, Config())


WHOLE = json.dumps({"version": VERSION, "outcome": outcome_data(OUTCOME)})


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"null", b"[]", b"\xff", b"[" * 100_000, None, {"version": VERSION}, "text",
        b'{"version": "%s"}' % VERSION.encode(),
        b'{"version": "%s", "outcome": {"targets": {"rb": {}}, "programs": null}}' % VERSION.encode(),
        WHOLE.replace('"round": 2', '"round": -1').encode(),
        WHOLE.replace('"round": 2', '"round": 1e999').encode(),
        WHOLE.replace('"round": 2', '"round": true').encode(),
        WHOLE.replace('"ported": true', '"ported": 1').encode(),
        WHOLE.replace('"gate": "examples"', '"gate": "mine"').encode(),
        WHOLE.replace('"confidence": "ambiguous"', '"confidence": "sure"').encode(),
        WHOLE.replace('"code": "code"', '"code": 7').encode(),
        WHOLE.encode() + b" " * read.MOST_BYTES,
    ],
    ids=lambda answer: repr(answer)[:30],
)  # fmt: skip
def test_what_is_no_outcome_is_refused(answer: object) -> None:
    assert outcome_in(answer_of(WHOLE.encode())).targets.keys() == {"js", "py"}
    with pytest.raises(read.Unreadable):
        outcome_in(answer_of(answer))


def test_another_version_is_told_apart_and_is_of_no_use_for_good() -> None:
    with pytest.raises(WorkerLost) as lost:
        answer_of(WHOLE.replace(VERSION, "9.9.9/1").encode())
    assert (str(lost.value), lost.value.for_good) == ("has another version of intent-lsp", True)
    with pytest.raises(WorkerLost, match="could not do it: no disk"):
        answer_of(read.dumps({"version": VERSION, "refused": "no disk"}))
    long = read.dumps({"version": VERSION, "refused": "x" * 9000})
    with pytest.raises(WorkerLost) as lost:
        answer_of(long)
    assert len(str(lost.value)) < 250
