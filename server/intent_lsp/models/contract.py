"""The contract between the engine and whoever answers prompts: ``Prompt -> Reply``.

Providers are asynchronous, stream always, raise only :class:`intent_lsp.errors.ModelError`, and stop at once when their
task is cancelled (closing the stream, which frees the server).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from intent_lsp.doubts import Doubt
from intent_lsp.models.extracted import Extracted, NoCode
from intent_lsp.usage import OnUsage, Usage, ignore_usage
from intent_lsp.values import Counterexample, JsonValue, Question, Target

if TYPE_CHECKING:
    from intent_lsp.document.model import Intent
    from intent_lsp.synthesis.contract import OnFit, Progress, Synthesis, Task

BUILTIN = "builtin"
"""The model's name in replies of the built-in provider."""
AMBIGUOUS = Doubt.OTHER_PROGRAMS_FIT.of()
"""The doubt about a reply whose confidence is ``ambiguous`` and that names none (those of earlier versions)."""

Route: TypeAlias = Literal["draft", "repair"]
Step: TypeAlias = Literal["grammar", "json", "none"]
"""How a reply is held to a shape, from the tightest lock to none."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request for code. Everything that decides the reply is in here (and in the provider's own options)."""

    system: str
    """Never changes between calls, so that servers reuse its prefix."""
    user: str
    """What never changes for an intent first, then what changes between rounds."""
    target: Target
    intent: Intent
    """For the built-in provider, which works on the examples and not on the text. It must not look at hidden ones."""
    round: int = 1
    """From 1."""
    attempt: int = 0
    """Which candidate of the round (several may be asked for); it varies the seed."""
    max_tokens: int | None = None
    """A cap of the engine's; ``None``: the provider's own setting."""
    version: str = "1"
    """The version of the prompt texts; part of the cache key."""
    counterexamples: tuple[Counterexample, ...] = ()


@dataclass(frozen=True, slots=True)
class Detour:
    """Something that went otherwise on the way to a reply: a provider that was passed over, a call made again.

    It is for the committed report, so it holds no words of a server, no address and no time.
    """

    provider: str
    what: str
    """Completes "the provider …"."""

    def __str__(self) -> str:
        return f"{self.provider} {self.what}"


FinishReason: TypeAlias = Literal["stop", "length"]


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer. Truncated and failed answers are errors, never replies."""

    text: str
    provider: str
    """The provider's configured name."""
    model: str
    """The model that really answered, as the server named it."""
    finish: FinishReason = "stop"
    prompt_tokens: int = 0
    """Sent."""
    completion_tokens: int = 0
    seconds: float = 0.0
    """Wall time of the call that made the reply (kept in the cache: the time it took then)."""
    cached: bool = False
    confidence: Literal["likely", "ambiguous"] | None = None
    """Only from the built-in provider."""
    question: Question | None = None
    note: str = ""
    """One line on where the code comes from, for hover and the report; empty for models."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds by phase where the server tells: ``load``, ``prompt``, ``generate``."""
    detours: tuple[Detour, ...] = ()
    """What happened before it came, in order, each once. Not kept in the cache."""
    doubts: tuple[str, ...] = ()
    """What is open about this code: as the built-in provider says, or as was written into a proof or a header."""
    evaluated_tokens: int = 0
    """How many of the prompt's tokens the model had to read. Not kept in the cache."""
    first_token: float = 0.0
    """Seconds from the call to its first token, loading included. Not kept in the cache."""
    extracted: Extracted | NoCode | None = field(default=None, compare=False, repr=False)
    """What the text holds, where it was read already; see :func:`intent_lsp.models.extraction.read_reply.read`."""

    @property
    def usage(self) -> Usage:
        """What the call cost that made the reply."""
        return Usage(1, self.prompt_tokens, self.evaluated_tokens, self.completion_tokens)


OnToken: TypeAlias = Callable[[str], None]
"""Called with each piece of text as it streams in. Must be quick and must not raise."""

OnWait: TypeAlias = Callable[[str, str, str], None]
"""Called with (provider, model, reason) when an answer takes its time: loading, busy, retry, fall-through."""


class Provider(Protocol):
    """One configured source of replies."""

    @property
    def name(self) -> str:
        """As configured, unique within a configuration."""
        ...

    @property
    def model(self) -> str:
        """The configured model, or ``builtin``."""
        ...

    def cache_key(self, prompt: Prompt) -> Mapping[str, JsonValue]:
        """All of this provider's settings that decide the reply (model, options, seed, lock), JSON-serialisable."""
        ...

    async def generate(self, prompt: Prompt, *, on_token: OnToken) -> Reply:
        """Answer, or raise a :class:`~intent_lsp.errors.ModelError`."""
        ...

    async def close(self) -> None:
        """Give back sockets and processes. Safe to call twice."""
        ...


class Models(Protocol):
    """What the engine sees: the cached router."""

    async def ask(
        self,
        prompt: Prompt,
        route: Route,
        *,
        on_token: OnToken,
        on_wait: OnWait,
        on_usage: OnUsage = ignore_usage,
        regenerate: bool = False,
        only: str = "",
    ) -> Reply:
        """Answer from the cache, else from the first provider of the route that can.

        ``on_usage`` hears of every call to a server that was made for it, unless another caller that waits for the
        same answer does. ``only`` names the one provider that may answer, whatever its route.
        ``regenerate`` bypasses the cache and replaces its entry. Raises :class:`~intent_lsp.errors.NoProvider`.
        """
        ...

    async def providers(self, route: Route) -> Sequence[Provider]:
        """Who would be asked, in order."""
        ...

    @property
    def interchangeable(self) -> bool:
        """Whether a kept reply counts whichever provider gave it: nobody named one, and they were found."""
        ...

    @property
    def calls_at_once(self) -> int:
        """How many calls at once the servers take that draft, as far as is known now; 0: none is configured."""
        ...

    def is_answer_cached(self, prompt: Prompt, route: Route, *, only: str = "") -> bool:
        """Whether the cache holds the answer of a model, so that asking costs no call."""
        ...

    def learn(self, reply: Reply, prompt: Prompt, route: Route, *, passed: bool) -> None:
        """Remember how a reply's code did. What came from the cache teaches nothing."""
        ...

    async def close(self) -> None: ...


class SynthesiserProcess(Protocol):
    """What the built-in provider needs: a search in another process, cancelled with its task."""

    async def solve(self, task: Task, on_progress: Progress, on_fit: OnFit | None = None) -> Synthesis: ...

    async def close(self) -> None: ...
