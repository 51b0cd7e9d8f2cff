"""Names that nothing defines, and imports that do not load."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator

from intent_lsp.mending.contract import BrokenCode, MendedCode
from intent_lsp.syntax.edits import Edit, apply_edits
from intent_lsp.syntax.python import Source

_FROM = {
    "collections": "Counter OrderedDict defaultdict deque namedtuple ChainMap",
    "itertools": "accumulate chain combinations combinations_with_replacement count cycle dropwhile groupby islice "
    "pairwise permutations product repeat starmap takewhile zip_longest",
    "functools": "cache cmp_to_key lru_cache partial reduce",
    "math": "ceil comb degrees exp factorial floor fsum gcd hypot isclose isnan isqrt lcm log log10 log2 perm pi prod "
    "radians sqrt tan trunc",
    "typing": "Any Callable Dict FrozenSet Generator Iterable Iterator List Literal Mapping Optional Sequence Set "
    "Tuple TypeVar Union",
    "heapq": "heapify heappop heappush heapreplace nlargest nsmallest",
    "bisect": "bisect_left bisect_right insort",
    "operator": "add attrgetter itemgetter mul sub xor",
    "datetime": "date datetime timedelta timezone",
    "decimal": "Decimal ROUND_HALF_EVEN ROUND_HALF_UP",
    "fractions": "Fraction",
    "statistics": "mean median mode pstdev stdev",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits punctuation",
    "dataclasses": "dataclass field",
    "enum": "Enum",
    "copy": "deepcopy",
    "textwrap": "dedent",
    "re": "findall fullmatch",
    "json": "dumps loads",
    "unicodedata": "normalize",
}
_HOME = {name: module for module, names in _FROM.items() for name in names.split()}
_SPELLED = {
    "true": "True", "false": "False", "null": "None", "undefined": "None", "none": "None", "nil": "None",
    "Infinity": 'float("inf")', "inf": 'float("inf")', "NaN": 'float("nan")', "nan": 'float("nan")',
}  # fmt: skip


def undefined(broken: BrokenCode) -> list[str]:
    """The names that the static gate found nothing for, or that a call did not find."""
    names: dict[str, None] = {}
    for failure in broken.verdict.failures:
        error = failure.error
        if error is not None and error.type == "NameError" and error.message.count("`") + error.message.count("'") >= 2:
            names[error.message.replace("`", "'").split("'")[1]] = None
    return list(names)


def missing_import(broken: BrokenCode) -> Iterator[MendedCode]:
    """A part of the standard library that is used and not imported."""
    for name in undefined(broken):
        lines = []
        if name in sys.stdlib_module_names:
            lines.append(f"import {name}")
        if name in _HOME:
            lines.insert(0 if f"{name}." not in broken.code else 1, f"from {_HOME[name]} import {name}")
        for line in lines:
            code = with_import(broken.code, line)
            if code is not None:
                yield MendedCode(code, f"added {line}")


def with_import(code: str, line: str) -> str | None:
    """The import behind the module's docstring and its ``from __future__`` lines; ``None`` for broken code."""
    source = Source.of(code)
    if line in code.split("\n"):
        return code
    if source is None:
        return None
    last = 0
    for node in source.tree.body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node is source.tree.body[0]
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (docstring or future):
            break
        last = node.end_lineno or node.lineno
    at = source.line_start(last + 1)
    following = source.data[at:].decode().lstrip("\n")
    gap = "\n" if following.startswith(("import ", "from ")) else "\n\n\n"
    before = "\n" if last else ""
    return source.data[:at].decode() + before + line + gap + following


def other_languages_names(broken: BrokenCode) -> Iterator[MendedCode]:
    """``true`` for ``True``: names of other languages."""
    source = Source.of(broken.code)
    for name in undefined(broken):
        if source is not None and name in _SPELLED:
            places = [n for n in ast.walk(source.tree) if isinstance(n, ast.Name) and n.id == name]
            code = apply_edits(source.code, [source.replaced(node, _SPELLED[name]) for node in places])
            yield MendedCode(code, f"wrote {_SPELLED[name]} for {name}")


