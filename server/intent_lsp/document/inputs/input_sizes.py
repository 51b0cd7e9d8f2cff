"""Parameters that have one size in every example: two lists of equal length, or a list and its length. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intent_lsp.values import JsonValue

Pair = tuple[int, int]


def equal_size_pairs(inputs: Sequence[Sequence[JsonValue]]) -> tuple[Pair, ...]:
    """The pairs of parameters, by index, whose sizes are equal in all argument lists; none for a single one.

    A list and a number are a pair only where the size varies, as one number may well be a size by chance.
    """
    width = min(map(len, inputs), default=0)
    if len(inputs) < 2:
        return ()
    return tuple(
        (one, other)
        for one in range(width)
        for other in range(one + 1, width)
        if _are_tied([(args[one], args[other]) for args in inputs])
    )


def keeps_sizes(args: Sequence[JsonValue], pairs: Sequence[Pair]) -> bool:
    """Whether the sizes of an argument list are tied as the pairs say."""
    return all(max(pair) >= len(args) or _size(args[pair[0]]) == _size(args[pair[1]]) for pair in pairs)


def resize_together(args: Sequence[JsonValue], pairs: Sequence[Pair]) -> Iterator[tuple[JsonValue, ...]]:
    """Argument lists in which what is tied is shorter or longer by one, together."""
    together = {index for pair in pairs for index in pair}
    for how in (_without_last, _without_first, _with_one_more):
        if together and max(together) < len(args):
            yield tuple(how(value) if index in together else value for index, value in enumerate(args))


def _are_tied(values: Sequence[tuple[JsonValue, JsonValue]]) -> bool:
    sizes = [(_size(one), _size(other)) for one, other in values]
    if any(one is None or one != other for one, other in sizes):
        return False
    counts = [isinstance(one, (int, float)) + isinstance(other, (int, float)) for one, other in values]
    return not any(counts) or (max(counts) == 1 and len(set(sizes)) > 1)


def _size(value: JsonValue) -> int | None:
    """The length of a list or text; a whole number itself, as it may be a length; ``None`` for anything else."""
    if isinstance(value, (str, list)):
        return len(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _without_last(value: JsonValue) -> JsonValue:
    return value[:-1] if isinstance(value, (str, list)) else _plus(value, -1)


def _without_first(value: JsonValue) -> JsonValue:
    return value[1:] if isinstance(value, (str, list)) else _plus(value, -1)


def _with_one_more(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return value + value[:1]
    return [*value, *value[:1]] if isinstance(value, list) else _plus(value, 1)


def _plus(value: JsonValue, step: int) -> JsonValue:
    return value + step if isinstance(value, (int, float)) else value
