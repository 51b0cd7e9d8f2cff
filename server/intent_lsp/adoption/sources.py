"""Which reader reads a file, by its name; and which files hold tests. Names are POSIX paths in the workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from intent_lsp.adoption import python_calls, python_classes, python_reader
from intent_lsp.adoption.contract import Call, ExistingFunction, LoadFile, load_nothing
from intent_lsp.syntax import python
from intent_lsp.syntax.naming import best_match
from intent_lsp.values import Target

TARGET_OF: dict[str, Target] = {".py": "py", ".js": "js", ".mjs": "js", ".cjs": "js", ".ts": "js", ".mts": "js"}
"""The language of a file by its extension."""
_FOLDERS = {"test", "tests", "__tests__", "spec"}


def suffix(file: str) -> str:
    """The extension with its point."""
    name = file.rpartition("/")[2]
    return name[name.rfind(".") :] if "." in name else ""


def public_functions(file: str, text: str) -> Mapping[str, Set[str]]:
    """The functions of a file that others are meant to call, with the names that each uses."""
    if TARGET_OF[suffix(file)] == "py":
        return python_reader.public_functions(text)
    from intent_lsp.adoption import javascript_reader

    return javascript_reader.public_functions(text, file)


def functions(file: str, text: str) -> Sequence[str]:
    """The names of all functions at the top level of a file, private ones included."""
    if TARGET_OF[suffix(file)] == "py":
        source = python.Source.of(text)
        return [function.name for function in source.functions()] if source else []
    from intent_lsp.syntax import javascript

    return [*javascript.functions(javascript.parse(text))]


def function_lines(file: str, text: str) -> Mapping[int, str]:
    """The functions at the top level of a file, by the line, from 1, in which each begins."""
    if TARGET_OF[suffix(file)] == "py":
        source = python.Source.of(text)
        return {function.lineno: function.name for function in source.functions()} if source else {}
    from intent_lsp.adoption import javascript_reader

    return javascript_reader.function_lines(text, file)


def methods(file: str, text: str) -> Mapping[str, int]:
    """The classes of a file that have methods, which nobody can adopt, with how many they have."""
    if TARGET_OF[suffix(file)] == "py":
        return python_classes.methods(text)
    from intent_lsp.adoption import javascript_classes

    return javascript_classes.methods(text)


def main_of(known: Mapping[str, Set[str]]) -> str | None:
    """Of the functions that a file offers, the one that stands out: the only one, or the only one no other uses."""
    return next(iter(known)) if len(known) == 1 else best_match("", known)


def parse_problem(file: str, text: str) -> str:
    """Why a file cannot be read as the language that its name says, as the rest of a sentence; empty where it can."""
    if TARGET_OF[suffix(file)] == "py":
        if python.nests_too_deeply(text):
            return f"nests deeper than {python.MOST_LEVELS} levels"
        return "" if python.parse(text) is not None else "does not parse as Python"
    from intent_lsp.syntax import javascript

    root = javascript.parse(text)
    if javascript.nests_too_deeply(root):
        return f"nests deeper than {javascript.MOST_LEVELS} levels"
    return "does not parse as JavaScript" if root.has_error else ""


def without_types(file: str, text: str) -> str:
    """The text of a file without the types of TypeScript; all lines stay where they are."""
    if TARGET_OF[suffix(file)] == "py":
        return text
    from intent_lsp.syntax.typescript import without_types

    return without_types(text, keep_lines=True)


def read(file: str, text: str, name: str, load: LoadFile = load_nothing) -> ExistingFunction | None:
    """The function of that name; ``None`` where there is none. ``load`` reads other modules of the project."""
    if TARGET_OF[suffix(file)] == "py":
        return python_reader.read(text, name, file, load)
    from intent_lsp.adoption import javascript_reader

    return javascript_reader.read(text, name, file, load)


def is_test(file: str, target: Target) -> bool:
    """Whether a file of the project holds tests in a language, by its name and folders."""
    if TARGET_OF.get(suffix(file)) != target:
        return False
    *folders, name = file.split("/")
    stem = name.rpartition(".")[0].lower()
    if target == "py":
        return stem.startswith("test_") or stem.endswith("_test")
    return stem.endswith((".test", ".spec", "_test", "-test")) or bool(_FOLDERS.intersection(folders))


def calls_in_tests(text: str, existing: ExistingFunction, shown: str) -> Sequence[Call]:
    """The calls of the function with plain values in a file of tests."""
    if existing.target == "py":
        return python_calls.from_tests(text, existing.name, existing.inputs, shown)
    from intent_lsp.adoption import javascript_calls

    return javascript_calls.from_tests(text, existing.name, existing.inputs, shown)
