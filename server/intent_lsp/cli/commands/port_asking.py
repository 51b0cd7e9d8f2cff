"""``intent port`` where the rules end: whoever the routes name is asked, and what goes on is told on stderr."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.document.model import Intent
from intent_lsp.models.contract import BUILTIN
from intent_lsp.porting.ask_provider import author
from intent_lsp.porting.port import PortResult
from intent_lsp.transpile.events import CandidateReady, Event, RoundFailed, RoundStarted, Waiting, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.port_rounds import Original, Widen
from intent_lsp.values import LANGUAGES, Target, other_target
from intent_lsp.workbench import Workbench


class Asker:
    """Asks by the routes of a workspace, and tells one line of each answer that is not the last: what is wrong."""

    def __init__(self, bench: Workbench, file: Path, source: Target) -> None:
        """``file``: that of the function, in the language ``source``."""
        self._bench = bench
        self._file = file
        self._target = other_target(source)
        self._count = 0
        self._author = ""
        self._differs = ""
        self._asks = False

    async def ask(self, intent: Intent, code: str, widen: Widen) -> Attempt | str:
        """See :data:`intent_lsp.porting.ask_provider.Ask`."""
        work = Work(self._file, intent.name, self._target)
        return await self._bench.engine.port(Original(work, intent, code), widen, self._hear)

    def ask_again(self, made: PortResult) -> None:
        """An answer passes the examples, and differs elsewhere: told when another question follows."""
        self._differs = f"differs on {len(made.differences)} of {made.inputs} inputs"

    def _hear(self, event: Event) -> None:
        match event:
            case Waiting(provider=provider, model=model, reason=reason) if model != BUILTIN:
                complain(f"waiting  for {provider}: {reason}")
            case RoundStarted():
                self._begin_round()
            case CandidateReady(model=model, provider=provider):
                self._author = author(model, provider)
            case RoundFailed(reason=reason):
                self._tell(reason)
            case _:
                pass

    def _begin_round(self) -> None:
        if not self._asks:
            self._asks = True
            complain(f"asking   for it in {LANGUAGES[self._target]}: this may take a minute")
        if self._differs:
            self._tell(self._differs)
            self._differs = ""

    def _tell(self, what: str) -> None:
        self._count += 1
        complain(f"round {self._count}  {f'{self._author}: ' if self._author else ''}{what}")
        self._author = ""
