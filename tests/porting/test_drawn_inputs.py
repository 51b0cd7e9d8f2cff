"""Arguments that are drawn: they fit, they vary, and they are always the same."""

from __future__ import annotations

import pytest

from intent_lsp.document import parse
from intent_lsp.document.model import ArrayOf
from intent_lsp.document.type_language.types import has_type
from intent_lsp.porting.drawn_inputs import drawn_inputs

SIGNATURES = [
    "(s: string, n?: integer)",
    "(x: number, up: boolean = true)",
    "(xs: { a: number, b?: string }[], t: [string, integer])",
    '(m: Record<string, integer[]>, w: "asc" | 3 | null)',
    "(a: any, ...rest: string[])",
]


@pytest.mark.parametrize("signature", SIGNATURES)
def test_they_fit_and_vary(signature: str) -> None:
    (intent,) = parse(f"# name: f\n# signature: {signature} -> any\n").intents
    parameters = intent.signature.parameters
    found = drawn_inputs(parameters, ["Hello"], 60)
    assert found == drawn_inputs(parameters, ["Hello"], 60)
    assert len({repr(args) for args in found}) > 20
    for args in found:
        for number, one in enumerate(parameters):
            if one.rest:
                assert isinstance(one.type, ArrayOf)
                assert all(has_type(one.type.item, value, {}) for value in args[number:])
            elif number < len(args):
                assert has_type(one.type, args[number], {})


def test_texts_that_matter_are_mixed_in() -> None:
    (intent,) = parse("# name: f\n# signature: (s: string) -> any\n").intents
    texts = [args[0] for args in drawn_inputs(intent.signature.parameters, ["Hello"], 60)]
    assert "" in texts
    assert any("Hel" in str(text) and text != "Hello" for text in texts)
