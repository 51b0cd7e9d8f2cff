"""Functions of other intents that the code calls: imported where they are, run for real."""

from __future__ import annotations

import pytest

from intent_lsp.checks.checker import Checker
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.document import parse
from intent_lsp.mending.improve import improve
from intent_lsp.sandbox.contract import Limits, Sandbox
from intent_lsp.values import Target

DOCUMENT = """\
# name: initial
# signature:
(name: string) -> string
# examples:
- initial("ada") -> "A."

# name: label
# signature:
(first: string, last: string) -> string
# uses: initial
# examples:
- label("Ada", "Lovelace") -> "Lovelace, A."
- label("alan", "Turing") -> "Turing, A."
"""
MODULES: dict[Target, str] = {
    "js": "export function initial(name) { return name[0].toUpperCase() + '.'; }\n",
    "py": "def initial(name):\n    return name[0].upper() + '.'\n",
}
JS = "export function label(first, last) {\n  return `${last}, ${initial(first)}`;\n}\n"
PY = 'def label(first, last):\n    return f"{last}, {initial(first)}"\n'
CASES: dict[str, tuple[Target, str]] = {
    "not imported (JavaScript)": ("js", JS),
    "imported from another file (JavaScript)": ("js", 'import { initial } from "./names.js";\n' + JS),
    "not imported (Python)": ("py", PY),
    "imported from another module (Python)": ("py", "from names import initial\n\n\n" + PY),
    "imported from another module of the package (Python)": ("py", "from .names import initial\n\n\n" + PY),
}


@pytest.mark.parametrize("case", CASES)
async def test_a_used_function_is_imported_from_its_own_file(case: str, sandbox: Sandbox) -> None:
    target, code = CASES[case]
    label = parse(DOCUMENT).intents[1]
    candidate = Candidate(target, code, {"initial": MODULES[target]})
    verdict = await check(candidate, label, sandbox, Limits())
    assert not verdict.passed, "there is nothing to mend"
    found = await improve(candidate, verdict, label, Checker(sandbox, Limits()))
    assert found is not None
    assert found.verdict.passed, found.code
    assert "imported initial" in found.mends


@pytest.mark.parametrize(("target", "code"), [("js", JS), ("py", PY)])
async def test_a_function_of_that_name_in_the_code_itself_stays(target: Target, code: str, sandbox: Sandbox) -> None:
    own = {"js": "function initial(name) { return '?'; }\n", "py": "def initial(name):\n    return '?'\n\n\n"}
    label = parse(DOCUMENT).intents[1]
    candidate = Candidate(target, own[target] + code, {"initial": MODULES[target]})
    verdict = await check(candidate, label, sandbox, Limits())
    found = await improve(candidate, verdict, label, Checker(sandbox, Limits()))
    assert found is None or not any(mend.startswith("imported") for mend in found.mends)
