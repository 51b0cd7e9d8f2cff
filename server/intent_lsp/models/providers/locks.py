"""Locking a reply to a shape, and stepping down where a server refuses or ignores it.

Two shapes: a JSON object ``{"code": …}`` (every server with JSON schemas), and, in llama.cpp's own grammar notation
(GBNF), one fenced block: the form in which models write code best. A lock never replaces checking the reply.
"""

from __future__ import annotations

import json
from typing import Any

from intent_lsp.config import Lock
from intent_lsp.errors import BadReply, ModelError, RequestRejected, ThoughtOnly
from intent_lsp.models.contract import Step
from intent_lsp.values import Target

_STEPS: tuple[Step, ...] = ("grammar", "json", "none")
_SURE = 2
"""Refusals after which a step is not tried again."""

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"code": {"type": "string"}},
    "required": ["code"],
    "additionalProperties": False,
}

_ONE_BLOCK = "\n\nAnswer with one fenced code block that holds the complete source code, and nothing else."

INSTRUCTION: dict[Step, str] = {
    "json": (
        '\n\nAnswer with one JSON object of the form {"code": "…"} that holds the complete source code, '
        "and nothing else."
    ),
    "grammar": _ONE_BLOCK,
    "none": _ONE_BLOCK,
}
"""Goes behind the system text, so that the model knows the shape it is held to; said without a lock, it costs nothing
and spares a tenth of the answer (docs/models.md, "Locks")."""

_TAGS: dict[Target, str] = {"js": "javascript", "py": "python"}


def grammar(target: Target) -> str:
    """GBNF for one fenced block of the language, in which no line starts with three backticks."""
    return (
        f'root ::= "```{_TAGS[target]}\\n" line+ "```"\n'
        'line ::= ( [^`\\n] [^\\n]* | "`" ( [^`\\n] [^\\n]* )? | "``" ( [^`\\n] [^\\n]* )? )? "\\n"\n'
    )


class Locks:
    """Which step a provider is on. Remembers what does not work, for as long as the program runs.

    What a server refuses it refuses to all of an endpoint's providers; what it ignores may be one model's doing.
    """

    def __init__(self, configured: Lock, best: Step, refused: dict[Step, int]) -> None:
        """``best`` is what the server is known to support.

        ``auto`` takes a grammar where there is one and never JSON: measured (docs/models.md, "Locks"), a small model
        that has to write its code as one JSON text gets far less of it right than without any lock.
        ``refused``: how often the endpoint refused a step so far, shared by its providers.
        """
        first: Step = configured if configured != "auto" else "grammar" if best == "grammar" else "none"
        if first == "grammar" and best != "grammar":
            first = "json"
        self._first: Step = first
        self._refused = refused
        self._ignored = False

    @property
    def step(self) -> Step:
        """The strongest step that may work."""
        if self._ignored:
            return "none"
        left = [step for step in _STEPS[_STEPS.index(self._first) :] if self._refused.get(step, 0) < _SURE]
        return left[0]

    def refused(self, accepted: Step, error: ModelError) -> None:
        """The server refused every step from the present one to the one before ``accepted``.

        A server that broke (500) may have had another reason, so the lock is tried once more with the next call.
        """
        weight = 1 if isinstance(error, RequestRejected) and error.status == 500 else _SURE
        for step in _STEPS[_STEPS.index(self.step) : _STEPS.index(accepted)]:
            self._refused[step] = self._refused.get(step, 0) + weight

    def note_ignored(self) -> None:
        """A whole reply had nothing of the shape."""
        self._ignored = True

    def next_weaker(self, step: Step) -> Step | None:
        """The next weaker step, ``None`` after the last."""
        index = _STEPS.index(step) + 1
        return _STEPS[index] if index < len(_STEPS) else None


def may_be_the_lock(error: ModelError) -> bool:
    """Whether a failure may be caused by the lock: a deterministic 400, 422, 500 or 501, an error in the stream, or an
    answer that was lost because it was taken for a thought."""
    if isinstance(error, ThoughtOnly):
        return True
    return isinstance(error, RequestRejected) and error.status in {0, 400, 422, 500, 501}


def conforms(text: str, step: Step) -> bool:
    """Whether a complete reply has the shape; a reply that has none at all came from a server that ignores locks.

    Raises :class:`~intent_lsp.errors.BadReply` for a reply that began in the shape and broke it.
    """
    if step == "none":
        return True
    body = text.strip()
    if step == "grammar":
        return body.startswith("```") and body.endswith("```") and len(body) > 6
    try:
        value = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        if body.startswith(('{"code"', '{ "code"')):
            raise BadReply("the server broke its own JSON lock", hint='set "lock": "none" for this provider') from None
        return False
    return isinstance(value, dict) and isinstance(value.get("code"), str)
