"""Work that is proportional to a value's size, kept off the event loop.

A result may hold millions of numbers. Reading, comparing and testing them takes seconds of Python, and while the loop
does that no key press is answered. A thread costs a tenth of a millisecond, so small work stays where it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from intent_lsp.values import JsonValue, is_larger

LARGE = 2_000
"""Parts of a value: what takes about a millisecond to go through."""
LARGE_TEXT = 1 << 15
"""Bytes of JSON: what takes about a millisecond to parse and decode."""

_T = TypeVar("_T")
_Args = TypeVarTuple("_Args")


async def run_off_loop(is_large_work: bool, call: Callable[[*_Args], _T], *args: *_Args) -> _T:
    """``call(*args)``: in a thread when it is ``is_large_work``, else here and at once. Raises what it raises.

    A heavy call must not touch what the loop changes meanwhile. When this is cancelled, the thread ends its work for
    nobody.
    """
    return await asyncio.to_thread(call, *args) if is_large_work else call(*args)


def is_large(*values: JsonValue) -> bool:
    """Whether going through all these values would hold the loop. Costs a tenth of a millisecond at most."""
    return is_larger(values, LARGE)
