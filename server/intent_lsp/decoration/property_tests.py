"""An intent's properties as parts of its test file: each holds for the inputs that were given to the checked code."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from intent_lsp.decoration.javascript_property import JavaScriptSpeaker
from intent_lsp.decoration.property_code import OR, PropertyWriter, UnsayableError, free_name
from intent_lsp.decoration.property_types import Scope
from intent_lsp.decoration.python_property import PythonSpeaker
from intent_lsp.decoration.value_text import javascript_value, python_tuple, python_value
from intent_lsp.document.cel import CelSyntaxError
from intent_lsp.document.cel_tree import tree
from intent_lsp.document.model import Intent, Parameter
from intent_lsp.values import JsonValue, Target

Framework: TypeAlias = Literal["node", "vitest"]
Inputs: TypeAlias = Sequence[tuple[JsonValue, ...]]

_PY_NAMES = (
    "Any TOLERANCE all any arguments asyncio copy float int isinstance len list math plain pytest re result same str "
    "test_errors test_examples test_properties tuple type "
    "l I O"  # which look like others
)
_JS_NAMES = (
    "Array JSON Math Number Object RegExp args equal error errors examples expect expected inputs message ok other "
    "rejects result same shown structuredClone test tolerance undefined"
)
_TAKEN: dict[Target, frozenset[str]] = {"py": frozenset(_PY_NAMES.split()), "js": frozenset(_JS_NAMES.split())}
"""Names that mean something in a test file."""
_PY_PLAIN = '''\
def plain(value: Any) -> Any:
    """The value as JSON has it: a tuple is a list."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
