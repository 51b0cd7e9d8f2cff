"""Python's ``re`` with patterns that are constants: what finds, replaces and splits, and what a match holds.

A match is JavaScript's array of the text and its groups; none is ``null``. See :mod:`.patterns` for the patterns.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import TypeAlias

from intent_lsp.translation.code import ATOM, Code
from intent_lsp.translation.contract import Refusal
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.names import literal
from intent_lsp.translation.python_to_javascript.patterns import Pattern, pattern
from intent_lsp.translation.python_to_javascript.text_methods import Method
from intent_lsp.translation.python_to_javascript.writer import ModuleNames, a
from intent_lsp.translation.value_lattice import NEVER, TEXT, Kind, list_of, maybe, tuple_of

_FLAGS = {name: int(getattr(re, name)) for name in ("I", "IGNORECASE", "M", "MULTILINE", "S", "DOTALL", "X", "VERBOSE")}
_FLAGS |= {name: int(getattr(re, name)) for name in ("A", "ASCII", "U", "UNICODE")}
_PARAMETERS = {
    "search": ("string",), "match": ("string",), "fullmatch": ("string",), "findall": ("string",),
    "finditer": ("string",), "sub": ("repl", "string", "count"), "split": ("string", "maxsplit"),
}  # fmt: skip
_TEMPLATE = re.compile(r"\\(?:g<(\w+)>|(\d{1,2})|(.)|$)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


def compiled(names: ModuleNames, name: str) -> ast.Call | None:
    """The call of ``re.compile`` that a name of the module stands for, if it does."""
    value = names.constants.get(name)
    if isinstance(value, ast.Call) and _member_of_re(names, value.func) == "compile":
        return value
    return None


def _member_of_re(names: ModuleNames, node: ast.expr) -> str:
    """``sub`` for ``re.sub``, or what was imported from ``re``."""
    match node:
        case ast.Attribute(ast.Name(module), name) if names.imported.get(module) == "re":
            return name
        case ast.Name(name):
            path = names.imported.get(name, "")
            return path.removeprefix("re.") if path.startswith("re.") else ""
    return ""


def function_of_re(writer: Iteration, node: ast.Call, name: str) -> Code:
    """``re.sub(pattern, …)`` and the like."""
    if name not in _PARAMETERS:
        raise writer.refuse(node, f"re.{name}() is not a function that the rules know")
    given = _given(writer, node, ("pattern", *_PARAMETERS[name], "flags"))
    return _found(writer, node, name, _pattern(writer, given["pattern"], given.get("flags")), given)


def method_of_pattern(writer: Iteration, node: ast.Call, call: ast.Call, name: str) -> Code:
    """``PATTERN.sub(…)`` where ``call`` is the module's ``PATTERN = re.compile(…)``."""
    if name not in _PARAMETERS:
        raise writer.refuse(node, f"the method .{name}() of a regular expression")
    made = _given(writer, call, ("pattern", "flags"))
    given = _given(writer, node, _PARAMETERS[name])
    return _found(writer, node, name, _pattern(writer, made["pattern"], made.get("flags")), given)


def _given(writer: Iteration, node: ast.Call, parameters: tuple[str, ...]) -> dict[str, ast.expr]:
    words = {str(word.arg): word.value for word in node.keywords}
    given = dict(zip(parameters, node.args, strict=False))
    needed = [name for name in parameters if name in ("pattern", "string", "repl")]
    if len(node.args) > len(parameters) or words.keys() - set(parameters) or words.keys() & given.keys():
        raise writer.refuse(node, "these arguments of a function of re")
    given |= words
    if any(name not in given for name in needed):
        raise writer.refuse(node, "these arguments of a function of re")
    return given


def _pattern(writer: Iteration, node: ast.expr, flags: ast.expr | None) -> Pattern:
    text = _constant(writer, node)
    try:
        return pattern(text, _flags(writer, flags) if flags is not None else 0)
    except Refusal as refusal:
        raise writer.refuse(node, refusal.found.reason) from None


