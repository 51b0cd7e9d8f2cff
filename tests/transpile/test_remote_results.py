"""Rounds that another engine does: what it gets, and what is not taken from it. No cluster is needed for that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import Verdict
from intent_lsp.config import Config, ProviderConfig
from intent_lsp.status import Phase, Status
from intent_lsp.transpile.events import CandidateReady, Emit, Event
from intent_lsp.transpile.loop.remote_rounds import Accept, Outcome, Piece
from intent_lsp.workbench import Request, Result, Workbench, open_workbench
from tests.support.chat_server import ChatServer, Say, chat_server
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG, CLAMP_PY, TWICE
from tests.support.rounding import JS_UP, PY_EVEN, SPEC

UP = "math.floor(x + 0.5)"
JS, PY = f"```js\n{CLAMP_JS}```", f"```python\n{CLAMP_PY}```"


@dataclass
class Neighbour:
    """Another engine, with a workspace of its own; ``tamper`` changes what it says."""

    bench: Workbench
    tamper: Callable[[Outcome], Outcome] = lambda outcome: outcome
    pieces: list[Piece] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def rounds(self, piece: Piece, emit: Emit, accept: Accept) -> bool:
        self.pieces.append(piece)
        why = await accept(self.tamper(await self.bench.engine.rounds(piece, emit)))
        self.refused += [why] if why else []
        return not why

    async def verdict(self, piece: Piece, candidate: Candidate, emit: Emit) -> Verdict | None:
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
async def both(root: Path, js: str = JS, py: str = PY) -> AsyncIterator[Both]:
    def answer(request: dict[str, list[dict[str, str]]]) -> Say:
        return Say(js if "in JavaScript" in request["messages"][-1]["content"] else py)

    (root.parent / "other").mkdir()
    async with chat_server(answer) as server:
        provider = ProviderConfig("openai_compat", "scripted", server.url, "scripted", lock="none")
        config = Config(providers=(provider,))
        async with open_workbench(root.parent / "other", config) as other:
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


async def test_what_is_refused_is_done_here(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = _wrong
        results = await it.transpile(CLAMP)
        assert it.neighbour.refused == ["sent JavaScript code that does not pass here"]
        assert {result.status for result in results.values()} == {Status.VERIFIED}
        assert (root / "src/js/auto/clamp.js").read_text().endswith(CLAMP_JS)


def _wrong(outcome: Outcome) -> Outcome:
    told = outcome.targets["js"]
    assert told.passed is not None
    return Outcome({**outcome.targets, "js": replace(told, passed=replace(told.passed, code=CLAMP_JS_WRONG))})


@pytest.mark.parametrize(("given", "tied"), [("9 if x == 1.25 else math.floor(x + 0.5)", True), (UP, False)])
async def test_further_programs_have_a_vote_if_they_pass_here(root: Path, given: str, tied: bool) -> None:
    programs = tuple(Candidate("py", f"import math\n\n\ndef f(x):\n    return {given}\n") for _ in range(3))
    async with both(root, JS_UP, PY_EVEN) as it:
        it.neighbour.tamper = lambda outcome: replace(outcome, programs=programs)
        results = await it.transpile(SPEC)
        assert it.neighbour.refused == []
        assert ({result.status for result in results.values()} == {Status.DISAGREE}) is tied


async def test_an_error_of_whoever_does_the_rounds_is_no_error_of_the_work(root: Path) -> None:
    async with both(root) as it:
        it.neighbour.tamper = _broken
        results = await it.transpile(TWICE.replace("# name: f", "# name: clamp"))
        assert it.events
        assert {event.provider for event in it.events if isinstance(event, CandidateReady)} == {"scripted"}
        assert {result.status for result in results.values()} == {Status.FAILED}


def _broken(_: Outcome) -> Outcome:
    raise LookupError("on purpose")
