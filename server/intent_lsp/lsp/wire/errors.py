"""Errors that go over the wire, by the names that pygls gives them: a handler raises them, or a client refuses."""

from __future__ import annotations

from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

__all__ = ["JsonRpcException", "JsonRpcInvalidParams"]
