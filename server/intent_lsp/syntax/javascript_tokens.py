"""JavaScript read at the level of tokens: what a module declares, exports and uses. No execution, linear time.

Comments, strings, templates and regular expressions are told apart as in ECMA-262, chapter 12 (lexical grammar).
Whether a slash starts a regular expression is decided by the token before it, which is right for all code people write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["word", "number", "string", "template", "regex", "punct"]

_SPACE = re.compile(r"[\s\ufeff]+")
_WORD = re.compile(r"[^\W\d][\w$]*|[$\u0080-\U0010ffff][\w$]*")
_NUMBER = re.compile(r"\.?\d[\w.]*")
_STRING = {'"': re.compile(r'"(?:[^"\\\n]|\\[\s\S])*"?'), "'": re.compile(r"'(?:[^'\\\n]|\\[\s\S])*'?")}
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*")
_PUNCT = re.compile(r"=>|\.\.\.|\?\.|\+\+|--|[-+*/%&|^<>=!?]=|[\s\S]")
_BEFORE_REGEX = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "await", "yield"}
)
_NO_FUNCTION = frozenset({"if", "for", "while", "switch", "catch", "with", "await"})
_DECLARING = frozenset({"const", "let", "var", "function", "class"})
_IN_EXPRESSION = frozenset("=(,:?!|&") | frozenset(
    {"=>", "return", "new", "typeof", "void", "delete", "await", "throw", "extends"}
)
"""Behind these, ``function`` and ``class`` begin an expression."""
_GOES_ON = frozenset({"in", "instanceof", "of", "as"})
"""Words at the start of a line that belong to the line before."""


class Token(NamedTuple):
    """One token. ``depth`` counts the brackets around it, ``functions`` the function bodies around it."""

    kind: Kind
    text: str
    start: int
    depth: int
    functions: int
    on_new_line: bool
    """A line ends between it and the token before."""


@dataclass(slots=True)
class Declaration:
    """A top-level name. ``start`` is where its statement starts, the ``export`` words included."""

    name: str
    start: int
    word: int
    """Where the declaration itself starts: ``async``, ``function``, ``const``, …"""
    at: int
    """Where the name stands."""
    exported: bool = False
    default: bool = False


@dataclass(slots=True)
class ModuleOutline:
    """What the tokens of a piece of code say."""

    tokens: list[Token]
    balanced: bool
    """Every bracket, string, template and comment is closed."""
    declared: dict[str, Declaration] = field(default_factory=dict)
    imported: set[str] = field(default_factory=set)
    exported: set[str] = field(default_factory=set)
    """Names of ``export { … }`` lists."""
    used: set[str] = field(default_factory=set)
    """Words that are not property names."""
    returns: bool = False
    """There is a ``return`` outside every function: this is a function's body."""


