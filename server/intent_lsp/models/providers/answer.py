"""An answer while it streams in, and what makes it a reply: it must say that it ended, and be neither cut nor empty."""

from __future__ import annotations

import time
from collections.abc import Mapping

from intent_lsp.errors import BadReply, BrokenReply, EndlessReply, ThoughtOnly, TruncatedReply
from intent_lsp.models.contract import OnToken, Prompt, Reply, Step
from intent_lsp.models.extraction.whole_module import is_whole
from intent_lsp.models.providers.limits import MOST, repeats_itself
from intent_lsp.models.providers.locks import conforms
from intent_lsp.usage import Usage

_STOP = frozenset({"stop", "eos_token", "stop_sequence", "end_turn", "eos"})
_LENGTH = frozenset({"length", "max_tokens", "max_length"})
_FENCES = 6
"""Backticks of a block that is opened and closed."""
_LOOK_EVERY = 64
"""Pieces between two looks at whether they repeat."""
_LOOK_BACK = 1024
_CHARACTERS_PER_TOKEN = 48
"""No tokeniser has longer tokens for code on average; a server that sends more ignores the cap."""


class Answer:
    """Collects one answer. ``lock`` is the shape that the server was asked to hold it to."""

    def __init__(self, *, provider: str, model: str, cap: int, on_token: OnToken, lock: Step = "none") -> None:
        self.model = model
        self._lock: Step = lock
        self._thoughts: list[str] = []
        self.finish = ""
        self.prompt_tokens = 0
        self.evaluated_tokens: int | None = None
        """``None``: the server does not tell, and all of the prompt counts."""
        self.completion_tokens = 0
        self.counted = False
        """Whether the counts are the last ones, with what lay in the server's cache where it tells that."""
        self.timings: Mapping[str, float] = {}
        self.reasoned = False
        self.moved = False
        """Something of the answer came since this was last cleared; roles and pings are nothing of it."""
        self._provider = provider
        self._pieces: list[str] = []
        self._fences = 0
        self._looked = 0
        self._room = max(MOST, cap) * _CHARACTERS_PER_TOKEN
        self._on_token = on_token
        self._started = time.perf_counter()
        self._first = 0.0

    def add(self, text: str) -> None:
        """A piece of the answer. Raises ``BadReply`` when the server sends far more than it may."""
        self._take_room(text)
        self._pieces.append(text)
        self._fences += text.count("`")
        self._on_token(text)

    def cut(self, prompt: Prompt) -> bool:
        """Whether the module is complete although the model goes on; the answer counts as ended then."""
        if self._fences < _FENCES or not is_whole(self.text, prompt):
            return False
        self.finish = "stop"
        self.completion_tokens = self.completion_tokens or len(self._pieces)
        return True

    def look(self) -> None:
        """Now and then, see whether it goes on to an end. Raises ``EndlessReply``."""
        if len(self._pieces) - self._looked >= _LOOK_EVERY:
            self._looked = len(self._pieces)
            self._must_go_on()

    def _must_go_on(self) -> None:
        if repeats_itself("".join(self._pieces[-_LOOK_BACK:])):
            raise EndlessReply(
                "the model repeats itself without end",
                provider=self._provider,
                hint="run it again, or choose another model",
                usage=self.usage,
            )

    def think(self, text: str = "") -> None:
        """A piece of thinking, which is not a part of the answer but a sign of life. Raises as :meth:`add` does."""
        self._take_room(text)
        self.reasoned = True
        if self._lock != "none":
            self._thoughts.append(text)

    def _take_room(self, text: str) -> None:
        self.moved = True
        if not self._first:
            self._first = time.perf_counter() - self._started
        self._room -= len(text)
        if self._room < 0:
            raise BadReply(
                "the answer does not end, although its length is capped",
                provider=self._provider,
                hint="look at the server's log; it ignores the token limit",
                usage=self.usage,
            )

    @property
    def has_begun(self) -> bool:
        """Whether some of its text is here."""
        return bool(self._pieces)

    @property
    def usage(self) -> Usage:
        """What the call has cost so far."""
        evaluated = self.prompt_tokens if self.evaluated_tokens is None else self.evaluated_tokens
        return Usage(1, self.prompt_tokens, evaluated, self.completion_tokens or len(self._pieces))

    @property
    def text(self) -> str:
        """All of it; halves of a surrogate pair that came in two pieces are joined."""
        text = "".join(self._pieces)
        if text.isascii():
            return text
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def reply(self) -> Reply:
        """The reply. Raises a ``BadReply`` (``TruncatedReply``, ``BrokenReply``, …) for an answer that is not whole."""
        finish = self.finish.lower()
        if finish in _LENGTH:
            self._must_go_on()
            what = (
                "its thinking alone used up the room"
                if self.reasoned and not self.text.strip()
                else "it reached the token limit"
            )
            raise TruncatedReply(
                f"the answer is not whole: {what}",
                provider=self._provider,
                hint="raise max_tokens (num_predict), or choose a model that does not think aloud",
                usage=self.usage,
                thinking=self.reasoned or "<think>" in self.text[:200],
            )
        if not finish:
            what, why = "without saying that it ended", "the model may loop or the server may have died"
            if not self._first:  # so llama-cpp-python, where the prompt is too long
                what, why = "before it began", "the prompt may be longer than the model's context there"
            raise BrokenReply(
                f"the answer broke off {what}",
                provider=self._provider,
                hint=f"look at the server's log; {why}",
                usage=self.usage,
            )
        if finish not in _STOP:
            raise BadReply(
                f"the answer ended with {self.finish!r}",
                provider=self._provider,
                hint="run it again, or look at the server's log",
                usage=self.usage,
            )
        text = self.text
        if not text.strip() and self._thoughts and conforms("".join(self._thoughts), self._lock):
            text = "".join(self._thoughts)  # a server whose parser of reasoning takes the locked answer for a thought
        if not text.strip() and self.reasoned:
            raise ThoughtOnly(
                "the model only thought and gave no answer",
                provider=self._provider,
                hint="turn its thinking off in the server, or choose another model",
                usage=self.usage,
            )
        if not text.strip():
            hint = "run it again, or choose another model"
            raise BadReply("the answer is empty", provider=self._provider, hint=hint, usage=self.usage)
        usage = self.usage
        return Reply(
            text=text,
            provider=self._provider,
            model=self.model,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=self.completion_tokens,
            seconds=time.perf_counter() - self._started,
            timings=self.timings,
            evaluated_tokens=usage.evaluated_tokens,
            first_token=self._first,
        )
