"""The one exception tree.

::

    IntentError
    ├── ConfigError              a setting is wrong: exit status 2
    ├── DocumentError            a document cannot be read (it can always be parsed)
    ├── ModelError               one provider could not answer
    │   ├── EndpointRefused      the host is not loopback and the user did not allow it
    │   ├── ProviderDown         nothing listens, or the connection broke before an answer
    │   ├── ProviderTimeout      connect, first token, stall or total time was up
    │   ├── ProviderBusy         loading, 429 or 503; carries ``retry_after``
    │   ├── ModelMissing         the server is there, the model is not; the hint holds the command that fixes it
    │   ├── RequestRejected      a deterministic refusal (4xx, or a 5xx caused by the request); carries ``status``
    │   ├── ContextOverflow      the prompt does not fit the model's context
    │   ├── BadReply             garbage, cut off without an end, empty
    │   │   ├── BrokenReply      cut off: the connection or the stream ended in the middle
    │   │   ├── TruncatedReply   finish reason ``length``: never accepted
    │   │   ├── EndlessReply     the model repeats itself without end
    │   │   └── NoProgram        the built-in provider searched in vain: the same search would end the same way
    │   └── NoProvider           every provider of the route failed: exit status 3; carries ``causes``
    ├── ClusterError             the cluster of ``--on`` may not be contacted, or cannot be
    │   └── WorkerLost           one worker is of no use for a piece: it died, hung, or sent what cannot be used
    ├── SandboxError             generated code could not be run at all: candidates stay unverified
    ├── FormatterFailed          the project's formatter did not do its work: the code is written as it was
    ├── AdoptionError            an existing function cannot become an intent; carries ``reasons``
    └── OutputError              nothing was written
        ├── OutsideWorkspace     the path leaves the workspace, perhaps through a symlink
        ├── UnsafePlace          a folder or a name from which tools load code by themselves
        ├── HandEdited           the file was edited by hand since it was generated
        └── WriteFailed          disk full, read-only, permission; the last good file is intact

Every error says what happened in ``str(error)`` and what to do next in ``error.hint``.
"""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.usage import NOTHING, Usage


class IntentError(Exception):
    """The root. ``hint`` is one sentence that says what to do next (it may be empty)."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    @property
    def sentence(self) -> str:
        """What happened and what to do next, in one line."""
        return sentence(str(self), self.hint)


def sentence(message: str, hint: str) -> str:
    """A message and its hint in one line: ``the disk is full. Free some space and run it again``"""
    return f"{message.rstrip('.')}. {hint[:1].upper()}{hint[1:]}" if hint else message


class ConfigError(IntentError):
    """A setting is wrong. ``source`` names the file or variable; ``line`` and ``column`` count from 1, 0 = unknown."""

    def __init__(self, message: str, *, hint: str = "", source: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message, hint=hint)
        self.source = source
        self.line = line
        self.column = column


class DocumentError(IntentError):
    """A document cannot be read: missing, a folder, no permission, not UTF-8."""


class ModelError(IntentError):
    """One provider could not answer. ``provider`` is its configured name.

    ``brief`` completes "the provider …" for reports, which are committed: nothing of the server's own words is in it.
    """

    brief = "could not answer"

    def __init__(self, message: str, *, hint: str = "", provider: str = "") -> None:
        super().__init__(message, hint=hint)
        self.provider = provider


class EndpointRefused(ModelError):
    """The endpoint is not loopback and the user's own settings do not allow its host."""

    brief = "may not be asked: its host is not allowed"


class ProviderDown(ModelError):
    """Nothing listens at the endpoint, or the connection broke before an answer began.

    ``again``: it broke before anything was received, so the same call may be made once more.
    """

    brief = "does not answer"

    def __init__(self, message: str, *, hint: str = "", provider: str = "", again: bool = False) -> None:
        super().__init__(message, hint=hint, provider=provider)
        self.again = again


class ProviderTimeout(ModelError):
    """Time was up. ``phase`` is one of ``connect``, ``first-token``, ``stall``, ``total``."""

    brief = "took too long"

    def __init__(self, message: str, *, phase: str, hint: str = "", provider: str = "") -> None:
        super().__init__(message, hint=hint, provider=provider)
        self.phase = phase


