"""``intent port`` where nothing is written: what stands in the way, why, and the one next step."""

from __future__ import annotations

import shlex

from intent_lsp.adoption.call_text import call_text
from intent_lsp.adoption.differences import Difference
from intent_lsp.adoption.proposal import SHOW_INPUT, next_step
from intent_lsp.checks.outcomes import render_outcome
from intent_lsp.cli.terminal.status import FAILED
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.document.type_language.types import type_text
from intent_lsp.porting.port import PortResult
from intent_lsp.text.listing import quoted_lines
from intent_lsp.values import LANGUAGES

_MOST_SHOWN = 5


def types_text(found: PortResult) -> str:
    """What the function was taken to take: ``(text: string, n: integer)``."""
    return f"({', '.join(f'{one.name}: {type_text(one.type)}' for one in found.parameters)})"


def rule_ends(found: PortResult, name: str) -> list[str]:
    """Where the rules end, or what the translation gets wrong, a line each. ``name``: the file, as it is shown."""
    if found.differences:
        return [f"the translation differs on {len(found.differences)} of {found.inputs} inputs"]
    if found.refused:
        return [f"{name}:{one.line or 1}: {one.reason}" for one in found.refused]
    if found.problem:
        return [f"{name}:{found.existing.line}: {found.problem}"]
    return [f"the types are a guess, and no input that was tried reaches {quoted_lines(found.unreached)}"]


def failed(found: PortResult, name: str, *, asked: bool, by_rule: bool) -> int:
    """Say it. ``asked``: where the rules end was told when others were asked. ``by_rule``: nobody may be asked."""
    if not asked and not found.differences and not found.unproven:
        _tell_obstacles(found, name, by_rule=by_rule)
    for sentence in sorted((_sentence(found, one) for one in found.differences), key=len)[:_MOST_SHOWN]:
        say(sentence)
    if len(found.differences) > _MOST_SHOWN:
        say(f"and {len(found.differences) - _MOST_SHOWN} more")
    hint = _hint(found, name, by_rule=by_rule)
    types = types_text(found)
    if found.guessed and types not in hint:
        complain(f"types    {types}: a guess")
    complain(f"not written: {_why(found)}")
    complain(f"        {hint}")
    return FAILED


def _tell_obstacles(found: PortResult, name: str, *, by_rule: bool) -> None:
    """Where the rules end; where nobody else is asked for it, also what keeps it from being compared."""
    for line in rule_ends(found, name):
        say(line)
    told = {one.line for one in found.refused}
    for note in found.existing.obstacles:
        if not by_rule and note.line not in told:
            say(f"{name}:{note.line}: {note.message}")


def _sentence(found: PortResult, difference: Difference) -> str:
    one, other = difference.reference, difference.other
    return (
        f"{call_text(found.existing, one.call)}: {LANGUAGES[found.existing.target]} gives "
        f"{render_outcome(one.outcome)} and {LANGUAGES[found.target]} gives {render_outcome(other)}"
    )


def _why(found: PortResult) -> str:
    language = LANGUAGES[found.target]
    if found.refusal:
        return f"{'neither by rule nor by asking' if found.adoptable else 'nothing could be compared'}: {found.refusal}"
    if found.differences:
        return f"the {language} code differs on {len(found.differences)} of {found.inputs} inputs"
    if found.unproven:
        return f"no input that was tried reaches {quoted_lines(found.unreached)}"
    if not found.existing.code:
        return "only functions of a module are ported"
    return f"the rules cannot express this in {language}" if found.refused else "nothing could be compared"


def _hint(found: PortResult, name: str, *, by_rule: bool) -> str:
    existing = found.existing
    if existing.obstacles and not found.differences:
        return next_step(existing.obstacles)
    if found.unproven:
        return "write a call that does into its documentation or a test"
    if found.refusal_hint:
        return found.refusal_hint
    if found.problem:
        return SHOW_INPUT
    if found.refused and by_rule:
        return "leave out --by-rule: then others are asked for it"
    if found.guessed:
        return f"annotate its parameters: {types_text(found)} is a guess"
    function = shlex.quote(f"{name}:{existing.name}")
    return f"make a document of it, to say more than the code does: intent adopt {function}"
