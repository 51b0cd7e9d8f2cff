"""The contract gate: the function takes the signature's parameters, by name and in order."""

from __future__ import annotations

from intent_lsp.document.model import Parameter, Signature
from intent_lsp.sandbox.contract import Shape
from intent_lsp.values import Target


def breach(shape: Shape, signature: Signature, target: Target, name: str) -> str | None:
    """Say how a function's shape departs from the signature; ``None`` when it does not.

    The function may take more parameters than the signature as long as they are optional. A JavaScript parameter
    without a name (a pattern) never matches: callers pass the signature's parameters one by one.
    """
    wanted = signature.parameters
    have = shape.parameters
    expected = f"{name}({', '.join(_spell(parameter, target) for parameter in wanted)})"
    actual = f"{name}({', '.join(have)})"
    for index, parameter in enumerate(wanted):
        if index >= len(have):
            return f"the parameter `{parameter.name}` is missing: it must be {expected}, not {actual}"
        found = have[index]
        bare = found.removeprefix("...").removesuffix("?")
        if bare != parameter.name:
            return f"parameter {index + 1} must be `{parameter.name}`: it must be {expected}, not {actual}"
        if parameter.rest and not found.startswith("..."):
            return f"`{parameter.name}` must be a rest parameter: it must be {expected}, not {actual}"
        if target == "py" and (parameter.optional or parameter.has_default) and not _may_be_left_out(found):
            return f"`{parameter.name}` must have a default: it must be {expected}, not {actual}"
    required = [extra for extra in have[len(wanted) :] if not _may_be_left_out(extra)]
    if required:
        return f"`{required[0]}` is not in the signature: it must be {expected}, not {actual}"
    return None


def _may_be_left_out(parameter: str) -> bool:
    return parameter.startswith("...") or parameter.endswith("?")


def _spell(parameter: Parameter, target: Target) -> str:
    if parameter.rest:
        return ("..." if target == "js" else "*") + parameter.name
    if parameter.optional or parameter.has_default:
        return parameter.name + ("?" if target == "js" else "=…")
    return parameter.name
