"""Asking the built-in provider's questions at a terminal; an answer becomes an example of the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from intent_lsp.cli.questions import with_answer
from intent_lsp.cli.terminal.shown_path import display_path
from intent_lsp.cli.terminal.terminal_text import show as show_text
from intent_lsp.cli.views.failure_blocks import MOST_SHOWN, answer_text
from intent_lsp.config import Config
from intent_lsp.errors import DocumentError, IntentError
from intent_lsp.output.workspace import Workspace
from intent_lsp.text import json5
from intent_lsp.text.json5 import Json5Error
from intent_lsp.transpile.planning.plan import IntentKey
from intent_lsp.values import AN_ERROR, JsonValue, Question, show


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks at the terminal and writes the answers into the documents."""

    here: Path
    configs: Mapping[Path, Config]
    """By workspace."""
    console: Console

    def ask(self, questions: Mapping[IntentKey, tuple[Question, Sequence[str]]]) -> frozenset[IntentKey]:
        """Ask everything; answers the intents whose documents have a new example. Raises ``KeyboardInterrupt``."""
        answered: set[IntentKey] = set()
        try:
            for key, (question, targets) in questions.items():
                self._show(key, question, targets)
                while (value := self._read(question)) is not None:
                    try:
                        self._say(Text(f"  added to {self._add(key, question, value[0])}", "green"))
                    except DocumentError as error:  # the answer does not fit: another one may
                        self._say(Text(f"  {error.sentence}", "red"))
                        continue
                    except IntentError as error:
                        self._say(Text(f"  {error.sentence}", "red"))
                        break
                    answered.add(key)
                    break
        except EOFError:
            self._say(Text(""))  # Ctrl-D: leave the others open too
        return frozenset(answered)

    def _show(self, key: IntentKey, question: Question, targets: Sequence[str]) -> None:
        line = Text("\n? ", "bold blue").append(key.intent, "bold").append(f" {', '.join(targets)}", "magenta")
        self._say(line.append(f"  {_what_is_open(question)}"))
        call = f"{key.intent}({', '.join(_short(value) for value in question.args)})"
        self._say(Text("    ").append(call, "bold").append(" is"))
        for number in range(len(question.answers)):
            self._say(Text(f"      {number + 1}  ", "bold").append(answer_text(question, number), "blue"))

    def _read(self, question: Question) -> tuple[JsonValue] | None:
        """The value chosen or typed; ``None``: the question stays open."""
        count = len(question.answers)
        while True:
            text = input(f"  1-{count}, or = and another value, or Enter to leave it open: ").strip()
            if not text:
                return None
            if text.startswith("="):
                try:
                    return (parse_typed(text[1:].strip(), question),)
                except Json5Error as error:
                    self._say(Text(f"  that is not a value: {error}", "red"))
            elif text.isdecimal() and 1 <= int(text) <= count:
                return (question.answers[int(text) - 1],)
            else:
                self._say(Text(f"  type a number from 1 to {count}, such as 1", "red"))

    def _add(self, key: IntentKey, question: Question, value: JsonValue) -> str:
        """Append the example, as the editor's action does; answers ``file: example``.

        Raises ``DocumentError`` where the value does not fit or was answered otherwise, ``OutputError``.
        """
        root = next(root for root in self.configs if key.document.is_relative_to(root))
        added = ""

        def change(old: bytes | None) -> bytes:
            nonlocal added
            text, added = with_answer(old or b"", key, question, value, self.configs[root])
            return text

        Workspace(root).update(key.document, change)
        return f"{display_path(key.document, self.here)}: {added}"

    def _say(self, text: Text) -> None:
        show_text(self.console, text, soft_wrap=True)


def parse_typed(text: str, question: Question) -> JsonValue:
    """The value that was typed; where the answers are texts, one without quotes. Raises ``Json5Error``."""
    answers = [answer for answer in question.answers if answer != AN_ERROR]
    texts = bool(answers) and all(isinstance(answer, str) for answer in answers)
    try:
        value = json5.read_all(text).value
    except Json5Error:
        if texts:
            return text
        raise
    return text if texts and not isinstance(value, str) else value


def _what_is_open(question: Question) -> str:
    return "the targets differ; which is right?" if question.givers else "the examples leave one thing open"


def _short(value: JsonValue) -> str:
    return show(value, MOST_SHOWN)
