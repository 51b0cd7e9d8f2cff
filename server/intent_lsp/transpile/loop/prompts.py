"""What a model is told: the texts of the draft and of later rounds. Pure; a change here raises :data:`VERSION`.

What never changes comes first: the system text, then the intent, which reads the same for every language and round, so
that a server's prompt cache serves it; the language and the round's own part come last. Hidden examples never appear,
neither as examples nor in what failed.
"""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.checks.verdict import Failure, Gate, Verdict
from intent_lsp.document.canonical import same_input_key
from intent_lsp.document.model import Example, Intent, Signature
from intent_lsp.document.type_language.types import signature_text, type_text
from intent_lsp.runtime_versions import DEFAULT, OldestRuntimes
from intent_lsp.values import Target, show

VERSION = "4"
"""Part of every cache key."""

NAMES: dict[Target, str] = {"js": "JavaScript", "py": "Python"}

SYSTEM = """\
You write one small, correct function from a specification.
Reply with exactly one fenced code block that holds the complete module, and with nothing else.
No tests, no example calls, no prints, no explanation. Comments only where the code alone would puzzle a reader.
The code is pure and deterministic: no files, no network, no processes, no global state, standard library only.
Never special-case the examples: write the general rule that they illustrate.
"""


def language(target: Target, oldest: OldestRuntimes = DEFAULT) -> str:
    """What the code is written for: ``Python 3.11 and later``."""
    if target == "js":
        return f"JavaScript for Node {oldest.node} and later (an ES module)"
    return f"Python {'.'.join(map(str, oldest.python))} and later"


def draft_prompt(intent: Intent, target: Target, oldest: OldestRuntimes = DEFAULT) -> str:
    """The user text of a first draft, and of a fresh start that knows nothing of earlier attempts."""
    return _specification(intent) + "\n" + _task(intent, target, oldest)


def repair_prompt(
    intent: Intent, target: Target, code: str, failures: Sequence[str], oldest: OldestRuntimes = DEFAULT
) -> str:
    """The specification, the best code so far, and exactly what failed."""
    parts = [_specification(intent)]
    if code:
        parts.append(f"This version did not pass:\n\n{_fenced(code, target)}")
    parts.append("What went wrong:\n" + "\n".join(f"- {failure}" for failure in failures) + "\n")
    parts.append("Find the mistake, correct it, and reply with the whole corrected module.")
    parts.append(_task(intent, target, oldest))
    return "\n".join(parts)


def warned_prompt(intent: Intent, target: Target, failures: Sequence[str], oldest: OldestRuntimes = DEFAULT) -> str:
    """A fresh start that is told what an earlier attempt got wrong, and not its code, which a small model copies."""
    warning = "An earlier attempt got this wrong:\n" + "\n".join(f"- {failure}" for failure in failures) + "\n"
    return "\n".join([_specification(intent), warning, _task(intent, target, oldest)])


def port_prompt(
    intent: Intent, target: Target, code: str, failures: Sequence[str] = (), oldest: OldestRuntimes = DEFAULT
) -> str:
    """The specification, and the other language's code, which passes it, to be written again in the target's.

    ``failures``: where an earlier version in the target's language differs from it.
    """
    other: Target = "py" if target == "js" else "js"
    reference = f"This {NAMES[other]} version is correct:\n\n{_fenced(code, other)}"
    port = f"Write the same function in {NAMES[target]}: the same result for every input.\n"
    port += "".join(f"Mind this: {failure}\n" for failure in failures)
    return "\n".join([_specification(intent), reference, port + _task(intent, target, oldest)])


def failure_lines(verdict: Verdict, intent: Intent, most: int = 8) -> list[str]:
    """What failed, as a model may know it: the shown examples first, hidden ones only as a count."""
    by_number = {example.number: example for example in intent.shown}
    lines: list[str] = []
    for failure in verdict.failures:
        if failure.gate is Gate.HIDDEN:
            continue
        lines.append(_failure_line(failure, verdict, by_number.get(failure.example), intent))
    cut = len(lines) - most
    lines = lines[:most]
    if cut > 0:
        lines.append(f"and {cut} more examples fail")
    if any(failure.gate is Gate.HIDDEN for failure in verdict.failures):
        lines.append("all the examples above pass, but other inputs do not: the rule is too narrow; generalise it")
    if verdict.printed.strip():
        lines.append(f"the code printed: {verdict.printed.strip()[:300]}")
    return lines or ["the code was not accepted"]


