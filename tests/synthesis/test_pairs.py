"""Both emitted languages of a program parse, and agree on inputs that people forget: empty, negative, astral, …"""

from __future__ import annotations

import pytest

from intent_lsp.synthesis.operators import OPERATORS
from tests.synthesis.languages import NODE
from tests.synthesis.pairs import differences
from tests.synthesis.random_programs import Maker

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript cannot be compared")


def test_every_operator_agrees_on_every_input_tried() -> None:
    maker = Maker(1)
    found = differences([maker.applied(op) for op in OPERATORS for _ in range(2)])
    assert not found, f"{len(found)} programs differ\n\n" + "\n".join(found[:5])


@pytest.mark.slow
def test_300_random_programs_parse_and_agree_on_every_input_tried() -> None:
    maker = Maker(1)
    found = differences([maker.program() for _ in range(300)])
    assert not found, f"{len(found)} programs differ\n\n" + "\n".join(found[:5])
