"""Confirms code on the user's own Node and Python, in a process that the operating system hardens.

The WebAssembly guests decide first; what passed there is imported and run once more where it will live. Where the
hardening is incomplete nothing is run, and the result says so.
"""
