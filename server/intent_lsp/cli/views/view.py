"""What a view is, and which one suits where the output goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from intent_lsp.transpile.events import Event
from intent_lsp.transpile.results import Result


class View(Protocol):
    """Shows one run. Entered before the work starts and left when it has ended, whatever the end."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def emit(self, event: Event) -> None:
        """Takes an event as it happens; quick, never raises."""
        ...

    def finished(self, lines: Iterable[str], count: int) -> None:
        """So many intents and targets are fresh, of documents that were not looked at again; a line for each."""
        ...

    def progress(self, what: str, share: float) -> None:
        """Work that is done once per user: what, and the share that is done (0 to 1)."""
        ...

    def finish(self, results: Sequence[Result]) -> None:
        """The end of a run, inside the view's context."""
        ...

    def interrupted(self) -> None:
        """The run was stopped by the user."""
        ...


def choose_view(*, as_json: bool, here: Path, asks: bool = False, quiet: bool = False, verbose: bool = False) -> View:
    """JSON lines if asked for; the live view on a capable terminal; else plain lines.

    ``asks``: the built-in provider's questions are asked afterwards, so that the view need not tell them. ``quiet``:
    only what did not end well. ``verbose``: plain lines, with who is asked and what came of it.
    """
    if as_json:
        from intent_lsp.cli.views.jsonlines import JsonView

        return JsonView(sys.stdout)
    if sys.stdout.isatty() and not (quiet or verbose) and os.environ.get("TERM") != "dumb":
        from intent_lsp.cli.views.live_view import LiveView

        return LiveView(here, asks=asks)
    from intent_lsp.cli.views.plain_view import PlainView

    return PlainView(sys.stdout, here, asks=asks, quiet=quiet, verbose=verbose)