class ProviderBusy(ModelError):
    """Loading a model, or too many requests. ``retry_after`` is in seconds, ``None`` when the server did not say.

    ``loading``: it will answer once the model is loaded, so waiting is better than asking somebody else.
    """

    brief = "was busy"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        provider: str = "",
        retry_after: float | None = None,
        loading: bool = False,
    ) -> None:
        super().__init__(message, hint=hint, provider=provider)
        self.retry_after = retry_after
        self.loading = loading


class ModelMissing(ModelError):
    """The server answers but does not have the model; ``hint`` holds the command that fixes it."""

    brief = "does not have the model"


class RequestRejected(ModelError):
    """The server refuses this request and would refuse it again. ``status`` is the HTTP status, 0 inside a stream."""

    brief = "refused the request"

    def __init__(self, message: str, *, status: int, hint: str = "", provider: str = "") -> None:
        super().__init__(message, hint=hint, provider=provider)
        self.status = status


class ContextOverflow(ModelError):
    """The prompt does not fit the model's context, or the server cut it silently."""

    brief = "has too little context for the prompt"


class BadReply(ModelError):
    """The answer is garbage, empty, or ended without saying that it ended. ``usage`` is what it cost, where known."""

    brief = "gave no usable answer"

    def __init__(self, message: str, *, hint: str = "", provider: str = "", usage: Usage = NOTHING) -> None:
        super().__init__(message, hint=hint, provider=provider)
        self.usage = usage


class BrokenReply(BadReply):
    """The answer broke off: the connection, or the stream in it, ended in the middle. Another server may do better."""


class TruncatedReply(BadReply):
    """The reply hit the token cap (finish reason ``length``). It is never accepted, only asked for again with room.

    ``thinking``: it held thinking, which takes more room than the answer.
    """

    brief = "was cut off"

    def __init__(
        self, message: str, *, hint: str = "", provider: str = "", usage: Usage = NOTHING, thinking: bool = False
    ) -> None:
        super().__init__(message, hint=hint, provider=provider, usage=usage)
        self.thinking = thinking


class EndlessReply(BadReply):
    """The model repeats itself and would go on for ever. Asked in another way, it may not."""

    brief = "repeated itself without end"


class ThoughtOnly(BadReply):
    """The model thought and ended without an answer."""


class NoProgram(BadReply):
    """The built-in provider searched in vain. ``explanation`` says what was sought; the same search finds the same."""

    brief = "found no program"

    def __init__(self, explanation: str, *, hint: str, provider: str = "") -> None:
        super().__init__("too complex to find without a model", hint=hint, provider=provider)
        self.explanation = explanation


class NoProvider(ModelError):
    """Every provider of a route failed; ``causes`` holds one error each, in the order they were tried."""

    def __init__(self, message: str, *, hint: str = "", causes: Sequence[ModelError] = ()) -> None:
        super().__init__(message, hint=hint)
        self.causes = tuple(causes)


class ClusterError(IntentError):
    """The cluster of ``--on`` may not be contacted, or cannot be."""


class WorkerLost(ClusterError):
    """One worker is of no use for a piece; the message completes "the worker …". ``for_good``: for none."""

    def __init__(self, message: str, *, hint: str = "", for_good: bool = False) -> None:
        super().__init__(message, hint=hint)
        self.for_good = for_good


class SandboxError(IntentError):
    """Generated code could not be run at all (the worker does not start): candidates stay unverified."""


class FormatterFailed(IntentError):
    """The project's formatter cannot be run, failed, took too long, or did not leave the program what it is."""


class AdoptionError(IntentError):
    """An existing function cannot become an intent. ``reasons``: line (from 1; 0: none in particular) and sentence."""

    def __init__(self, message: str, *, hint: str = "", reasons: Sequence[tuple[int, str]] = ()) -> None:
        super().__init__(message, hint=hint)
        self.reasons = tuple(reasons)

    @property
    def why(self) -> str:
        """The reasons in one line, without their places; the message where there are none."""
        return "; ".join(message for _, message in self.reasons) or str(self)


class OutputError(IntentError):
    """Nothing was written; what was there before is intact."""


class OutsideWorkspace(OutputError):
    """The path would leave the workspace folder, perhaps through a symlink."""


class UnsafePlace(OutputError):
    """The path is inside the workspace, at a place or under a name from which tools load code by themselves."""


class HandEdited(OutputError):
    """The file was edited by hand since it was generated."""


class WriteFailed(OutputError):
    """The system refused the write: disk full, read-only file system, permission."""