def unused_parameter(broken: BrokenCode) -> Iterator[MendedCode]:
    """One name is undefined, and one parameter is never used: the same thing under two names."""
    source, names = Source.of(broken.code), undefined(broken)
    function = source.function(broken.name) if source else None
    if source is None or function is None or len(names) != 1 or names[0] in _HOME or names[0] in _SPELLED:
        return
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    unused = [a.arg for a in (*function.args.posonlyargs, *function.args.args) if a.arg not in used]
    if len(unused) == 1:
        places = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == names[0]]
        code = apply_edits(source.code, [source.replaced(node, unused[0]) for node in places])
        yield MendedCode(code, f"wrote {unused[0]} for {names[0]}")


_EMPTY = (
    (r"\b{}\.(?:append|extend|insert)\(", "[]"),
    (r"\b{}\.add\(", "set()"),
    (r"\b{}\[[^\]\n]+\]\s*[-+]?=[^=]", "{}"),
    (r"\b{}\s*[-+]=", "0"),
)
"""How a name is used, and what it must hold before."""


def unmade_variable(broken: BrokenCode) -> Iterator[MendedCode]:
    """A list, set, dict or count that the function fills and never makes."""
    source, names = Source.of(broken.code), undefined(broken)
    function = source.function(broken.name) if source else None
    if source is None or function is None:
        return
    for name in names:
        uses = ((use.replace("{}", re.escape(name)), value) for use, value in _EMPTY)
        empty = next((value for use, value in uses if re.search(use, source.code)), None)
        first = next((node for node in function.body if not _is_docstring(node)), None)
        if empty is not None and first is not None:
            at, indent = source.span(first)[0], " " * first.col_offset
            code = apply_edits(source.code, [Edit(at, at, f"{name} = {empty}\n{indent}")])
            yield MendedCode(code, f"made {name} before its first use")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def unused_import(broken: BrokenCode) -> Iterator[MendedCode]:
    """An import that does not load, of something that nothing uses."""
    source = Source.of(broken.code)
    if source is None or not any("ModuleNotFoundError" in text or "ImportError" in text for text in broken.messages):
        return
    used = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    for node in source.tree.body:
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        names = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        if not names & used and getattr(node, "module", "") != "__future__":
            what = ast.unparse(node)
            yield MendedCode(apply_edits(source.code, [Edit(*_line(source, node), "")]).lstrip("\n"), f"removed {what}")


def numpy_as_math(broken: BrokenCode) -> Iterator[MendedCode]:
    """``np.sqrt`` and its like where there is no numpy: the standard library has them under the same names."""
    source = Source.of(broken.code)
    if source is None or "numpy" not in broken.code:
        return
    imports = [n for n in source.tree.body if isinstance(n, ast.Import) and n.names[0].name == "numpy"]
    if len(imports) != 1:
        return
    name = imports[0].names[0].asname or "numpy"
    uses = [
        n
        for n in ast.walk(source.tree)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == name
    ]
    if uses and all(use.attr in _MATH for use in uses):
        edits = [Edit(*_line(source, imports[0]), "import math\n")]
        edits += [source.replaced(use, f"math.{use.attr}") for use in uses]
        yield MendedCode(apply_edits(source.code, edits), "wrote math for numpy")


_MATH = frozenset(
    {"ceil", "cos", "degrees", "e", "exp", "floor", "gcd", "hypot", "lcm", "log", "log10", "log2", "pi", "prod",
     "radians", "sin", "sqrt", "tan", "trunc"}
)  # fmt: skip


def _line(source: Source, node: ast.stmt) -> tuple[int, int]:
    return source.line_start(node.lineno), source.line_start((node.end_lineno or node.lineno) + 1)
