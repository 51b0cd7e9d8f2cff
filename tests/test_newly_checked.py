"""Documents that were looked at in a run, as they are held until its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.unchanged.newly_checked import NewlyChecked
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.row_format import UnchangedDocument

MADE = TargetFinding("f", "js", "src/f.js", "draft", "m", 5)
ONE = UnchangedDocument(Path("/w/a/one.intent.md"), (MADE, MADE._replace(target="py")), (1, 2))
TWO = UnchangedDocument(
    Path("/w/b/two.intent.md"), (MADE,), (2**64 - 1,), (Path("/w/p.json"),), (Path("/w/src/f.d.ts"),)
)
THREE = UnchangedDocument(Path("/w/a/three.intent.md"), (), (1, 1))


@pytest.fixture
def new() -> NewlyChecked:
    found = NewlyChecked()
    for unchanged in (ONE, TWO, THREE, TWO):
        found.add(unchanged)
    return found


def test_what_was_found_comes_back_in_order(new: NewlyChecked) -> None:
    assert list(new) == [ONE, TWO, THREE]
    assert new[TWO.document] == TWO
    assert new
    assert ONE.document in new
    assert Path("/w/a/other.intent.md") not in new
    assert new.count() == 3
    folders = new.folders()
    assert {folder: list(new.documents(numbers)) for folder, numbers in folders.items()} == {
        Path("/w/a"): [ONE, THREE],
        Path("/w/b"): [TWO],
    }
    with pytest.raises(KeyError):
        new[Path("/w/b/one.intent.md")]


def test_what_several_claim_is_told_with_all_of_them(new: NewlyChecked) -> None:
    claimed, several = new.claimed()
    assert (claimed, several) == ({1, 2, 2**64 - 1}, {1}), "what one document claims twice is claimed once"
    assert new.claimants({1}) == {ONE.document, THREE.document}
    assert new.claimants({2, 2**64 - 1}) == {ONE.document, TWO.document}
    assert new.claimants(set()) == set()


def test_what_is_in_doubt_is_out_and_keeps_its_claims(new: NewlyChecked) -> None:
    new.discard(ONE.document)
    new.discard(Path("/w/nobody.intent.md"))
    assert list(new) == [TWO, THREE]
    assert ONE.document not in new
    assert new.count() == 1
    assert new.claimed()[1] == {1}
    with pytest.raises(KeyError):
        new[ONE.document]
    new.discard(TWO.document)
    new.discard(THREE.document)
    assert not new
    new.add(ONE)
    assert list(new) == [ONE]
