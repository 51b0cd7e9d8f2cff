"""Which global names a piece of JavaScript uses, told from its tokens. Only what is surely meant counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from intent_lsp.syntax.javascript_tokens import ModuleOutline, Token, read

_BINDING = frozenset({"const", "let", "var", "function", "class", "import", "as", "*"})
_BOUND_BEFORE = frozenset({"=>", ",", ")", "=", "}", "]", "of", "in", ";"})
_TAIL = frozenset({"module", "exports", "require", "define"})
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Use(NamedTuple):
    """A global name with the members behind it: ``Object.groupBy``. ``after`` is the text that follows."""

    path: tuple[str, ...]
    at: int
    """The index of the first token."""
    after: str
    is_in_typeof: bool
    """Behind ``typeof``."""


class FreeNames:
    """The tokens of one module, and what is free in it."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.module: ModuleOutline = read(code)
        self.tokens: list[Token] = self.module.tokens
        self._bound = {token.text for index, token in enumerate(self.tokens) if self._binds(index)}
        self._passed_over = self._ranges()

    def uses(self) -> Iterator[Use]:
        """Every use of a name that nothing in the module binds, keys and methods excepted; ``try`` blocks are left out.

        Code in a ``try`` may expect to fail there; so may the CommonJS tail that Node never enters in a module.
        """
        for index, token in enumerate(self.tokens):
            if token.kind != "word" or token.text in self._bound or self._text(index - 1) in {".", "?.", "#"}:
                continue
            if any(first <= index <= last for first, last in self._passed_over):
                continue
            end, path = index, [token.text]
            while self._text(end + 1) in {".", "?."} and self._kind(end + 2) == "word":
                end += 2
                path.append(self.tokens[end].text)
            after = self._text(end + 1)
            asked = self._text(index - 1) == "typeof"
            key = len(path) == 1 and after == ":" and self._text(index - 1) in {"{", ","}
            if key or (len(path) == 1 and after == "(" and self._text(self.closing(end + 1) + 1) == "{"):
                continue
            yield Use(tuple(path), index, after, asked)

    def line(self, index: int) -> int:
        """The line of a token, from 1."""
        return self.code.count("\n", 0, self.tokens[index].start) + 1

    def column(self, index: int) -> int:
        """The column of a token, from 1, in code points."""
        start = self.tokens[index].start
        return start - self.code.rfind("\n", 0, start)

    def closing(self, index: int) -> int:
        """The index of the bracket that closes the one at ``index``; the last token's where none does."""
        opening = self.tokens[index]
        for at in range(index + 1, len(self.tokens)):
            token = self.tokens[at]
            if token.depth == opening.depth and token.text == _CLOSING.get(opening.text):
                return at
        return len(self.tokens) - 1

    def _binds(self, index: int) -> bool:
        token = self.tokens[index]
        before = self._text(index - 1)
        if token.kind != "word" or before in {".", "?.", "typeof", "new", "return", "instanceof", "..."}:
            return False
        return before in _BINDING or self._text(index + 1) in _BOUND_BEFORE

    def _ranges(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for index, token in enumerate(self.tokens):
            following = self._text(index + 1)
            if token.kind != "word" or following not in {"{", "("}:
                continue
            if token.text == "try" and following == "{":
                found.append((index, self.closing(index + 1)))
            elif token.text == "if" and following == "(" and token.depth == 0:
                end = self.closing(index + 1)
                asked = {self._text(at + 1) for at in range(index, end) if self._text(at) == "typeof"}
                if asked & _TAIL:
                    found.append((index, self._statement_end(end + 1)))
        return found

    def _statement_end(self, index: int) -> int:
        if self._text(index) == "{":
            return self.closing(index)
        while index < len(self.tokens) and not (self._text(index) == ";" and self.tokens[index].depth == 0):
            index += 1
        return index

    def _text(self, index: int) -> str:
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def _kind(self, index: int) -> str:
        return self.tokens[index].kind if 0 <= index < len(self.tokens) else ""
