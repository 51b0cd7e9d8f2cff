"""Which Node first has which part of JavaScript's library.

What is newer than the oldest Node that matters must not be used. From the release notes of V8 and Node; only parts that
Node 20 lacks and the guest has or refuses.
"""

from __future__ import annotations

from functools import cache

NOT_YET = 99
"""In no Node that had been released when this table was made."""

SINCE: dict[str, int] = {
    **dict.fromkeys(("Object.groupBy", "Map.groupBy", "JSON.rawJSON", "JSON.isRawJSON"), 21),
    **{f"ArrayBuffer.prototype.{name}": 21 for name in ("transfer", "transferToFixedLength", "detached")},
    **dict.fromkeys(("Array.fromAsync", "Promise.withResolvers", "Iterator"), 22),
    **{
        f"Set.prototype.{name}": 22
        for name in (
            *("union", "intersection", "difference", "symmetricDifference"),
            *("isSubsetOf", "isSupersetOf", "isDisjointFrom"),
        )
    },
    **{
        f"Iterator.prototype.{name}": 22
        for name in (
            *("map", "filter", "take", "drop", "flatMap", "reduce", "toArray", "forEach", "some", "every", "find"),
            *("constructor", "@@toStringTag"),
        )
    },
    "Promise.try": 23,
    **dict.fromkeys(("RegExp.escape", "Error.isError", "Float16Array", "Math.f16round", "SuppressedError"), 24),
    **dict.fromkeys(("DataView.prototype.getFloat16", "DataView.prototype.setFloat16"), 24),
    **dict.fromkeys(("DisposableStack", "AsyncDisposableStack", "Iterator.prototype.@@dispose"), 24),
    **dict.fromkeys(("Uint8Array.fromBase64", "Uint8Array.fromHex"), 25),
    **{f"Uint8Array.prototype.{name}": 25 for name in ("toBase64", "toHex", "setFromBase64", "setFromHex")},
    **{
        f"{name}.prototype.{method}": 26
        for name in ("Map", "WeakMap")
        for method in ("getOrInsert", "getOrInsertComputed")
    },
    "Math.sumPrecise": NOT_YET,
    **dict.fromkeys(("Iterator.concat", "Temporal"), 26),
    **{f"Iterator.{name}": NOT_YET for name in ("zip", "zipKeyed")},
    **{f"Iterator.prototype.{name}": NOT_YET for name in ("chunks", "windows", "includes", "join")},
    **{f"ArrayBuffer.prototype.{name}": NOT_YET for name in ("immutable", "sliceToImmutable", "transferToImmutable")},
    "InternalError": NOT_YET,
    **{f"Function.prototype.{name}": NOT_YET for name in ("columnNumber", "fileName", "lineNumber")},
}
"""Full names. ``@@`` marks a well-known symbol."""


@cache
def newer_than(node: int) -> tuple[str, ...]:
    """The names that Node ``node`` does not have, in the order of the table."""
    return tuple(name for name, since in SINCE.items() if since > node)
