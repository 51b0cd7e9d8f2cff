"""Names that are easily taken for one another, by language."""

from __future__ import annotations

from collections.abc import Iterable


def _swaps(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        names = group.split()
        for name in names:
            others = tuple(other for other in names if other != name)
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
    return found


PYTHON = _swaps(
    ["min max", "any all", "ceil floor trunc round", "int round", "upper lower title capitalize swapcase",
     "strip lstrip rstrip", "startswith endswith", "find rfind", "index rindex", "split rsplit", "append extend",
     "islower isupper", "isalpha isdigit isalnum", "sum len", "sum prod", "keys values items", "append add",
     "list sorted", "list set", "permutations combinations", "combinations combinations_with_replacement",
     "intersection union difference symmetric_difference", "ljust rjust", "lstrip removeprefix",
     "rstrip removesuffix", "isdigit isnumeric", "gcd lcm", "search match fullmatch", "popleft pop",
     "most_common elements"]
)  # fmt: skip
JAVASCRIPT = _swaps(
    ["min max", "some every", "ceil floor trunc round", "toUpperCase toLowerCase", "trim trimStart trimEnd",
     "startsWith endsWith", "indexOf lastIndexOf", "find findLast", "findIndex findLastIndex", "push unshift",
     "pop shift", "replace replaceAll", "map flatMap filter", "keys values entries", "padStart padEnd",
     "slice substring substr", "parseInt parseFloat Number", "reduce reduceRight", "match matchAll",
     "forEach map", "add delete", "split concat", "sqrt cbrt"]
)  # fmt: skip
