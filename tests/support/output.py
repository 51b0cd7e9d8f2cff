"""Material for the tests of ``output``."""

from __future__ import annotations

from intent_lsp.document.model import ANY, Intent, Signature
from intent_lsp.output.provenance import Provenance
from intent_lsp.text.span import Span
from intent_lsp.values import Target

CODES = [f"export const clamp = {number};\n" + "// padding\n" * 400 * (number + 1) for number in range(3)]
"""Three versions of one generated file, of different sizes."""


def provenance(target: Target = "js", *, document: str = "docs/a.intent.md", intent: str = "clamp") -> Provenance:
    return Provenance(document, intent, "a" * 64, "b" * 64, target, "draft", "qwen2.5-coder:7b", 2, 3, 3)


def intent(name: str = "clamp", *, out_dir: str | None = None) -> Intent:
    return Intent(
        name=name, name_span=Span(0, 0, 0, 0), line=0, lines=1, targets=None, description="",
        signature=Signature((), ANY), types={}, constraints=(), examples=(), properties=(), uses=(),
        tolerance=1e-9, rounds=None, out_dir=out_dir, sections=(), problems=(), digest="a" * 64,
        contract_digest="b" * 64,
    )  # fmt: skip
