"""The language server with a scripted engine behind its seam, as a program: for what a real engine cannot do on demand.

``script.json`` in the workspace folder maps intents to steps, done one after the other for every target:

``{"round": 1}``, ``{"wait": "name"}`` (until a file ``name`` exists in the folder; ``name.waiting`` tells
that it waits, ``INTENT.cancelled`` that it was cancelled), ``{"fail": [["got", "want"], …]}``
(one pair per example, and the whole of what is cut off; an empty ``got`` passes), ``{"verify": true}``,
``{"exhaust": true}``, ``{"model": "name"}`` (instead of ``scripted-1b``), ``{"raise": "message"}``,
``{"error": "message"}`` (no provider), ``{"stubborn": seconds}`` (ignores being cancelled for so long).
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from intent_lsp.checks.verdict import ExampleResult, Gate, Verdict
from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.model import Intent
from intent_lsp.lsp.start import main
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.status import Phase, State, Status
from intent_lsp.transpile.events import (
    Cancelled,
    CandidateReady,
    Checked,
    Emit,
    Exhausted,
    Failed,
    Planned,
    RoundFailed,
    RoundStarted,
    Token,
    Verified,
    Work,
    Written,
)
from intent_lsp.transpile.planning.plan import Request
from intent_lsp.transpile.results import Result, Tally

ROUNDS = 3


class ScriptedWorkbench:
    """Does what the script says."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._script: dict[str, list[dict[str, Any]]] = json.loads((root / "script.json").read_text())

    @property
    def sandbox(self) -> Sandbox:
        raise AssertionError("nothing runs here")

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        results: list[Result] = []
        for request in requests:
            assert request.text is not None
            document = parse(request.text, stem=request.path.name.removesuffix(".intent.md"))
            for intent in document.intents:
                if request.intents is None or intent.name in request.intents:
                    asked = [t for t in intent.targets or ("js",) if request.targets is None or t in request.targets]
                    works = [Work(request.path, intent.name, target) for target in asked]
                    results += [await self._one(work, intent, emit) for work in works]
        return tuple(results)

    async def warm(self) -> None:
        """There is no model to load."""

    async def _one(self, work: Work, intent: Intent, emit: Emit) -> Result:
        emit(Planned(work, ROUNDS, len(intent.examples)))
        state: dict[str, Any] = {"round": 0, "status": "error", "model": "scripted-1b"}
        try:
            for step in self._script.get(work.intent, [{"round": 1}, {"verify": True}]):
                await self._step(step, work, intent, emit, state)
        except asyncio.CancelledError as stop:
            emit(Cancelled(work, str(stop.args[0]) if stop.args else "cancelled"))
            (self._root / f"{work.intent}.cancelled").touch()
            if state.get("stubborn"):
                await asyncio.sleep(state["stubborn"])
            raise
        total = len(intent.examples)
        passed = total if state["status"] == "verified" else 0
        return Result(
            work.document, work.intent, work.target, _state(state["status"]), state["round"],
            "scripted", "scripted-1b", False, None, Tally(passed, total),
        )  # fmt: skip

    async def _step(self, step: dict[str, Any], work: Work, intent: Intent, emit: Emit, state: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        ((what, value),) = step.items()
        match what:
            case "round":
                state["round"] = value
                emit(RoundStarted(work, value, ROUNDS))
                emit(Token(work, 1))
            case "wait":
                (self._root / f"{value}.waiting").touch()
                while not (self._root / value).exists():  # noqa: ASYNC110 - another process touches the file
                    await asyncio.sleep(0.005)
            case "fail":
                emit(CandidateReady(work, state["round"], "code", "scripted", state["model"], False))
                verdict = _verdict(intent, value)
                state["verdict"] = verdict
                emit(Checked(work, state["round"], verdict))
                emit(RoundFailed(work, state["round"], ROUNDS, "examples failed", verdict))
            case "verify":
                emit(CandidateReady(work, state["round"], "code", "scripted", state["model"], False))
                verdict = _verdict(intent, [])
                emit(Checked(work, state["round"], verdict))
                emit(Verified(work, state["round"], ROUNDS, "scripted", state["model"], False, "code", verdict))
                emit(Written(work, self._root / "src/js/auto" / f"{work.intent}.js", True))
                state["status"] = "verified"
            case "exhaust":
                candidate = self._root / ".promirror/candidates" / f"{work.intent}.js"
                emit(Exhausted(work, ROUNDS, "code", state.get("verdict"), "examples failed", candidate))
                state["status"] = "failed"
            case "model":
                state["model"] = value
            case "raise":
                raise ValueError(value)
            case "error":
                emit(Failed(work, value, "Start a model server.", "no-provider"))
            case "stubborn":
                state["stubborn"] = value


def _verdict(intent: Intent, pairs: Sequence[Sequence[str]]) -> Verdict:
    results = []
    for index, example in enumerate(intent.examples):
        got, want, *whole = pairs[index] if index < len(pairs) else ("", "")
        results.append(ExampleResult(example.number, not got, want, got, full_value="".join(whole)))
    failed = any(not result.passed for result in results)
    return Verdict(Gate.EXAMPLES if failed else None, tuple(results))


@asynccontextmanager
async def open_scripted(root: Path, config: Config) -> AsyncIterator[ScriptedWorkbench]:
    yield ScriptedWorkbench(root)


def _state(word: str) -> State:
    return Status(word) if word in list(Status) else Phase(word)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], open_workbench=open_scripted))