'''
_JS_EQUAL = """\
/** Whether two values are equal as JSON. */
function equal(one, other) {
  if (typeof one !== "object" || one === null || typeof other !== "object" || other === null) return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => equal(one[key], other[key]));
}
"""


@dataclass(frozen=True, slots=True)
class PropertyTests:
    """What a test file says of the properties."""

    parts: tuple[str, ...] = ()
    """Pieces of the file, in order; none where there is nothing to say."""
    imports: frozenset[str] = frozenset()
    """Modules of Python that the parts need."""


def python_property_tests(intent: Intent, name: str, call: str, inputs: Inputs) -> PropertyTests:
    """For pytest. ``name``: the function's; ``call``: what gives its result for ``arguments``."""
    speaker = PythonSpeaker(Scope.of(intent), _names(intent, name, "py"), _TAKEN["py"] | {name})
    said, unsaid = _written_properties(intent, speaker)
    if not said or not inputs:
        return PropertyTests(_comment("# ", unsaid))
    names = speaker.names
    if _has_objects(inputs):
        call = call.replace("*arguments", "*copy.deepcopy(arguments)")
        speaker.helpers.add("copy")
    parts = []
    if "result" in speaker.used and speaker.scope.may_hold_lists(intent.signature.returns):
        parts.append(_PY_PLAIN)
        call = f"plain({call})"
    bound = _python_binding(intent, names, speaker.used, inputs)
    result = f"{names['result']} = " if "result" in speaker.used else ""
    rows = "".join(f"        {python_tuple(list(map(python_value, args)))},\n" for args in inputs)
    checks = "".join(f"    assert {text}\n" for _, text in said)
    parts.append(
        f'@pytest.mark.parametrize(\n    "arguments",\n    [\n{rows}    ],\n)\n'
        f"def test_properties(arguments: tuple[Any, ...]) -> None:\n{bound}"
        f"    try:\n        {result}{call}\n"
        f"    except Exception:  # noqa: BLE001  properties speak of results only\n        return\n{checks}"
    )
    return PropertyTests((*_comment("# ", unsaid), *parts), frozenset(speaker.helpers))


def javascript_property_tests(intent: Intent, name: str, inputs: Inputs, framework: Framework) -> PropertyTests:
    """For ``node:test`` or Vitest."""
    speaker = JavaScriptSpeaker(Scope.of(intent), _names(intent, name, "js"), _TAKEN["js"] | {name}, target="js")
    said, unsaid = _written_properties(intent, speaker)
    if not said or not inputs:
        return PropertyTests(_comment("// ", unsaid))
    arguments = "...structuredClone(args)" if _has_objects(inputs) else "...args"
    rows = "".join(f"  [{', '.join(map(javascript_value, args))}],\n" for args in inputs)
    uses_result = "result" in speaker.used
    result = f"{speaker.names['result']} = " if uses_result else ""
    checks = "".join(f"    {_expectation(text, json.dumps(source), framework)};\n" for source, text in said)
    test = (
        f"const inputs = [\n{rows}];\n\nfor (const args of inputs) {{\n"
        f"  test(`properties of {name}(${{JSON.stringify(args).slice(1, -1)}})`, async () => {{\n"
        + _javascript_binding(intent, speaker)
        + (f"    let {speaker.names['result']};\n" if uses_result else "")
        + f"    try {{\n      {result}await {name}({arguments});\n"
        "    } catch {\n      return; // properties speak of results only\n    }\n"
        f"{checks}  }});\n}}\n"
    )
    helper = (_JS_EQUAL,) if "equal" in speaker.helpers else ()
    return PropertyTests((*_comment("// ", unsaid), *helper, test))


def _written_properties(intent: Intent, speaker: PropertyWriter) -> tuple[list[tuple[str, str]], list[str]]:
    """Each property with its code, and those for which there is none. The speaker learns what the former use."""
    said: list[tuple[str, str]] = []
    unsaid: list[str] = []
    for prose in intent.properties:
        source = " ".join(prose.text.split())
        trial = replace(speaker, used=set(), helpers=set())
        try:
            text = trial.tight(tree(prose.text), OR, deciding=True)
        except (UnsayableError, CelSyntaxError, RecursionError, KeyError):
            unsaid.append(source)
            continue
        speaker.used |= trial.used
        speaker.helpers |= trial.helpers
        said.append((source, text))
    return said, unsaid


def _names(intent: Intent, function: str, target: Target) -> dict[str, str]:
    """What the parameters are called; ``result`` is itself."""
    names: dict[str, str] = {}
    for parameter in intent.signature.parameters:
        if parameter.name != "result":
            taken = {*_TAKEN[target], function, *names.values()}
            names[parameter.name] = free_name(parameter.name, taken, target)
    return {**names, "result": "result"}


def _python_binding(intent: Intent, names: Mapping[str, str], used: set[str], inputs: Inputs) -> str:
    parameters = intent.signature.parameters
    if not used & {parameter.name for parameter in parameters if parameter.name != "result"}:
        return ""
    shown = {name: names[name] for name in used - {"result"}}
    left = [f"{'*' if parameter.rest else ''}{shown.get(parameter.name, '_')}" for parameter in parameters]
    fixed = [parameter for parameter in parameters if not parameter.rest]
    given = "arguments"
    if any(len(args) < len(fixed) for args in inputs):
        defaults = [python_value(parameter.default) for parameter in fixed]
        given = f"arguments + {python_tuple(defaults)}[len(arguments) :]"
    targets = ", ".join(left) + ("," if len(left) == 1 else "")
    return f"    {targets} = {given}\n"


def _javascript_binding(intent: Intent, speaker: JavaScriptSpeaker) -> str:
    def bound(parameter: Parameter) -> str:
        if parameter.name not in speaker.used or parameter.name == "result":
            return ""
        name = speaker.names[parameter.name]
        if parameter.rest:
            return f"...{name}"
        return f"{name} = {javascript_value(parameter.default)}" if parameter.optional else name

    names = [bound(parameter) for parameter in intent.signature.parameters]
    while names and not names[-1]:
        names.pop()
    return f"    const [{', '.join(names)}] = args;\n" if names else ""


def _expectation(text: str, source: str, framework: Framework) -> str:
    return f"expect({text}, {source}).toBe(true)" if framework == "vitest" else f"ok({text}, {source})"


def _comment(sign: str, unsaid: Sequence[str]) -> tuple[str, ...]:
    if not unsaid:
        return ()
    lines = [f"{sign}Only intent-lsp checks:", *(f"{sign}  {json.dumps(text)[1:-1]}" for text in unsaid)]
    return ("".join(f"{line}\n" for line in lines),)


def _has_objects(inputs: Inputs) -> bool:
    return any(isinstance(value, (list, dict)) for args in inputs for value in args)
