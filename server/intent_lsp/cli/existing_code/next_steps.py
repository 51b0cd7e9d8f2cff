"""What a person does next about what was adopted: told once, in one command, for all functions of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intent_lsp.cli.terminal.shown_path import display_path, shell_argument
from intent_lsp.cli.terminal.terminal_text import complain, say
from intent_lsp.text.listing import some

_COLUMNS = 80
_HEAD, _UNDER = "next     ", " " * 9
_MOST_NAMES = 3


class NextSteps:
    """Collects the documents of a run, and tells at its end what to do with them."""

    def __init__(self, here: Path) -> None:
        """``here``: the folder in which the command runs."""
        self._here = here
        self._new: list[Path] = []
        self._kept: list[Path] = []
        self._missing: list[str] = []
        self._contradicted: dict[str, Path] = {}

    def read(self, document: Path, name: str, *, contradicted: bool) -> None:
        """A new document, of the function ``name``; ``contradicted``: by what people wrote down of it."""
        self._new.append(document)
        if contradicted:
            self._contradicted[name] = document

    def keep(self, document: Path) -> None:
        """A document from which nothing was generated yet."""
        self._kept.append(document)

    def miss(self, document: str) -> None:
        """A document, as it is shown, that is not there and was to be compared."""
        self._missing.append(document)

    def tell(self) -> None:
        """Say it, if there is anything to do."""
        if self._missing:
            verb = "do" if len(self._missing) > 1 else "does"
            complain(f"intent: {some(self._missing, _MOST_NAMES)} {verb} not exist")
            complain(f"        adopt {_it(self._missing)} without --check")
        if self._kept:
            what = display_path(self._kept[0], self._here) if len(self._kept) == 1 else f"{len(self._kept)} documents"
            say(f"kept     {what}: nothing was generated from {_it(self._kept)} yet")
        if self._contradicted:
            self._tell_decisions()
        elif self._new:
            say(f"{_HEAD}read {_it(self._new)}, then: {self._command()}")
        elif self._kept:
            say(f"{_HEAD}{self._command()}")

    def _tell_decisions(self) -> None:
        names, documents = some([*self._contradicted], _MOST_NAMES), [*self._contradicted.values()]
        one = len(documents) == 1
        document = display_path(documents[0], self._here) if one else "the documents"
        say(f"{_HEAD}decide what is right for {names}: {document} say{'s' * one} what the code gives.")
        rest = ", read the others" if len(self._new) > len(documents) else ""
        last = f"{_UNDER}Correct {_it(documents)} or what contradicts {_it(documents)}{rest}, then:"
        whole = f"{last} {self._command()}"
        say(whole if len(whole) <= _COLUMNS else f"{last}\n{_UNDER}{self._command()}")

    def _command(self) -> str:
        """One that transpiles all: with their names where these fit on a line, else with their folder."""
        documents = [*self._new, *self._kept]
        named = " ".join(["intent transpile", *(shell_argument(path, self._here) for path in documents)])
        if len(documents) == 1 or len(f"{_HEAD}read them, then: {named}") <= _COLUMNS:
            return named
        return f"intent transpile {shell_argument(documents[0].parent, self._here)}"


def _it(documents: Sequence[Path | str]) -> str:
    return "them" if len(documents) > 1 else "it"
