"""Counted branches: which calls take which. In JavaScript an arm that is not written comes before the one that is."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import javascript_instrument, python_instrument
from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import Target

PYTHON = {
    "if": ("if x > 1: return 1\n    return 0", {0: [0, 2], 2: [0, 1]}),
    "elif": ("if x > 2: pass\n    elif x > 1: pass\n    else: pass", {0: [0, 3], 2: [0, 2], 3: [0, 1]}),
    "loops": ("for _ in range(x): pass\n    while x > 2: x -= 1", {0: [0], 1: [0, 1], 3: [0, 1, 2]}),
    "handler": ("try:\n        1 / x\n    except ZeroDivisionError:\n        pass", {0: [0, 2], 1: [0, 1]}),
    "handler returns": ("try:\n        return 1 / x\n    except ZeroDivisionError: return 0", {0: [0, 2], 1: [0, 1]}),
    "loop left": ("for y in range(x):\n        if y: return 1\n    return 0", {1: [0, 1, 3, 4], 2: [0, 1, 2, 3]}),
    "loop without end": ("while True:\n        if x: return 1\n        x += 1", {0: [0, 1, 2, 3], 1: [0, 1, 2]}),
    "comprehension": ("return [y for y in range(x) if y]", {0: [0], 1: [0, 2], 2: [0, 1, 2]}),
    "match": ("match x:\n        case 1: pass\n        case _: pass", {1: [0, 1], 2: [0, 2]}),
    "expressions": ("return (1 if x else 2) and (x or 3)", {0: [0, 2, 3, 4], 1: [0, 1, 3]}),
    "inner": ("def g(y):\n        return y if y else 1\n    return g(x)", {0: [0, 1, 3], 1: [0, 1, 2]}),
    "raise": ("if x: raise ValueError\n    return x", {0: [0, 2], 1: [0, 1]}),
}
JAVASCRIPT = {
    "if": ("if (x > 1) return 1; return 0;", {0: [0, 1], 2: [0, 2]}),
    "else": ("if (x > 2) { x; } else if (x > 1) x--; else { x++; }", {0: [0, 3], 2: [0, 2], 3: [0, 1]}),
    "dangling else": ("if (x) if (x > 1) x--; else x++;", {0: [0, 1], 1: [0, 2, 4], 2: [0, 2, 3]}),
    "loops": ("for (let i = 0; i < x; i++) x; while (x > 2) x--; do x--; while (0);", {0: [0, 3], 1: [0, 1, 3]}),
    "handler": ("try { if (!x) throw x; } catch { return 1; } finally { x; }", {0: [0, 2, 3], 1: [0, 1]}),
    "handler returns": ("try { return x.y.z; } catch { return 1; }", {0: [0, 2]}),
    "handler succeeds": ("try { return x + 1; } catch { return 1; }", {0: [0, 1]}),
    "loop left": ("for (let i = 0; i < x; i++) { if (i) return 1; } return 0;", {1: [0, 1, 2, 3], 2: [0, 2, 3, 4]}),
    "loop without end": ("while (true) { if (x) return 1; x++; }", {0: [0, 1, 2, 3], 1: [0, 1, 3]}),
    "switch": ("switch (x) { case 1: x++; break; case 2: default: x--; }", {1: [0, 1], 2: [0, 2, 3], 3: [0, 3]}),
    "expressions": ("return ((x ? 1 : 2) && (x || 3)) ?? 4;", {0: [0, 2, 3, 4], 1: [0, 1, 3]}),
    "arrows": ("return [x].map((y) => ({ y })).filter((z) => z.y > 0 && z);", {0: [0, 1, 2], 1: [0, 1, 2, 3]}),
}


async def taken(sandbox: WasmSandbox, target: Target, code: str, entry: str, inputs: list[int]) -> dict[int, object]:
    run = await sandbox.run(Job(target, code, entry, tuple((x,) for x in inputs)))
    assert run.load_error is None, run.load_error
    values = [outcome.value for outcome in run.outcomes if isinstance(outcome, Returned)]
    return dict(zip(inputs, values, strict=True))


@pytest.mark.parametrize("name", PYTHON)
async def test_branches_of_python(sandbox: WasmSandbox, name: str) -> None:
    body, expected = PYTHON[name]
    made = python_instrument.instrumented(
        f'"""Doc."""\nfrom __future__ import annotations\ndef f(x):\n    {body}\n', "f", "f"
    )
    found = await taken(sandbox, "py", made.code, made.entry, [*expected])
    assert all(branches[0] == 0 and branches[-1] < made.branches for branches in expected.values())
    assert found == expected


@pytest.mark.parametrize("name", JAVASCRIPT)
async def test_branches_of_javascript(sandbox: WasmSandbox, name: str) -> None:
    body, expected = JAVASCRIPT[name]
    made = javascript_instrument.instrumented(f"function g(x) {{ {body} }}\nexport {{ g as f }};\n", "f")
    found = await taken(sandbox, "js", made.code, made.entry, [*expected])
    assert found == expected


def test_lines_of_javascript_stay_where_they_are() -> None:
    code = "const f = (x) => {\n  if (x)\n    return 1;\n  return x ? 2\n    : 3;\n};\nexport { f };\n"
    made = javascript_instrument.instrumented(code, "f").code.split("\n")
    first = next(number for number, line in enumerate(made) if line.startswith("const f"))
    for number, line in enumerate(code.rstrip("\n").split("\n")):
        assert line.split()[0] in made[first + number]
