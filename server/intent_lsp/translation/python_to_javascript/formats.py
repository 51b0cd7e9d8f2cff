"""f-strings."""

from __future__ import annotations

import ast
import re

from intent_lsp.translation.code import Code
from intent_lsp.translation.python_to_javascript.conversions import text_of
from intent_lsp.translation.python_to_javascript.iteration import Iteration
from intent_lsp.translation.python_to_javascript.minus_zero import as_float, shows_floats
from intent_lsp.translation.python_to_javascript.names import literal, template
from intent_lsp.translation.value_lattice import NUMBERS, TEXT, WHOLE

_SPEC = re.compile(
    r"(?:(?P<fill>.)?(?P<align>[<>^]))?(?P<zero>0)?(?P<width>\d+)?(?P<comma>,)?(?:\.(?P<digits>\d+))?(?P<type>[fds])?"
)


def formatted(writer: Iteration, node: ast.JoinedStr) -> Code:
    """A template literal with the texts that Python makes."""
    parts = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(template(str(value.value)))
        elif isinstance(value, ast.FormattedValue):
            parts.append(f"${{{_inserted(writer, value).text}}}")
    return Code(f"`{''.join(parts)}`", TEXT)


def _inserted(writer: Iteration, value: ast.FormattedValue) -> Code:
    code = _converted(writer, value)
    if value.format_spec is None:
        if code.kind.name in WHOLE:
            return writer.exactly(value.value, code)
        return text_of(writer, value.value, code)
    spec = "".join(str(part.value) for part in ast.walk(value.format_spec) if isinstance(part, ast.Constant))
    found = _SPEC.fullmatch(spec)
    if found is None or any(isinstance(part, ast.FormattedValue) for part in ast.walk(value.format_spec)):
        raise writer.refuse(value, f"the format {spec}")
    return _by_spec(writer, value, code, found)


def _converted(writer: Iteration, value: ast.FormattedValue) -> Code:
    """The value, or the text that ``!s`` and ``!r`` make of it."""
    code = writer.expr(value.value)
    if value.conversion == ord("a"):
        raise writer.refuse(value, "a conversion with !a")
    if value.conversion == ord("r") and code.kind == TEXT:
        return writer.call("quoted", code.text, kind=TEXT)
    is_plain = value.conversion == -1 or value.format_spec is None
    return code if is_plain else text_of(writer, value.value, code)


def _by_spec(writer: Iteration, value: ast.FormattedValue, code: Code, spec: re.Match[str]) -> Code:
    kind, digits = spec["type"], spec["digits"]
    number = code.kind.name in NUMBERS
    if kind == "f" and number:
        shows_floats(writer)
        code = writer.call("fixed", as_float(writer, value.value, code).text, digits or "6", kind=TEXT)
    elif code.kind.name in WHOLE and kind in (None, "d") and digits is None:
        code = Code(f"String({writer.exactly(value.value, code).text})", TEXT)
    elif code.kind == TEXT and kind in (None, "s") and digits is None and not spec["comma"] and not spec["zero"]:
        pass
    else:
        raise writer.refuse(value, "this format of this value")
    if spec["comma"]:
        code = writer.call("grouped", code.text, kind=TEXT)
    if not spec["width"]:
        return code
    if spec["zero"] and not spec["align"] and not spec["comma"]:
        return writer.call("zeroFill", code.text, spec["width"], kind=TEXT)
    if spec["zero"]:
        raise writer.refuse(value, "zeros with an alignment")
    fill, align = literal(spec["fill"] or " "), spec["align"] or (">" if number else "<")
    if align == "^":
        raise writer.refuse(value, "a centred format")
    return writer.call("pad", code.text, spec["width"], fill, "true" if align == ">" else "false", kind=TEXT)
