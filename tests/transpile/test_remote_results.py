"""Rounds that another engine does: what it gets, and what is not taken from it. No cluster is needed for that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Gate, Verdict
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.errors import IntentError
from intent_lsp.output.reports import load_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.events import CandidateReady, Emit, Event, Failed
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import Accept, Piece, RemoteOutcome
from intent_lsp.values import Target
from intent_lsp.workbench import Request, Result, Workbench, open_workbench
from tests.support.chat_server import ChatServer, Say, by_target, chat_server
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY, TWICE
from tests.support.rounding import JS_UP, PY_EVEN, PY_UP, SPEC

UP = "math.floor(x + 0.5)"
JS, PY = f"```js\n{CLAMP_JS}```", f"```python\n{CLAMP_PY}```"


@dataclass
class Neighbour:
    """Another engine, with a workspace of its own; ``tamper`` changes what it says."""

    bench: Workbench
    tamper: Callable[[RemoteOutcome], RemoteOutcome] = lambda outcome: outcome
    pieces: list[Piece] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: Exception | None = None
    """Raised in place of a verdict."""

    async def rounds(self, piece: Piece, emit: Emit, accept: Accept) -> bool:
        self.pieces.append(piece)
        why = await accept(self.tamper(await self.bench.engine.rounds(piece, emit)))
        self.refused += [why] if why else []
        return not why

    async def verdict(self, piece: Piece, candidate: Candidate, emit: Emit) -> Verdict | None:
        if self.broken is not None:
            raise self.broken
        return None


@dataclass
class Both:
    """A workspace whose rounds a neighbour does."""

    root: Path
    bench: Workbench
    neighbour: Neighbour
    server: ChatServer
    events: list[Event] = field(default_factory=list)

    async def transpile(self, text: str) -> dict[str, Result]:
        """By target."""
        path = self.root / "clamp.intent.md"
        path.write_text(text.lstrip("\n"))
        self.events.clear()
        found = await self.bench.transpile([Request(path)], self.events.append)
        return {result.target: result for result in found}


@asynccontextmanager
async def both(
    root: Path,
    js: str | list[str] = JS,
    py: str | list[str] = PY,
    *,
    provider: ProviderConfig | None = None,
    there: ProviderConfig | None = None,
) -> AsyncIterator[Both]:
    """``provider``: in place of a scripted server; ``there``: of the neighbour alone."""
    scripts = ([Say(text) for text in ([said] if isinstance(said, str) else said)] for said in (js, py))
    (root.parent / "other").mkdir()
    async with chat_server(by_target(*scripts)) as server:
        scripted = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none")
        config = Config(providers=(provider or scripted,))
        async with open_workbench(
            root.parent / "other", replace(config, providers=(there or config.providers[0],))
        ) as other:
            neighbour = Neighbour(other)
            async with open_workbench(root, config, elsewhere=neighbour) as bench:
                yield Both(root, bench, neighbour, server)


async def test_a_target_that_is_verified_already_goes_along_and_is_not_made_again(root: Path) -> None:
    async with both(root) as it:
        await it.transpile(CLAMP.replace("js,py", "js"))
        assert [piece.plan.targets for piece in it.neighbour.pieces] == [("js",)]
        asked = len(it.server.requests)
        assert asked == 1, "what came was taken, and not asked for again here"
        results = await it.transpile(CLAMP)
        piece = it.neighbour.pieces[-1]
        assert (piece.plan.targets, set(piece.known)) == (("js", "py"), {"js"})
        assert "Math.max" in piece.known["js"].code
        assert len(it.server.requests) == asked, "translated by rule"
        assert {target: result.status for target, result in results.items()} == {
            "js": Phase.FRESH,
            "py": Status.VERIFIED,
        }
        await it.transpile(CLAMP)
        assert it.neighbour.pieces[-1] is piece  # what is fresh is handed to nobody


async def test_what_goes_along_is_not_believed_there_either(root: Path) -> None:
    async with both(root) as it:
        await it.transpile(CLAMP.replace("js,py", "js"))
        await it.transpile(CLAMP)
        piece, engine = it.neighbour.pieces[-1], it.neighbour.bench.engine
        outcome = await engine.rounds(piece, it.events.append)
        assert set(outcome.targets) == {"py"}
        assert outcome.targets["py"].passed is not None
        known: dict[Target, Attempt] = {"js": replace(piece.known["js"], code=CLAMP_JS_WRONG)}
        with pytest.raises(IntentError, match="the js code that is verified already does not pass on this worker"):
            await engine.rounds(replace(piece, known=known), it.events.append)


async def test_what_is_refused_is_done_here(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = _wrong
        results = await it.transpile(CLAMP)
        assert it.neighbour.refused == ["sent JavaScript code that does not pass here"]
        assert {result.status for result in results.values()} == {Status.VERIFIED}
        assert (root / "src/js/auto/clamp.js").read_text().endswith(CLAMP_JS)


def _changed(outcome: RemoteOutcome, target: Target = "js", **changes: Any) -> RemoteOutcome:
    return replace(outcome, targets={**outcome.targets, target: replace(outcome.targets[target], **changes)})


def _wrong(outcome: RemoteOutcome) -> RemoteOutcome:
    told = outcome.targets["js"]
    assert told.passed is not None
    return _changed(outcome, passed=replace(told.passed, code=CLAMP_JS_WRONG))


def _slandered(outcome: RemoteOutcome) -> RemoteOutcome:
    told = outcome.targets["js"]
    assert told.passed is not None
    best = replace(told.passed, verdict=Verdict(Gate.EXAMPLES, ()))
    return _changed(outcome, passed=None, best=best)


@pytest.mark.parametrize(("given", "tied"), [("9 if x == 1.25 else math.floor(x + 0.5)", True), (UP, False)])
async def test_further_programs_have_a_vote_if_they_pass_here(root: Path, given: str, tied: bool) -> None:
    programs = tuple(Candidate("py", f"import math\n\n\ndef f(x):\n    return {given}\n") for _ in range(3))
    async with both(root, JS_UP, PY_EVEN) as it:
        it.neighbour.tamper = lambda outcome: replace(outcome, programs=programs)
        results = await it.transpile(SPEC)
        assert it.neighbour.refused == []
        assert ({result.status for result in results.values()} == {Status.DISAGREE}) is tied


async def test_the_rounds_that_were_made_there_are_told_in_the_report_here(root: Path) -> None:
    wrong = f"```js\n{CLAMP_JS_WRONG}```"
    async with both(root, [wrong, JS]) as it:
        results = await it.transpile(CLAMP.replace("js,py", "js"))
        assert (results["js"].status, results["js"].rounds, results["js"].usage.calls) == (Status.VERIFIED, 2, 2)
        assert it.neighbour.refused == []
        entry = load_report(Workspace(root), root / "clamp.intent.md").get("clamp", "js")
        assert entry is not None
        assert [(item.number, item.verdict and item.verdict.passed) for item in entry.history] == [
            (1, False),
            (2, True),
        ]


async def test_what_was_kept_here_goes_along_too(root: Path) -> None:
    async with both(root) as it:
        await it.transpile(CLAMP.replace("js,py", "js"))
        (root / "src/js/auto/clamp.js").unlink()
        results = await it.transpile(CLAMP)
        assert set(it.neighbour.pieces[-1].known) == {"js"}
        assert {result.status for result in results.values()} == {Status.VERIFIED}
        assert len(it.server.requests) == 1, "translated by rule"


async def test_that_there_was_no_code_is_taken_with_its_reason(root: Path) -> None:
    async with both(root, "Sorry.") as it:
        results = await it.transpile(CLAMP.replace("js,py", "js"))
        assert (results["js"].status, [problem.code for problem in results["js"].problems]) == ("failed", ["no-code"])
        assert it.neighbour.refused == []
        asked = len(it.server.requests)
        it.neighbour.tamper = lambda outcome: _changed(outcome, reason="")
        await it.transpile(CLAMP.replace("js,py", "js").replace("Limit", "Confine"))
        assert it.neighbour.refused == ["sent no JavaScript code and no reason"]
        assert len(it.server.requests) > asked


async def test_code_that_is_said_to_fail_and_does_not_is_refused(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = _slandered
        results = await it.transpile(CLAMP.replace("js,py", "js"))
        assert it.neighbour.refused == ["sent JavaScript code with a verdict that is not right here"]
        assert results["js"].status == Status.VERIFIED


async def test_a_neighbour_who_says_that_nobody_answers_is_not_believed_where_somebody_may(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = lambda outcome: _changed(outcome, passed=None, best=None, failed=("gone", "wait"))
        results = await it.transpile(CLAMP.replace("js,py", "js"))
        assert it.neighbour.refused == ["found no provider to ask"]
        assert results["js"].status == Status.VERIFIED


async def test_that_the_search_found_nothing_there_is_not_tried_again_here(root: Path) -> None:
    outcomes: list[RemoteOutcome] = []

    def seen(outcome: RemoteOutcome) -> RemoteOutcome:
        outcomes.append(outcome)
        return outcome

    async with both(root, provider=ProviderConfig("builtin", "builtin")) as it:
        it.neighbour.tamper = seen
        results = await it.transpile(TWICE.replace("out: 10\n", 'error: "five"\n'))
        assert [outcome.targets["js"].failed is not None for outcome in outcomes] == [True]
        assert it.neighbour.refused == []
        assert (results["js"].status, [p.code for p in results["js"].problems]) == ("error", ["no-provider"])


async def test_where_nobody_answers_there_the_rounds_are_made_here(root: Path) -> None:
    gone = ProviderConfig("openai_compat", "gone", "http://127.0.0.1:9/v1", "m")
    async with both(root, there=gone) as it:
        results = await it.transpile(CLAMP)
        assert {result.status for result in results.values()} == {Status.VERIFIED}
        with pytest.raises(IntentError, match="gone"):
            await it.neighbour.bench.engine.rounds(it.neighbour.pieces[0], it.events.append)


async def test_other_candidates_that_do_not_pass_here_are_never_offered(root: Path) -> None:
    up = Candidate("py", f"import math\n\n\ndef f(x):\n    return {UP}\n")

    def tamper(outcome: RemoteOutcome) -> RemoteOutcome:
        told = outcome.targets["py"]
        assert told.passed is not None
        others = (replace(told.passed, code="def f(x):\n    return 0\n"),)
        return replace(_changed(outcome, "py", others=others), programs=(up, up, up))

    async with both(root, JS_UP, [PY_EVEN, PY_EVEN, PY_UP]) as it:
        it.neighbour.tamper = tamper
        results = await it.transpile(SPEC)
        assert it.neighbour.refused == []
        assert not any("return 0" in event.code for event in it.events if isinstance(event, CandidateReady))
        assert {result.status for result in results.values()} == {Status.VERIFIED}


async def test_who_was_asked_about_a_disagreement_there_is_not_asked_again_here(root: Path) -> None:
    async with both(root, JS_UP, PY_EVEN) as it:
        results = await it.transpile(SPEC)
        assert {result.status for result in results.values()} == {Status.DISAGREE}
        assert len(it.server.requests) == 4, "two drafts and two opinions"


async def test_code_that_is_there_is_run_there(root: Path) -> None:
    async with both(root) as it:
        await it.transpile(CLAMP)
        piece = it.neighbour.pieces[-1]
        for code, passes in ((CLAMP_JS, True), (CLAMP_JS_WRONG, False)):
            verdict = await it.neighbour.bench.engine.verdict(piece, Candidate("js", code))
            assert verdict.passed is passes


@pytest.mark.parametrize(
    ("error", "message"),
    [(IntentError("it is full", hint="wait"), "it is full"), (LookupError("on purpose"), "unexpected LookupError")],
)
async def test_an_error_of_whoever_runs_code_is_told_and_ends_that_target(
    root: Path, error: Exception, message: str
) -> None:
    async with both(root) as it:
        path = root / "clamp.intent.md"
        await it.transpile(CLAMP)
        it.neighbour.broken = error
        it.events.clear()
        results = await it.bench.transpile([Request(path, mode="check")], it.events.append)
        assert [result.status for result in results] == ["error", "error"]
        failed = [event for event in it.events if isinstance(event, Failed)]
        assert [(event.work.target, event.code) for event in failed] == [("js", "internal"), ("py", "internal")]
        assert all(event.error.startswith(message) and event.hint for event in failed)


async def test_an_error_of_whoever_does_the_rounds_is_no_error_of_the_work(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = _broken
        results = await it.transpile(TWICE.replace("# name: f", "# name: clamp"))
        assert it.events
        assert {event.provider for event in it.events if isinstance(event, CandidateReady)} == {"scripted"}
        assert {result.status for result in results.values()} == {Status.FAILED}


def _broken(_: RemoteOutcome) -> RemoteOutcome:
    raise LookupError("on purpose")