@dataclass(slots=True)
class _Lexer:
    text: str
    balanced: bool = True
    _stack: list[tuple[str, str, bool]] = field(default_factory=list)
    """(bracket, the word before it, whether it is a function's body); ``${`` for a template's hole."""

    def run(self) -> Iterator[Token]:
        text, position, length = self.text, 0, len(self.text)
        before: Token | None = None
        closed_after = ""
        functions = 0
        no_regex_until = 0
        on_new_line = False
        while position < length:
            if space := _SPACE.match(text, position):
                on_new_line = on_new_line or "\n" in space[0]
                position = space.end()
                continue
            if text.startswith("//", position) or text.startswith("#!", position):
                end = text.find("\n", position)
                position = length if end < 0 else end
                continue
            if text.startswith("/*", position):
                end = text.find("*/", position + 2)
                self.balanced = self.balanced and end >= 0
                position = length if end < 0 else end + 2
                continue
            start, depth, char = position, len(self._stack), text[position]
            kind: Kind = "punct"
            if match := _WORD.match(text, position):
                kind = "word"
            elif char.isdigit() or (char == "." and text[position + 1 : position + 2].isdigit()):
                kind, match = "number", _NUMBER.match(text, position)
            elif char in _STRING:
                kind, match = "string", _STRING[char].match(text, position)
                self.balanced = self.balanced and match is not None and len(match[0]) > 1 and match[0][-1] == char
            elif char == "`" or (char == "}" and self._stack and self._stack[-1][0] == "${"):
                if char == "}":
                    self._stack.pop()
                    depth -= 1
                kind, position = "template", self._template(position + 1)
            elif char == "/" and position >= no_regex_until and _regex_allowed(before, closed_after):
                match = _REGEX.match(text, position)
                if match:
                    kind = "regex"
                else:  # none closes on this line: do not look again before its end
                    end = text.find("\n", position)
                    no_regex_until = length if end < 0 else end
            if kind != "template":
                match = match or _PUNCT.match(text, position)
                position = match.end() if match else position + 1
            piece = text[start:position]
            if kind == "punct":
                if piece in "([{":
                    word = before.text if before else ""
                    body = piece == "{" and (word == "=>" or (word == ")" and closed_after not in _NO_FUNCTION))
                    functions += body
                    self._stack.append((piece, word, body))
                elif piece in ")]}":
                    if self._stack and self._stack[-1][0] == {")": "(", "]": "[", "}": "{"}[piece]:
                        _, word, body = self._stack.pop()
                        functions -= body
                        depth -= 1
                        closed_after = word if piece == ")" else ""
                    else:
                        self.balanced = False
            before = Token(kind, piece, start, depth, functions, on_new_line)
            on_new_line = False
            yield before
        self.balanced = self.balanced and not self._stack

    def _template(self, position: int) -> int:
        match = _TEMPLATE.match(self.text, position)
        end = match.end() if match else position
        if self.text.startswith("${", end):
            self._stack.append(("${", "", False))
            return end + 2
        if end >= len(self.text):
            self.balanced = False
        return min(end + 1, len(self.text))


def _regex_allowed(before: Token | None, closed_after: str) -> bool:
    if before is None:
        return True
    if before.kind == "punct":
        if before.text == ")":
            return closed_after in {"if", "while", "for", "with"}
        return before.text not in {"]", "}", "++", "--"}
    return before.kind == "word" and before.text in _BEFORE_REGEX


def tokens(code: str) -> Iterator[Token]:
    """The tokens one after the other, read no further than is asked for."""
    return _Lexer(code).run()


@lru_cache(maxsize=4)
def read(code: str) -> ModuleOutline:
    """Read a module. Never raises; broken code gives ``balanced=False`` and what could still be told."""
    lexer = _Lexer(code)
    tokens = list(lexer.run())
    module = ModuleOutline(tokens, lexer.balanced)
    previous = ""
    for index, token in enumerate(tokens):
        if token.kind == "word" and previous not in {".", "?."}:
            module.used.add(token.text)
            if token.text == "return" and token.functions == 0:
                module.returns = True
            if token.depth == 0 and token.text in _DECLARING | {"import"}:
                _declare(module, index)
            elif token.depth == 0 and token.text == "export" and _text(tokens, index + 1) == "{":
                _export_list(module, index + 2)
        previous = token.text
    return module


_FUNCTION = re.compile(r"(?:async\s+)?(?:function|class)\b")
_HOLDS_FUNCTION = re.compile(r"[\w$]+\s*=\s*(?:async\b|function\b|\(|[\w$]+\s*=>)")


def definitions(code: str) -> dict[str, set[str]]:
    """The functions and classes at the top level, each with the names that it mentions."""
    module = read(code)
    ordered = sorted(module.declared.values(), key=lambda declaration: declaration.at)
    ends = [declaration.at for declaration in ordered[1:]] + [len(code)]
    found: dict[str, set[str]] = {}
    for declaration, end in zip(ordered, ends, strict=False):
        if _FUNCTION.match(code, declaration.word) or _HOLDS_FUNCTION.match(code, declaration.at):
            words = {t.text for t in module.tokens if declaration.at <= t.start < end and t.kind == "word"}
            found[declaration.name] = words - {declaration.name}
    return found


