"""Candidate to verdict: syntax, contract, examples, hidden examples, properties, agreement between targets.

Everything is decided in this process; the sandbox only says what came back.
"""

from intent_lsp.checks.agreement import Divergence, find_divergence
from intent_lsp.checks.gates import Candidate, check
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict

__all__ = ["Candidate", "Divergence", "ExampleResult", "Failure", "Gate", "Verdict", "check", "find_divergence"]
