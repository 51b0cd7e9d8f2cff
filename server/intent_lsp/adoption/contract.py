"""What is known of an existing function by reading it, and of its calls by running them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from intent_lsp.document.model import TypeExpr
from intent_lsp.sandbox.contract import Outcome
from intent_lsp.values import JsonValue, Target

Arguments: TypeAlias = tuple[JsonValue, ...]
LoadFile: TypeAlias = Callable[[str], str | None]
"""The text of a file by its POSIX path in the workspace; ``None`` where there is none."""
TOLERANCE = 1e-9
"""Results that differ by less are the same."""


def load_nothing(path: str) -> None:
    """Loads no file: for code that stands alone."""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A sentence about one line of a file; ``line`` counts from 1, 0: the function as a whole."""

    line: int
    message: str
    hint: str = ""
    """What to do about what it says; empty: what :data:`MOVE_IT` says."""


TAKE_PARTS = "take the parts of it that are used, as texts, numbers and lists"
"""What to do with a parameter whose type is not one of JSON's."""
MOVE_OUT = "move it out of the class"
"""What to do with a method that needs no object."""
MOVE_IT = "move what only computes into a function of its own"
"""What to do with a function that is tied to the world around it."""


@dataclass(frozen=True, slots=True)
class Input:
    """One parameter. ``type`` is ``None`` where nothing is declared; ``hint``: what its use says then."""

    name: str
    type: TypeExpr | None = None
    hint: TypeExpr | None = None
    optional: bool = False
    has_default: bool = False
    default: JsonValue = None
    rest: bool = False
    """``type`` is then the array's."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that somebody wrote down, in a docstring or in a test, or that was made up."""

    args: Arguments
    origin: Literal["docstring", "test", "made"]
    place: Note = Note(0, "")
    """Where it is written: the line, and the file as it is shown."""
    claimed: tuple[JsonValue] | None = None
    """The result that stands beside it; ``None``: an error, or nothing is said."""


@dataclass(frozen=True, slots=True)
class Program:
    """A module that runs in the sandbox."""

    target: Target
    code: str
    entry: str
    """Under which name it has the function."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of what it may import, by name."""


@dataclass(frozen=True, slots=True)
class ExistingFunction:
    """A function that was read. ``obstacles``: why it cannot be adopted; then the code need not be complete."""

    target: Target
    name: str
    line: int
    code: str = ""
    """The function with all it needs of its file, as a module that runs alone; it takes its arguments by position."""
    entry: str = ""
    """Under which name the module has it."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Sources of the project's modules that the code imports, by name."""
    inputs: tuple[Input, ...] = ()
    returns: TypeExpr | None = None
    description: str = ""
    calls: tuple[Call, ...] = ()
    constants: tuple[JsonValue, ...] = ()
    """The numbers and texts in its body, each once."""
    throws: frozenset[int] = frozenset()
    """The lines of ``code`` on which errors are raised on purpose."""
    obstacles: tuple[Note, ...] = ()
    remarks: tuple[Note, ...] = ()

    @property
    def program(self) -> Program:
        """What is run of it."""
        return Program(self.target, self.code, self.entry, self.modules)


@dataclass(frozen=True, slots=True)
class Tried:
    """A call with what came of it, and the branches of the function that it took."""

    call: Call
    outcome: Outcome
    branches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Instrumented:
    """Code whose ``entry`` answers the list of the branches that a call took, by number."""

    code: str
    entry: str
    sources: tuple[str, ...]
    """Of each branch, a line that says which one it is."""

    @property
    def branches(self) -> int:
        """How many there are."""
        return len(self.sources)