def _constant(writer: Iteration, node: ast.expr) -> str:
    match node:
        case ast.Constant(str() as value):
            return value
        case ast.BinOp(left, ast.Add(), right):
            return _constant(writer, left) + _constant(writer, right)
        case ast.Name(name) if writer.owner(name) == "" and name in writer.names.constants:
            return _constant(writer, writer.names.constants[name])
    raise writer.refuse(node, "a regular expression that is not a constant")


def _flags(writer: Iteration, node: ast.expr) -> int:
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return _flags(writer, left) | _flags(writer, right)
        case ast.Attribute() | ast.Name() if (name := _member_of_re(writer.names, node)) in _FLAGS:
            return _FLAGS[name]
        case ast.Constant(0):
            return 0
    raise writer.refuse(node, "a flag of this regular expression")


def _found(writer: Iteration, node: ast.Call, name: str, found: Pattern, given: dict[str, ast.expr]) -> Code:
    value = _text(writer, given["string"])
    if value.kind not in (TEXT, NEVER):
        raise writer.refuse(given["string"], f"{a(value.kind)} where a string is needed")
    if name in ("search", "match", "fullmatch"):
        source = _anchored(found, name)
        return Code(f"{value.at(ATOM)}.match(/{source}/u)", maybe(_kind(found)))
    if found.prefers_empty:
        raise writer.refuse(node, "a regular expression that may be empty, and finds the empty text first")
    return _ALL[name](writer, found, value, given)


def _text(writer: Iteration, node: ast.expr) -> Code:
    """What is looked at; a parameter of which nothing else is known is a string by that."""
    value = writer.expr(node)
    is_open = isinstance(node, ast.Name) and writer.scope == writer.names.entry and node.id in writer.names.open
    if value.kind == NEVER and is_open and isinstance(node, ast.Name):
        writer.learn(node.id, TEXT)
    return value


def _anchored(found: Pattern, name: str) -> str:
    if name == "search":
        return found.source
    inner = f"(?:{found.source})" if found.has_choice else found.source
    return f"^{inner}{'$' * (name == 'fullmatch')}"


def _kind(found: Pattern) -> Kind:
    groups = (TEXT if sure else maybe(TEXT) for sure in found.groups)
    return Kind("match", (TEXT, *groups), tuple((name, Kind(str(number))) for name, number in found.names.items()))


def _findall(writer: Iteration, found: Pattern, value: Code, given: dict[str, ast.expr]) -> Code:
    if not found.groups:
        return Code(f"({value.at(ATOM)}.match(/{found.source}/gu) ?? [])", list_of(TEXT), ATOM, True)
    one = writer.letter("match")
    groups = [
        f"{one}[{number}]" if sure else f'{one}[{number}] ?? ""' for number, sure in enumerate(found.groups, start=1)
    ]
    made = groups[0] if len(groups) == 1 else f"[{', '.join(groups)}]"
    kind = TEXT if len(groups) == 1 else tuple_of(*(TEXT for _ in groups))
    return Code(f"[...{_every(found, value)}].map(({one}) => {made})", list_of(kind), ATOM, True)


def _finditer(writer: Iteration, found: Pattern, value: Code, given: dict[str, ast.expr]) -> Code:
    return Code(f"[...{_every(found, value)}]", list_of(_kind(found)), ATOM, True)


def _every(found: Pattern, value: Code) -> str:
    return f"{value.at(ATOM)}.matchAll(/{found.source}/gu)"


def _split(writer: Iteration, found: Pattern, value: Code, given: dict[str, ast.expr]) -> Code:
    if "maxsplit" in given:
        raise writer.refuse(given["maxsplit"], "re.split() at most so often")
    if found.may_be_empty or not all(found.groups):
        raise writer.refuse(given["string"], "a regular expression that splits and may be empty or leave out a group")
    return Code(f"{value.at(ATOM)}.split(/{found.source}/u)", list_of(TEXT), ATOM, True)


