"""Types of other documents on the command line: transpiled, checked and watched with the document that lends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.cli.documents.document_users import DocumentUsers
from tests.support.command import intent

SHAPES = "# types:\nPair = { first: number, second: number }\n"
SWAP = """# name: swap
# target: js,py
# description: Swap first and second.
# types:
Pair from ./shapes.intent.md
# signature: (p: Pair) -> Pair
# examples:
- swap({ "first": 1, "second": 2 }) -> { "first": 2, "second": 1 }
- swap({ "first": 5, "second": -3 }) -> { "first": -3, "second": 5 }
- swap({ "first": 0, "second": 9 }) -> { "first": 9, "second": 0 }
"""
BUILTIN = {"INTENT_PROVIDERS": '[{"type": "builtin"}]'}


@pytest.mark.slow
async def test_from_transpile_to_stale(tmp_path: Path) -> None:
    shapes = tmp_path / "shapes.intent.md"
    shapes.write_text(SHAPES)
    (tmp_path / "swap.intent.md").write_text(SWAP)
    done = await intent(tmp_path, "transpile", ".", **BUILTIN)
    assert done.status == 0, done
    assert "2 verified" in done.out
    assert "first: number; second: number" in (tmp_path / "src/js/auto/swap.d.ts").read_text()
    assert (await intent(tmp_path, "check", ".", **BUILTIN)).status == 0
    shapes.write_text(SHAPES.replace("second: number", "second: integer"))
    stale = await intent(tmp_path, "check", ".", "--json", **BUILTIN)
    assert stale.status == 1
    assert {result["status"] for result in stale.results} == {"stale"}
    again = await intent(tmp_path, "transpile", ".", **BUILTIN)
    assert "2 verified" in again.out
    assert (await intent(tmp_path, "check", ".", **BUILTIN)).status == 0
    shapes.unlink()
    gone = await intent(tmp_path, "check", ".", **BUILTIN)
    assert gone.status == 1
    assert "swap.intent.md:5:11: error" in gone.out, gone.out
    assert "there is no document shapes.intent.md" in gone.out


def test_a_lender_concerns_those_that_take_from_it(tmp_path: Path) -> None:
    documents = [tmp_path / "shapes.intent.md", tmp_path / "swap.intent.md"]
    for path, text in zip(documents, (SHAPES, SWAP), strict=True):
        path.write_text(text)
    uses = DocumentUsers()
    uses.update(documents)
    assert uses.dependents(documents[:1]) == documents[1:]
