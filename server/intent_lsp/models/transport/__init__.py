"""Bytes to and from model servers. Nothing here imports an HTTP library before the first call."""
