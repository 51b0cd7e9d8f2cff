"""Properties that an example contradicts: no code can satisfy both, so nobody is asked for it."""

from __future__ import annotations

from intent_lsp.checks.properties import violation
from intent_lsp.document.model import Intent
from intent_lsp.transpile.findings import finding_at
from intent_lsp.transpile.results import Finding
from intent_lsp.values import show


def contradictions(intent: Intent) -> tuple[Finding, ...]:
    """One finding, on the property, for each that does not hold for what an example itself expects."""
    found: list[Finding] = []
    for text in intent.properties:
        for example in intent.examples:
            reason = None if example.raises else violation(text.text, intent, example.args, example.expected)
            if reason is not None:
                said = f"example {example.number}, which expects {show(example.expected, 80)}"
                message = f"property `{text.text}`: {reason} for {said}: correct one of the two"
                found.append(finding_at(text.span, "property-failed", message, intent))
                break
    return tuple(found)
