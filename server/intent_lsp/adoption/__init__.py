"""Existing code → an intent document: what a function takes, does and returns, told by reading and by running it.

Reads source text and runs it in the sandbox; touches no disk. The function that is adopted stays the reference.
"""
