"""What the guest decides itself of locales is what a real Node gives: random texts and numbers, compared with it."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.wasm import WasmSandbox
from tests.sandbox.battery import on_node

NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="no node on PATH to compare with"),
]
ASCII = [chr(code) for code in range(1, 128)]
LATIN = [*"abcdeozABCDEOZ 19-_", *"àáâãäåçèéêëìíîïñòóôõöùúûüýÿÀÁÉÖÜāăąćčďěēęőřšťůűžŻż"]
COMPARE = [
    *("undefined", "undefined, {numeric: true}", "undefined, {sensitivity: 'base'}", "'en', {sensitivity: 'accent'}"),
    *("'de', {sensitivity: 'variant'}", "'fr', {numeric: true, sensitivity: 'base'}"),
]
NUMBERS = [
    *("", "'en-US'", "'en-US', {minimumFractionDigits: 2}", "'en-US', {maximumFractionDigits: 0}"),
    *("undefined, {minimumFractionDigits: 1, maximumFractionDigits: 4}", "'en-US', {useGrouping: false}"),
    *("'en-US', {style: 'percent'}", "'en-US', {style: 'percent', minimumFractionDigits: 1}"),
    *("'en-US', {style: 'currency', currency: 'USD'}", "'en-US', {style: 'currency', currency: 'JPY'}"),
    *("'en-US', {style: 'currency', currency: 'EUR', maximumFractionDigits: 0}", "'en', {minimumIntegerDigits: 3}"),
]


async def same(sandbox: WasmSandbox, data: Sequence[object], expression: str) -> None:
    work = f"export function f() {{ return JSON.stringify(data.map(x => {expression})); }}"
    code = f"const data = {json.dumps(data)};\n{work}\n"
    assert NODE is not None
    [real] = on_node(Path(NODE), [code])
    run = await sandbox.run(Job("js", code, "f", ((),)))
    assert isinstance(run.outcomes[0], Returned), str(run.outcomes)[:500]
    given, wanted = json.loads(str(run.outcomes[0].value)), json.loads(ast.literal_eval(real.removeprefix("value ")))
    wrong = [row for row in zip(data, given, wanted, strict=True) if row[1] != row[2]]
    assert not wrong, f"{len(wrong)} differ: {wrong[:8]}"


@pytest.mark.parametrize("options", COMPARE)
@pytest.mark.parametrize("letters", [ASCII, LATIN], ids=["ascii", "latin"])
async def test_order(sandbox: WasmSandbox, letters: list[str], options: str) -> None:
    random = Random(7)

    def text() -> str:
        return "".join(random.choices(letters, k=random.choice((1, 1, 2, 3, 6))))

    pairs = [(one := text(), random.choice((text(), one.swapcase(), one + text(), text() + one))) for _ in range(1500)]
    pairs += [(one, other) for one in letters for other in letters[:60]]
    await same(sandbox, pairs, f"x[0].localeCompare(x[1], {options})")


@pytest.mark.parametrize("options", NUMBERS)
async def test_numbers(sandbox: WasmSandbox, options: str) -> None:
    random = Random(7)
    numbers = [round(random.uniform(-1, 1) * 10 ** random.randint(-4, 9), random.randint(0, 5)) for _ in range(1500)]
    numbers += [random.uniform(-1, 1) * 10 ** random.randint(-9, 22) for _ in range(500)]
    numbers += [
        0,
        -0.0,
        0.5,
        1.5,
        2.5,
        0.05,
        0.005,
        1.005,
        999.995,
        9999.9995,
        0.9999,
        1e21,
        1.5e300,
        5e-324,
        2**53,
        -0.001,
    ]
    await same(sandbox, numbers, f"x.toLocaleString({options})")