def _failure_line(failure: Failure, verdict: Verdict, example: Example | None, intent: Intent) -> str:
    if example is None or failure.gate is Gate.VARIATION:
        return variation_line(failure, example, intent) if example else _unseen_line(failure, intent)
    result = next((r for r in verdict.examples if r.number == example.number), None)
    call = f"{intent.name}({', '.join(show(value) for value in example.args)})"
    if result is None:
        return f"{call}: {failure.message}"
    line = f"{call}: expected {result.expected}, got {result.got}"
    if result.error is not None and result.error.line:
        line += f" (line {result.error.line})"
    if result.hint and result.hint not in line:
        line += f"; {result.hint}"
    return line


def _unseen_line(failure: Failure, intent: Intent) -> str:
    """A failure that belongs to no example that a model may see; nothing is told of those that are hidden from it."""
    if failure.gate is Gate.RUNTIMES and failure.example:
        return f"on {failure.runtime}, inputs other than these examples do not give what they give in the sandbox"
    secret = {same_input_key(example.args) for example in intent.hidden}
    if failure.property and same_input_key(failure.args) in secret:
        return f"property `{failure.property}` does not hold for every input"
    return failure.message


def variation_line(failure: Failure, example: Example, intent: Intent) -> str:
    """A result that changes although its arguments do not, as a model is told."""
    call = f"{intent.name}({', '.join(show(value) for value in example.args)})"
    if failure.code == "changes-its-input":
        return f"{call}: {failure.message}; the arguments must stay as they are: work on a copy"
    return f"{call}: {failure.message}; nothing but the arguments may decide the result"


def _specification(intent: Intent) -> str:
    lines = [f"# Function `{intent.name}`", ""]
    if intent.description:
        lines += [intent.description.strip(), ""]
    lines += [f"Signature: `{intent.name}{signature_text(intent.signature)}`"]
    if intent.types:
        lines += ["", "Types:"]
        lines += [f"- `{name} = {type_text(type_)}`" for name, type_ in intent.types.items()]
    if intent.constraints:
        lines += ["", "Rules:"]
        lines += [f"- {constraint.text}" for constraint in intent.constraints]
    if intent.properties:
        lines += ["", "Always true of the result (CEL):"]
        lines += [f"- `{text.text}`" for text in intent.properties]
    if intent.shown:
        lines += ["", "Examples:"]
        lines += [_example(example, intent) for example in intent.shown]
    return "\n".join(lines) + "\n"


def _example(example: Example, intent: Intent) -> str:
    call = f"{intent.name}({', '.join(show(value, 2000) for value in example.args)})"
    if not example.raises:
        return f"- `{call}` returns `{show(example.expected, 2000)}`"
    if example.expected is True:
        return f"- `{call}` throws an error"
    return f"- `{call}` throws an error whose message contains {show(example.expected)}"


def _import(name: str, target: Target) -> str:
    return f'import {{ {name} }} from "./{name}.js";' if target == "js" else f"from .{name} import {name}"


def _task(intent: Intent, target: Target, oldest: OldestRuntimes) -> str:
    lines: list[str] = []
    if intent.uses:
        lines += ["You may call these functions, which exist:"]
        lines += [f"- `{_import(use.name, target)}`" for use in intent.uses] + [""]
    how = "Export it by name." if target == "js" else "Define it at the top level, with exactly these parameter names."
    lines += [f"Write the module for `{intent.name}` in {language(target, oldest)}. {how} It starts like this:", ""]
    return "\n".join(lines) + "\n" + _fenced(header(intent.name, intent.signature, target), target)


def _fenced(code: str, target: Target) -> str:
    return f"```{'js' if target == 'js' else 'python'}\n{code.rstrip()}\n```\n"


def header(name: str, signature: Signature, target: Target) -> str:
    """The function's first line in the target's own syntax, for example ``export function clamp(x, lo, hi) {``."""
    parts: list[str] = []
    for parameter in signature.parameters:
        if parameter.rest:
            parts.append(("..." if target == "js" else "*") + parameter.name)
        elif parameter.has_default:
            default = _literal(parameter.default, target)
            parts.append(f"{parameter.name} = {default}" if target == "js" else f"{parameter.name}={default}")
        elif parameter.optional:
            parts.append(parameter.name if target == "js" else f"{parameter.name}=None")
        else:
            parts.append(parameter.name)
    arguments = ", ".join(parts)
    return f"export function {name}({arguments}) {{" if target == "js" else f"def {name}({arguments}):"


def _literal(value: object, target: Target) -> str:
    if target == "py":
        return repr(value)
    return show(value, 2000)