def _sub(writer: Iteration, found: Pattern, value: Code, given: dict[str, ast.expr]) -> Code:
    count = given.get("count", ast.Constant(0))
    if not isinstance(count, ast.Constant) or count.value not in (0, 1) or isinstance(count.value, bool):
        raise writer.refuse(count, "re.sub() at most so often")
    flags = "gu" if count.value == 0 else "u"
    new = _replacement(writer, found, given["repl"])
    return Code(f"{value.at(ATOM)}.replace(/{found.source}/{flags}, {new})", TEXT)


def _replacement(writer: Iteration, found: Pattern, node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _template(writer, found, node, node.value)
    if isinstance(node, ast.Lambda) or writer.expr(node).kind.name in ("function", "never"):
        code = writer.closure(node, _kind(found))
        if code.kind not in (TEXT, NEVER):
            raise writer.refuse(node, "a replacement that may not be a string")
        head, arrow, body = code.text.partition(" => ")
        return f"(...{head.strip('()')}){arrow}{body}"
    raise writer.refuse(node, "a replacement that is neither a constant nor a function")


def _template(writer: Iteration, found: Pattern, node: ast.expr, text: str) -> str:
    r"""``\1`` and ``\g<name>`` as ``$1``; what JavaScript would take for one is doubled."""

    def part(match: re.Match[str]) -> str:
        group, number, escape = match.groups()
        if escape is not None:
            if escape not in _ESCAPES:
                raise writer.refuse(node, "an escape in a replacement")
            return _ESCAPES[escape]
        word = group or number or ""
        index = found.names.get(word, int(word) if word.isdecimal() and not word.startswith("0") else -1)
        if group == "0":
            return "$&"
        if not 1 <= index <= len(found.groups):
            raise writer.refuse(node, "a group in a replacement")
        followed = text[match.end() : match.end() + 1]
        return f"${index:02}" if followed.isdigit() else f"${index}"

    pieces, last = [], 0
    for match in _TEMPLATE.finditer(text):
        pieces += [text[last : match.start()].replace("$", "$$"), part(match)]
        last = match.end()
    return literal("".join(pieces) + text[last:].replace("$", "$$"))


Translation: TypeAlias = Callable[[Iteration, Pattern, Code, dict[str, ast.expr]], Code]
_ALL: dict[str, Translation] = {"findall": _findall, "finditer": _finditer, "split": _split, "sub": _sub}


# --- what a match holds ----------------------------------------------------------------------------------------------


def _group(writer: Iteration, node: ast.Call, value: Code) -> Code:
    if len(node.args) > 1 or node.keywords:
        raise writer.refuse(node, "several groups at once")
    return group_of(writer, node.args[0] if node.args else ast.Constant(0), value)


def group_of(writer: Iteration, node: ast.expr, value: Code) -> Code:
    """``match.group(1)``, ``match["name"]``."""
    index = node.value if isinstance(node, ast.Constant) else None
    if isinstance(index, str) and (number := value.kind.field(index)):
        index = int(number.name)
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(value.kind.parts):
        raise writer.refuse(node, "a group that is not one of the regular expression's, or not a constant")
    kind = value.kind.parts[index]
    text = f"{value.at(ATOM)}[{index}]"
    return Code(text, kind) if kind == TEXT else Code(f"({text} ?? null)", kind, ATOM)


def _groups(writer: Iteration, node: ast.Call, value: Code) -> Code:
    if node.args or node.keywords:
        raise writer.refuse(node, "groups() with a default")
    kinds = value.kind.parts[1:]
    parts = ", ".join(group_of(writer, ast.Constant(number), value).text for number in range(1, len(kinds) + 1))
    if not value.text.isidentifier():
        raise writer.refuse(node, "the groups of what is not a plain name")
    return Code(f"[{parts}]", tuple_of(*kinds), ATOM, True)


MATCH_METHODS: dict[str, Method] = {"group": _group, "groups": _groups}
