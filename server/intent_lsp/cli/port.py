"""``intent port FILE[:FUNCTION]``: a function of a person's own in the other language, compared by running both."""

from __future__ import annotations

import argparse
import asyncio
import re
from pathlib import Path

from intent_lsp import __version__
from intent_lsp.cli.say import complain, say
from intent_lsp.cli.status import FAILED, OK, UsageError
from intent_lsp.cli.troubles import shown
from intent_lsp.document.types import type_text
from intent_lsp.errors import OutputError
from intent_lsp.files import single
from intent_lsp.output.provenance import code_digest
from intent_lsp.porting.port import Ported, port
from intent_lsp.porting.source import NoFunction, Original, read
from intent_lsp.sandbox import create_sandbox
from intent_lsp.values import LANGUAGES, Target, other_target

_SUFFIXES: dict[str, Target] = {".py": "py", ".js": "js", ".mjs": "js", ".cjs": "js"}
_SUFFIX: dict[Target, str] = {"py": ".py", "js": ".js"}
_COMMENT: dict[Target, str] = {"py": "#", "js": "//"}
_LARGEST = 1 << 20
"""Bytes of a file that is looked at."""
_MARK = "Ported by intent-lsp from"
_HEAD = re.compile(rf"(?:#|//) {_MARK} [^\n]*\n(?:#|//) sha256: (?P<digest>[0-9a-f]{{64}})\n\n")
_MOST_SHOWN = 10


def run(options: argparse.Namespace) -> int:
    """Write the function in the other language, or say why not. Raises ``UsageError`` and ``IntentError``."""
    here = Path.cwd()
    path, function = _named(options.source)
    original = _original(path, function)
    if options.to == original.target:
        raise UsageError(f"{shown(path, here)} is {LANGUAGES[options.to]} already", hint="Choose the other language.")
    out = _place(options.out, path, original)
    if out is not None:
        _guard(out, original, here, force=options.force)
    found = asyncio.run(_ported(original))
    if not found.agrees:
        return _failed(found, original, shown(path, here))
    text = _text(found, original, path.name)
    if out is None:
        say(text.rstrip("\n"))
        return OK
    try:
        single.write(out, text.encode("utf-8", "surrogatepass"), mode=0o644)
    except OSError as error:
        raise OutputError(f"{shown(out, here)} cannot be written: {error.strerror or error}") from error
    say(f"wrote    {shown(out, here)}")
    say(f"agrees   on {_counted(found)}")
    if found.guessed:
        say(f"types    {_types(found, original)}: annotate the function to say otherwise")
    return OK


def _named(source: str) -> tuple[Path, str]:
    """The file and the function's name, which may be missing."""
    text, colon, function = source.rpartition(":")
    path = Path(text) if colon and function.isidentifier() and not Path(source).exists() else Path(source)
    return path.absolute(), function if path == Path(text) and colon else ""


def _original(path: Path, function: str) -> Original:
    target = _SUFFIXES.get(path.suffix.lower())
    if target is None:
        raise UsageError(f"{path.name} is neither JavaScript nor Python", hint="Its name should end in .js or .py.")
    try:
        data = single.read_linked(path, _LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path.name} cannot be read: {error.strerror or error}") from error
    if data is None:
        raise UsageError(f"{path.name} does not exist", hint="Write FILE:FUNCTION, such as shop.py:total.")
    if len(data) > _LARGEST:
        raise UsageError(f"{path.name} is larger than 1 MB")
    try:
        return read(data.decode("utf-8-sig").replace("\r\n", "\n"), target, function)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path.name} is not UTF-8") from error
    except NoFunction as error:
        raise UsageError(f"{path.name}: {error}", hint=f"Write {path.name}:FUNCTION.") from error


def _place(out: Path | None, path: Path, original: Original) -> Path | None:
    """Where the file goes; ``None``: to stdout."""
    if out is None:
        return path.with_suffix(_SUFFIX[other_target(original.target)])
    return None if str(out) == "-" else out.absolute()


def _guard(out: Path, original: Original, here: Path, *, force: bool) -> None:
    """Leave alone what is not ours. Raises ``UsageError``."""
    try:
        data = single.read(out, _LARGEST)
    except OSError as error:
        raise UsageError(f"{shown(out, here)} is not a plain file: {error.strerror or error}") from error
    if data is None:
        if not out.parent.is_dir():
            raise UsageError(f"the folder of {shown(out, here)} does not exist")
        return
    text = data.decode("utf-8", "replace")
    head = _HEAD.match(text)
    target = other_target(original.target)
    if force or (head and code_digest(text[head.end() :], target) == head["digest"]):
        return
    why = "was edited by hand" if head else "is not a file of intent port"
    raise UsageError(f"{shown(out, here)} {why}", hint="Name another file with --out, or replace it with --force.")


async def _ported(original: Original) -> Ported:
    def progress(what: str, share: float) -> None:
        if not share:
            complain(what)

    sandbox = create_sandbox(on_progress=progress)
    await sandbox.start()
    try:
        return await port(original, sandbox)
    finally:
        await sandbox.close()


def _text(found: Ported, original: Original, name: str) -> str:
    sign = _COMMENT[found.target]
    head = (
        f"{sign} {_MARK} {_plain(name)}:{original.function}, by rule; compared on {_counted(found)} ({__version__}).\n"
    )
    return f"{head}{sign} sha256: {code_digest(found.code, found.target)}\n\n{found.code}"


def _plain(name: str) -> str:
    """A file's name that ends no comment."""
    return "".join(c if c.isprintable() else "?" for c in name)


def _counted(found: Ported) -> str:
    failing = found.inputs - found.values
    both = f": {found.values} values, and {failing} on which both fail" if failing else ""
    return f"{found.inputs} inputs{both}"


def _types(found: Ported, original: Original) -> str:
    pairs = zip(original.parameters, found.types, strict=True)
    return f"({', '.join(f'{name}: {type_text(type)}' for name, type in pairs)})"


def _failed(found: Ported, original: Original, name: str) -> int:
    """Say why nothing was written, and what else can be done."""
    for one in found.refused:
        say(f"{name}:{one.line or 1}: {one.reason}")
    for difference in found.differences[:_MOST_SHOWN]:
        say(difference)
    if len(found.differences) > _MOST_SHOWN:
        say(f"and {len(found.differences) - _MOST_SHOWN} more")
    if found.problem:
        say(f"{name}: {found.problem}")
    language = LANGUAGES[found.target]
    if found.differences:
        complain(f"not written: the {language} code differs on {len(found.differences)} of {found.inputs} inputs")
    elif found.refused:
        complain(f"not written: the rules do not hold this in {language}")
    else:
        complain("not written: nothing could be compared")
    if found.guessed:
        complain(f"the types are a guess, {_types(found, original)}: annotate the function")
    complain(f"intent adopt {name}:{original.function} makes a document of it, for a model or the built-in search")
    return FAILED