def _text(tokens: list[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""


def _declare(module: ModuleOutline, index: int) -> None:
    tokens = module.tokens
    first = index
    if tokens[index].text == "function" and _text(tokens, index - 1) == "async":
        first -= 1
    word = tokens[first].start
    default = _text(tokens, first - 1) == "default" and _text(tokens, first - 2) == "export"
    exported = default or _text(tokens, first - 1) == "export"
    start = tokens[first - (2 if default else 1 if exported else 0)].start
    if not exported and first > 0 and tokens[first - 1].text in _IN_EXPRESSION:
        return  # ``x = function name() {}``
    at = index + 1
    if _text(tokens, at) == "*":
        at += 1
    if tokens[index].text == "import":
        module.imported.update(_import_names(tokens, at))
        return
    for name in _names(tokens, at, tokens[index].text):
        module.declared.setdefault(name.text, Declaration(name.text, start, word, name.start, exported, default))


def _names(tokens: list[Token], at: int, word: str) -> list[Token]:
    """What a declaration names."""
    if word in {"function", "class"}:
        return [tokens[at]] if at < len(tokens) and tokens[at].kind == "word" else []
    names: list[Token] = []
    first = True
    while at < len(tokens):
        if tokens[at].kind == "word" and (first or _text(tokens, at + 1) in {"=", ",", ";", ":", ""}):
            names.append(tokens[at])
        elif tokens[at].text in {"{", "["}:
            names += _bound(tokens, at)
        first = False
        while at < len(tokens) and not (tokens[at].text == "," and tokens[at].depth == 0):
            at += 1
            if _statement_ends(tokens, at):
                return names
        at += 1
    return names


def _statement_ends(tokens: list[Token], at: int) -> bool:
    """Whether no more of a statement stands at ``at``; a line that starts with a word ends the one before."""
    if at >= len(tokens):
        return True
    before, token = tokens[at - 1], tokens[at]
    if token.depth > 0:
        return False
    if token.text == ";" or token.text in {"export", "const", "let", "var", "import"}:
        return True
    closed = before.kind != "punct" or before.text in {")", "]", "}"}
    return token.on_new_line and token.kind == "word" and closed and token.text not in _GOES_ON


def _bound(tokens: list[Token], at: int) -> list[Token]:
    """The names that a pattern binds, ``at`` its bracket."""
    found: list[Token] = []
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if token.depth <= tokens[at].depth:
            break
        binds = _text(tokens, index - 1) in {"{", "[", ",", ":", "..."}
        if token.kind == "word" and binds and _text(tokens, index + 1) in {",", "}", "]", "="}:
            found.append(token)
    return found


def _import_names(tokens: list[Token], at: int) -> list[str]:
    """The names by which a module knows what it imports."""
    names: list[str] = []
    item = ""
    for token in tokens[at:]:
        if token.text in {";", "("} or (token.depth == 0 and (token.kind == "string" or token.text == "from")):
            break
        if token.kind == "word":
            item = token.text
        elif token.text in {",", "}"} and item:
            names.append(item)
            item = ""
    return [*names, item] if item else names


def _export_list(module: ModuleOutline, at: int) -> None:
    item: list[str] = []
    for token in module.tokens[at:]:
        if token.text in {",", "}"}:
            if item:
                module.exported.add(item[-1])
            item = []
            if token.text == "}":
                return
        elif token.kind == "word":
            item.append(token.text)


def typescript(module: ModuleOutline, name: str) -> bool:
    """Whether the function ``name`` carries type annotations in its parameter list or behind it."""
    tokens = module.tokens
    at = 0
    for index, token in enumerate(tokens):
        if token.text == name and _text(tokens, index + 1) in {"(", "="} and token.kind == "word":
            at = max(at, index + 1)  # up to there, an earlier look has found nothing
            while at < len(tokens) and tokens[at].text != "(":
                if tokens[at].text in {";", "{", "=>"}:
                    break
                at += 1
            if _text(tokens, at) == "(":
                return _annotated(tokens, at)
        if (
            token.text in {"interface", "type"}
            and token.depth == 0
            and index + 2 < len(tokens)
            and (tokens[index + 1].kind == "word" and tokens[index + 2].text in {"{", "="})
        ):
            return True
    return False


def _annotated(tokens: list[Token], at: int) -> bool:
    depth = tokens[at].depth + 1
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if token.depth < depth:
            return _text(tokens, index + 1) == ":"
        if token.depth == depth and token.kind == "word" and tokens[index - 1].text in {"(", ",", "..."}:
            after = _text(tokens, index + 1)
            if after == ":" or (after == "?" and _text(tokens, index + 2) == ":"):
                return True
    return False
