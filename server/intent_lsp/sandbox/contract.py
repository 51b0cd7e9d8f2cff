"""The contract between the engine and the sandbox: code and inputs go in, values and errors come out.

Expected values never enter. A candidate's misbehaviour is a result, never an exception; only a sandbox that cannot run
anything raises :class:`intent_lsp.errors.SandboxError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from intent_lsp.runtime_versions import OLDEST_NODE
from intent_lsp.values import JsonValue, Opaque, Target

StopReason: TypeAlias = Literal["time", "memory", "output", "depth", "trap", "protocol"]
"""Why a candidate was stopped: too slow, too much memory, too much output, too deep, a trap of the guest (exit, abort),
or a breach of the result channel."""


@dataclass(frozen=True, slots=True)
class CodeError:
    """An error with its place in the candidate. ``line`` counts from 1, ``column`` from 1 (code points); 0: unknown."""

    type: str
    message: str
    line: int = 0
    column: int = 0
    stack: str = ""
    """A short trace through the candidate's own frames, possibly empty."""

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type


@dataclass(frozen=True, slots=True)
class Returned:
    value: JsonValue | Opaque
    """Decoded: tuples are lists, keys whose value is ``undefined`` are absent, what is not JSON is an Opaque (also deep
    inside)."""


@dataclass(frozen=True, slots=True)
class Raised:
    error: CodeError


@dataclass(frozen=True, slots=True)
class Stopped:
    reason: StopReason
    message: str
    """For a person: "did not return within 2 s"."""


Outcome: TypeAlias = Returned | Raised | Stopped


@dataclass(frozen=True, slots=True)
class Limits:
    """What a candidate gets: seconds, bytes, and the library of the oldest Node that matters."""

    seconds_per_call: float = 2.0
    memory_js: int = 64 << 20
    memory_py: int = 256 << 20
    output: int = 64 << 10
    """How many bytes of captured printing are kept; more is cut, and a flood stops the candidate."""
    oldest_node: int = OLDEST_NODE
    """JavaScript must work on this version: the sandbox hides what is newer."""


START_NS = 1_767_225_600_000_000_000
"""Where the virtual wall clock starts: 2026-01-01T00:00:00Z, in nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class World:
    """What a pure function must not depend on. The defaults are the world in which candidates are judged."""

    clock_ns: int = START_NS
    """When the virtual wall clock starts: nanoseconds since 1970, UTC."""
    zone_minutes: int = 0
    """Local time: minutes east of Greenwich."""
    seed: int = 0
    """Of every source of randomness."""


@dataclass(frozen=True, slots=True)
class Job:
    """One candidate with the inputs to try."""

    target: Target
    code: str
    entry: str
    """The function's name: a named export (js) or a module-level name (py)."""
    calls: tuple[tuple[JsonValue, ...], ...]
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of other generated functions it may import, by name: ``import { clamp } from './clamp.js'`` and
    ``from .clamp import clamp`` (also ``from clamp import clamp``)."""
    limits: Limits = Limits()
    world: World = World()
    repeat: bool = False
    """Make every call a second time with the very same argument objects, in JavaScript frozen unless the first call has
    changed them: two outcomes per call, side by side."""

    @property
    def results(self) -> int:
        """How many outcomes a run has."""
        return len(self.calls) * (2 if self.repeat else 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the candidate declares, read from the loaded function: for the contract gate."""

    parameters: tuple[str, ...]
    """Names in order; a rest parameter carries ``...`` in front, an optional one ``?`` behind; ``_`` where a JavaScript
    pattern has no name."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a job.

    ``load_error``: the code does not parse, does not load, or does not define the entry; then there are no outcomes.
    Otherwise ``outcomes`` has exactly one entry per call, in order, two where the job repeats them (after a stop, the
    calls that never ran are ``Stopped`` as well).
    """

    outcomes: tuple[Outcome, ...]
    load_error: CodeError | Stopped | None = None
    missing_entry: bool = False
    """The code loads but exports no function of that name (``load_error`` says so too)."""
    shape: Shape | None = None
    printed_loading: str = ""
    """What the candidate printed while it was loaded, capped."""
    printed_calls: tuple[str, ...] = ()
    """What it printed in each call, capped together; shorter than ``outcomes`` when it was stopped."""
    changed: Mapping[int, tuple[JsonValue | Opaque, ...] | Opaque] = field(default_factory=dict)
    """By the number of an outcome, what the call made of its arguments: only of a job that repeats its calls, and only
    where it changed them. One ``Opaque`` says why they cannot be told: ``too large``, or ``not compared`` where the
    memory did not suffice for that."""
    seconds: float = 0.0

    @property
    def printed(self) -> str:
        """All that was printed. Text of a hidden example may be part of it: not for a prompt."""
        return self.printed_loading + "".join(self.printed_calls)


class Sandbox(Protocol):
    """Runs jobs one after the other or several at once; every job gets a fresh instance."""

    async def start(self) -> None:
        """Get ready (first use compiles the guests once per user, with progress). Raises SandboxError."""
        ...

    async def run(self, job: Job) -> Run:
        """Run one job. Cancelling the task abandons the job and leaves the sandbox usable."""
        ...

    async def close(self) -> None:
        """Stop the workers. Safe to call twice; nothing is left running."""
        ...
