"""``intent port`` where the rules end: whoever the routes name is asked, and what goes on is told on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intent_lsp.cli.terminal.terminal_text import complain
from intent_lsp.document.model import Intent
from intent_lsp.models.contract import BUILTIN
from intent_lsp.porting.ask_provider import Ask
from intent_lsp.porting.port import PortResult
from intent_lsp.transpile.events import CandidateReady, Event, RoundFailed, Waiting, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.port_rounds import Original, Widen
from intent_lsp.values import Target, other_target
from intent_lsp.workbench import Workbench

_MOST_LINES, _WIDEST = 3, 60
"""Lines of the original that are shown, and characters of each."""


def asker(bench: Workbench, file: Path, source: Target) -> Ask:
    """Asks by the routes of a workspace for a function of ``file``, which is in the language ``source``."""

    async def ask(intent: Intent, code: str, widen: Widen) -> Attempt | str:
        work = Work(file, intent.name, other_target(source))
        return await bench.engine.port(Original(work, intent, code), widen, _tell)

    return ask


def why_not_by_rule(found: PortResult, name: str) -> str:
    """One line: where the rules end, or what the translation gets wrong. ``name``: the file, as it is shown."""
    if found.differences:
        return f"the translation differs on {len(found.differences)} of {found.inputs} inputs"
    if found.refused:
        first, more = found.refused[0], len(found.refused) - 1
        return f"{name}:{first.line or 1}: {first.reason}{f', and {more} more' if more else ''}"
    return (
        found.problem or f"the types are a guess, and no input that was tried reaches {quoted_lines(found.unreached)}"
    )


def quoted_lines(unreached: Sequence[str]) -> str:
    """Lines of the original as a person sees them there, a few."""
    few = [f"`{one[:_WIDEST]}…`" if len(one) > _WIDEST else f"`{one}`" for one in unreached[:_MOST_LINES]]
    more = len(unreached) - len(few)
    return ", ".join(few) + (f" and {more} more" if more else "")


def _tell(event: Event) -> None:
    match event:
        case Waiting(provider=provider, model=model, reason=reason) if model != BUILTIN:
            complain(f"waiting  for {provider}: {reason}")
        case CandidateReady(round=number, model=model):
            complain(f"round {number}  {model} answered")
        case RoundFailed(round=number, reason=reason):
            complain(f"round {number}  {reason}")
        case _:
            pass
