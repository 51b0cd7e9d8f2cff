"""An idiom: an operator whose code is a helper function of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intent_lsp.syntax.naming import snake_case
from intent_lsp.synthesis.operators.helpers import Helper
from intent_lsp.synthesis.operators.table import Operator, op
from intent_lsp.synthesis.search_values import Value


@dataclass(frozen=True, slots=True)
class Idiom:
    """The operator and its helpers; ``None`` where the language's library already has the function."""

    operator: Operator
    js: Helper | None
    py: Helper | None


def idiom(
    name: str,
    signature: str,
    apply: Callable[..., Value],
    js: str,
    py: str,
    hints: str,
    *,
    cost: int = 6,
    js_call: str = "",
    py_call: str = "",
) -> Idiom:
    """Write an idiom down; ``js_call`` and ``py_call`` are templates used in place of a call of the helper."""
    arity = len(op(name, signature, apply, "").params)
    arguments = "(" + ", ".join(f"{{{index}}}" for index in range(arity)) + ")"
    py_name = snake_case(name)
    operator = op(
        name,
        signature,
        apply,
        js_call or name + arguments,
        py_call or py_name + arguments,
        cost,
        hints,
        js_helpers="" if js_call else name,
        py_helpers="" if py_call else py_name,
    )
    return Idiom(operator, None if js_call else Helper(name, js), None if py_call else Helper(py_name, py))
