"""The text of the ``.d.ts`` file beside a module of JavaScript."""

from __future__ import annotations

from intent_lsp.decoration.javascript_module import block, function_of, prose, returns_text
from intent_lsp.decoration.summary import summary
from intent_lsp.decoration.typescript_types import needed_types, rest_item, type_text
from intent_lsp.document.model import Intent, Parameter


def declarations(code: str, intent: Intent, name: str = "") -> str:
    """What TypeScript has to know of a module: the function, and the types that its signature names.

    ``name``: what the function is called, if not as its intent.
    """
    named = intent.types
    lines = [
        f"export type {name} = {type_text(named[name], named)};\n" for name in needed_types(intent.signature, named)
    ]
    text = summary(intent)
    lines += [block(prose(text))] if text else []
    parameters = ", ".join(_parameter(parameter, intent) for parameter in intent.signature.parameters)
    # Only a function that may give a promise has to be looked at: this is asked on every save.
    if "async" in code or "Promise" in code:
        returns = returns_text(function_of(code, intent.name), intent)
    else:
        returns = type_text(intent.signature.returns, named)
    lines.append(f"export declare function {name or intent.name}({parameters}): {returns};")
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter, intent: Intent) -> str:
    if parameter.rest:
        text = type_text(rest_item(parameter), intent.types)
        return f"...{parameter.name}: {f'({text})' if ' | ' in text else text}[]"
    mark = "?" if parameter.optional else ""
    return f"{parameter.name}{mark}: {type_text(parameter.type, intent.types)}"
