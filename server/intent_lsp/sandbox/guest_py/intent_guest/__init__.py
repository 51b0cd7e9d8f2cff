"""Runs one candidate inside the WebAssembly guest. It never sees an expected value."""
