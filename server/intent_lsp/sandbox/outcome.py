"""Checks what the worker says about one job and turns it into a Run. Any breach of the protocol fails the whole job."""

from __future__ import annotations

from typing import Any, get_args

from intent_lsp.sandbox import decode, error_places
from intent_lsp.sandbox.contract import CodeError, Job, Outcome, Raised, Returned, Run, Shape, Stopped, StopReason
from intent_lsp.values import JsonValue, Opaque

_REASONS: tuple[str, ...] = get_args(StopReason)
NEVER_RAN = "did not run: the candidate was stopped before"


class Breach(Exception):
    """A message that must not come now."""


class JobMessages:
    """Takes the worker's messages for one job in their order: load, results 0 … n-1, done."""

    def __init__(self, job: Job, nonce: str) -> None:
        self._job, self._nonce = job, nonce
        self.name = "candidate"
        """The candidate's module; another generated function may have that name too."""
        while self.name in job.modules:
            self.name += "_"
        sources = {self.name: job.code, **job.modules}
        self._sources = {f"{name}.{job.target}": code for name, code in sources.items()}
        self._next = -1
        self._outcomes: list[Outcome] = []
        self._shape: Shape | None = None
        self._load_error: CodeError | Stopped | None = None
        self._missing = False
        self._printed: list[str] = []
        self._changed: dict[int, tuple[JsonValue | Opaque, ...] | Opaque] = {}
        self._seconds = 0.0
        self._stopped: Stopped | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more can come: the candidate did not load."""
        return self._load_error is not None

    def take_all(self, messages: list[dict[str, Any]]) -> bool:
        """Take the messages of one frame; true when the last of the job was among them. Raises Breach."""
        ended = False
        for message in messages:
            if ended:
                raise Breach("a message after the end")
            ended = self.take(message)
        return ended

    def take(self, message: dict[str, Any]) -> bool:
        """Take one message; true when it was the last. Raises Breach."""
        if message.get("nonce") != self._nonce:
            raise Breach("a message of another request")
        if "done" in message:
            self._take_end(message)
            return True
        index, payload = message.get("index"), message.get("payload")
        if index != self._next or not isinstance(payload, str) or self._next >= self._job.results:
            raise Breach("a result out of order")
        if self._load_error is not None:
            raise Breach("a result of a candidate that did not load")
        self._next += 1
        self._print(message)
        try:
            found = decode.parse(payload)
            if index == -1:
                self._loaded(found)
            else:
                self._outcomes.append(self._outcome(found))
                self._note_changes(found)
        except ValueError as error:
            raise Breach("a result that cannot be read") from error
        return False

    def breach(self) -> Run:
        """The run when the channel was tampered with: nothing counts."""
        return self.failed(Stopped("protocol", "tampered with the results"))

    def failed(self, stopped: Stopped) -> Run:
        """The run when nothing that came still counts."""
        if self._next < 0:
            return self._ended((), stopped)
        return self._ended((stopped,) * self._job.results)

    def stop(self, stopped: Stopped) -> Run:
        """The run when the worker had to be killed: the results that came before count."""
        self._stopped = stopped
        return self.run()

    def run(self) -> Run:
        """The run as it ended."""
        if self._load_error is not None:
            return self._ended((), self._load_error)
        calls = self._job.results
        if self._stopped is not None:
            if self._next < 0:
                return self._ended((), self._stopped)
            # A candidate that was stopped after its last result is not a candidate that ended well.
            del self._outcomes[max(0, calls - 1) :]
            if len(self._outcomes) < calls:
                self._outcomes.append(self._stopped)
            rest = Stopped(self._stopped.reason, NEVER_RAN)
            self._outcomes += [rest] * (calls - len(self._outcomes))
        return self._ended(tuple(self._outcomes))

    def _ended(self, outcomes: tuple[Outcome, ...], load_error: CodeError | Stopped | None = None) -> Run:
        loading, calls = "".join(self._printed[:1]), tuple(self._printed[1:])
        missing = self._missing and load_error is self._load_error
        shape = None if load_error is not None else self._shape
        return Run(outcomes, load_error, missing, shape, loading, calls, self._changed, self._seconds)

    def _print(self, message: dict[str, Any]) -> None:
        printed = message.get("printed")
        self._printed.append(printed if isinstance(printed, str) else "")

    def _take_end(self, message: dict[str, Any]) -> None:
        seconds, stopped = message.get("seconds"), message.get("stopped")
        self._print(message)
        if message.get("cut"):
            self._printed[-1] += "\n… (more was printed)"
        self._seconds = float(seconds) if isinstance(seconds, (int, float)) else 0.0
        if isinstance(stopped, list) and len(stopped) == 2 and stopped[0] in _REASONS:
            self._stopped = Stopped(stopped[0], str(stopped[1]))
            if self._stopped.reason == "protocol":
                raise Breach(self._stopped.message)
        elif self._load_error is None and (self._next != self._job.results or message["done"] != self._next):
            raise Breach("fewer results than calls")

    def _loaded(self, found: dict[str, Any]) -> None:
        if isinstance(found.get("error"), dict):
            self._load_error = self._error(found["error"])
        elif found.get("missing"):
            self._missing = True
            what = "export" if self._job.target == "js" else "define"
            message = f"the code does not {what} a function named {self._job.entry}"
            self._load_error = CodeError("MissingFunction", message)
        elif self._job.target == "py":
            names = found.get("shape")
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                self._shape = Shape(tuple(names))
        elif isinstance(found.get("source"), str):
            from intent_lsp.sandbox.shapes import parameters as told  # nothing is needed of it where Python runs

            parameters = told(found["source"])
            self._shape = None if parameters is None else Shape(parameters)

    def _outcome(self, found: dict[str, Any]) -> Outcome:
        if "v" in found:
            return Returned(decode.value(found["v"]))
        if isinstance(found.get("e"), dict):
            error = self._error(found["e"])
            if _out_of_memory(error):
                limits = self._job.limits
                size = limits.memory_js if self._job.target == "js" else limits.memory_py
                return Stopped("memory", f"needed more than {size >> 20} MB")
            return Raised(error)
        raise ValueError("neither a value nor an error")

    def _note_changes(self, found: dict[str, Any]) -> None:
        if "changed" in found:
            values = decode.value(found["changed"])
            if isinstance(values, (list, Opaque)):
                self._changed[len(self._outcomes) - 1] = tuple(values) if isinstance(values, list) else values

    def _error(self, found: dict[str, Any]) -> CodeError:
        return error_places.code_error(found, self._job.target, self._sources)


def _out_of_memory(error: CodeError) -> bool:
    return error.type == "MemoryError" or (error.type == "InternalError" and error.message == "out of memory")
