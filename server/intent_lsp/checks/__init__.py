"""Candidate to verdict: syntax, contract, examples, hidden examples, properties, agreement between targets.

Everything is decided in this process; the sandbox only says what came back. Import from the modules: ``verdict`` is
what reports and fronts need, and must stay cheap to import.
"""
