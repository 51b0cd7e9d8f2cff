"""What the runner asks of the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.lsp.client.progress import Progress
from intent_lsp.lsp.runs.fair_queue import FairQueue
from intent_lsp.lsp.runs.runner import Order, Runner
from intent_lsp.lsp.runs.workbenches import Workbenches
from intent_lsp.sandbox.contract import Sandbox
from intent_lsp.transpile.events import Emit
from intent_lsp.transpile.planning.plan import Request
from intent_lsp.transpile.progress import States
from intent_lsp.transpile.results import Result
from tests.lsp.conftest import DOUBLE


class Listening:
    """An engine that only takes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    @property
    def sandbox(self) -> Sandbox:
        raise AssertionError("nothing runs here")

    async def transpile(self, requests: Sequence[Request], emit: Emit) -> tuple[Result, ...]:
        self.asked += requests
        return ()

    async def warm(self) -> None:
        pass


class Silent:
    """A client that nothing is said to."""

    def __init__(self) -> None:
        self.cancel_progress: dict[str | int, Callable[[], None]] = {}

    def notify(self, method: str, params: Any | None = None) -> None:
        raise AssertionError(method)

    async def ask(self, method: str, params: Any | None = None, seconds: float | None = None) -> Any:
        raise AssertionError(method)

    def bookkeeping(self) -> dict[str, int]:
        return {}


async def test_all_intents_of_a_document_are_asked_for_with_the_document_as_it_was_parsed_once(tmp_path: Path) -> None:
    engine = Listening()

    @asynccontextmanager
    async def opened(root: Path, config: Config) -> AsyncIterator[Listening]:
        yield engine

    config = Config()
    document = parse(DOUBLE + DOUBLE.replace("double", "twice"), stem="a", default_targets=config.default_targets)
    runner = Runner(Workbenches(opened), States(), lambda event: None, FairQueue(lambda: None))
    order = Order(tmp_path, config, tmp_path / "a.intent.md", document, document.intents)
    with Progress(Silent(), "Transpiling", supported=False, token=None) as progress:
        await runner.job([order], progress)
    assert [sorted(request.intents or ()) for request in engine.asked] == [["double"], ["twice"]]
    assert all(request.document is document for request in engine.asked)
