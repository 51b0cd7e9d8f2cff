"""`intent adopt`: a document from existing code, the comparison with what was generated, and edits made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp.document import parse
from tests.support.command import copied, files, intent
from tests.support.terminal import terminal

SCORE = '''\
import requests

SEEN = []


def double(x: int) -> int:
    """Twice the number.

    >>> double(2)
    4
    """
    return x * 2


def fetch(url):
    SEEN.append(url)
    return requests.get(url).text
'''
TESTS = "from score import double\n\n\ndef test_double():\n    assert double(21) == 42\n"


def project(folder: Path, code: str = SCORE) -> None:
    (folder / ".git").mkdir()
    (folder / "src").mkdir()
    (folder / "tests").mkdir()
    (folder / "src/score.py").write_text(code)
    (folder / "tests/test_score.py").write_text(TESTS)


async def adopted(folder: Path) -> Path:
    """A project whose function was adopted and transpiled; the file that was generated."""

    async def make(first: Path) -> int:
        project(first)
        await intent(first, "adopt", "src/score.py:double")
        return (await intent(first, "transpile", "--offline")).status

    assert await copied(folder, "adopted", make) == 0
    (folder / ".git").mkdir()
    return folder / "src/py/auto/double.py"


@pytest.mark.slow
async def test_from_a_function_to_verified_code_that_agrees_with_it(tmp_path: Path) -> None:
    project(tmp_path)
    made = await intent(tmp_path, "adopt", "src/score.py:double")
    assert (made.status, made.err) == (0, "")
    assert made.out.splitlines() == [
        "wrote    src/double.intent.md: 4 examples (docs 1, tests 1, runs 2), 1 of 1 branch",
        "next     read it, then: intent transpile src/double.intent.md",
    ]
    text = (tmp_path / "src/double.intent.md").read_text()
    assert "// from tests/test_score.py\n- double(21) -> 42\n" in text
    assert parse(text).problems() == ()

    early = await intent(tmp_path, "adopt", "src/score.py:double")
    assert early.status == 1
    assert "nothing was generated from it yet" in early.out
    done = await intent(tmp_path, "transpile", "--offline")
    assert done.status == 0, done.out
    again = await intent(tmp_path, "adopt", "src/score.py:double", "--check")
    assert again.status == 0
    assert again.out.startswith("agrees   src/py/auto/double.py with src/score.py:double, on all ")


async def test_what_cannot_be_taken_is_told_and_the_rest_is_adopted(tmp_path: Path) -> None:
    project(tmp_path)
    made = await intent(tmp_path, "adopt", "src/score.py")
    assert made.status == 1
    assert made.err.splitlines() == [
        "intent: fetch cannot be adopted",
        "  src/score.py:1: imports requests, which is not in the standard library",
        "  src/score.py:16: changes SEEN, which outlives the call",
        "        move what only computes into a function of its own",
    ]
    assert {name for name in files(tmp_path) if name.endswith(".md")} == {"src/double.intent.md"}


async def test_differences_are_shown_with_the_examples_that_would_settle_them(tmp_path: Path) -> None:
    project(tmp_path)
    document = (
        "# name: double\n# target: py\n# signature: (x: integer) -> integer\n"
        "# examples:\n- double(2) -> 4\n- double(3) -> 6\n- double(10) -> 20\n"
    )
    (tmp_path / "src/double.intent.md").write_text(document)
    assert (await intent(tmp_path, "transpile", "--offline")).status == 0
    changed = SCORE.replace("return x * 2", "return x * 2 if x < 50 else 100")
    (tmp_path / "src/score.py").write_text(changed)
    done = await intent(tmp_path, "adopt", "src/score.py:double")
    assert done.status == 1
    lines = done.out.splitlines()
    assert lines[0].startswith("differs  src/py/auto/double.py from src/score.py:double, on ")
    assert lines[1].split() == ["src/score.py", "src/py/auto/double.py"]
    assert ["double(100)", "100", "200"] in [line.split() for line in lines]
    assert "  - double(100) -> 100" in lines
    assert "- double(100)" not in (tmp_path / "src/double.intent.md").read_text()


@pytest.mark.slow
async def test_an_edit_becomes_examples(tmp_path: Path) -> None:
    generated = await adopted(tmp_path)
    untouched = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert untouched.status == 2
    assert "is as it was generated" in untouched.err
    code = generated.read_text()
    assert "return x * 2" in code
    generated.write_text(
        code.replace("return x * 2", 'if x > 99:\n        raise ValueError("too large")\n    return x * 2')
    )
    before = files(tmp_path)
    done = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert done.status == 1
    assert '  - double(100) -> error: "too large"' in done.out.splitlines()
    assert ["double(100)", "ValueError:", "too", "large", "200"] in [line.split() for line in done.out.splitlines()]
    assert files(tmp_path) == before


async def test_an_edit_of_a_helper_s_constant_is_found(tmp_path: Path) -> None:
    generated = await adopted(tmp_path)
    code = generated.read_text().replace("return x * 2", "return cut(x) * 2")
    generated.write_text(f"{code}\n\ndef cut(x):\n    return 0 if x == 613 else x\n")
    done = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert done.status == 1
    assert "  - double(613) -> 0" in done.out.splitlines()


@pytest.mark.slow
async def test_an_edit_that_changes_nothing_names_the_next_step(tmp_path: Path) -> None:
    project(tmp_path)
    await intent(tmp_path, "adopt", "src/score.py:double")
    assert (await intent(tmp_path, "transpile", "--offline")).status == 0
    generated = tmp_path / "src/py/auto/double.py"
    before = generated.read_text()
    generated.write_text(before.replace("return x * 2", "return x + x"))
    done = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "agrees   src/py/auto/double.py with what was generated, on everything that was tried",
        "next     keep it in an editor (Keep the edited double.py), or add an example that it changes; or "
        "intent transpile src/double.intent.md --force",
    ]
    assert (await intent(tmp_path, "transpile", "src/double.intent.md", "--force", "--offline")).status == 0
    assert generated.read_text() == before


SHOP = '''\
import time


class Cart:
    def add(self, item): self.items.append(item)
    def total(self): return sum(self.items)


class Point:
    x: int = 0


def load(path): return open(path).read()


def now(): return time.time()


def twice(x: int) -> int: return 2 * x


def count(n):
    yield from range(n)


def days(month: int) -> int:
    """Days of a month.

    >>> days(4)
    31
    """
    return 30 if month in (4, 6, 9, 11) else 31


def first_word_of_a_text(text: str) -> str: return text.split(" ")[0]


def last_word_of_a_text(text: str) -> str: return text.split(" ")[-1]
'''


async def test_of_a_whole_file_each_thing_is_told_once_and_one_command_does_all(tmp_path: Path) -> None:
    project(tmp_path, SHOP)
    made = await intent(tmp_path, "adopt", "src/score.py")
    assert made.err.splitlines() == [
        "intent: load and now cannot be adopted",
        "  src/score.py:13: opens a file (open)",
        "  src/score.py:16: depends on the time (time.time)",
        "        move what only computes into a function of its own",
        "intent: count cannot be adopted",
        "  src/score.py:23: is a generator: results are JSON values",
        "        return a list of what it yields",
    ]
    lines = made.out.splitlines()
    assert lines[-4:] == [
        "left out 2 methods of Cart: methods depend on an object",
        "next     decide what is right for days: src/days.intent.md says what the code gives.",
        "         Correct it or what contradicts it, read the others, then:",
        "         intent transpile src",
    ]
    assert sum(line.startswith("wrote ") for line in lines) == 4
    assert "remark   src/score.py:29: the documentation says days(4) is 31, but it gives 30" in lines
    again = await intent(tmp_path, "adopt", "src/score.py")
    assert again.out.splitlines() == [
        "left out 2 methods of Cart: methods depend on an object",
        "kept     4 documents: nothing was generated from them yet",
        "next     intent transpile src",
    ]


async def test_what_contradicts_the_code_is_decided_before_anything_else(tmp_path: Path) -> None:
    project(tmp_path, SHOP)
    made = await intent(tmp_path, "adopt", "src/score.py:days")
    assert made.out.splitlines()[1:] == [
        "remark   src/score.py:29: the documentation says days(4) is 31, but it gives 30",
        "next     decide what is right for days: src/days.intent.md says what the code gives.",
        "         Correct it or what contradicts it, then:",
        "         intent transpile src/days.intent.md",
    ]


async def test_documents_that_are_not_there_are_named_together(tmp_path: Path) -> None:
    project(tmp_path)
    done = await intent(tmp_path, "adopt", "src/score.py", "--check")
    assert (done.status, done.out) == (1, "")
    assert done.err.splitlines() == [
        "intent: src/double.intent.md and src/fetch.intent.md do not exist",
        "        adopt them without --check",
    ]


@pytest.mark.slow
async def test_a_command_to_copy_has_quotes_around_a_path_with_spaces(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "my specs").mkdir()
    adopt = ("adopt", "src/score.py:double", "--out", "my specs")
    first = await intent(tmp_path, *adopt)
    early = await intent(tmp_path, *adopt)
    command = "intent transpile 'my specs/double.intent.md'"
    assert [done.out.splitlines()[-1] for done in (first, early)] == [
        f"next     read it, then: {command}",
        f"next     {command}",
    ]
    assert (await intent(tmp_path, "transpile", "--offline")).status == 0
    (tmp_path / "src/score.py").write_text(SCORE.replace("return x * 2", "return x * 2 if x < 50 else 100"))
    differs = await intent(tmp_path, *adopt)
    assert differs.out.splitlines()[-1] == f"next     add them, then: {command}"


async def test_an_edit_that_cannot_be_taken_is_refused_by_line(tmp_path: Path) -> None:
    generated = await adopted(tmp_path)
    generated.write_text(generated.read_text().replace("return x * 2", "import random\n    return random.random()"))
    done = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert done.status == 1
    line = generated.read_text().splitlines().index("    return random.random()") + 1
    assert f"  src/py/auto/double.py:{line}: depends on chance (random.random)" in done.err.splitlines()


async def test_an_edit_that_an_example_forbids_names_it(tmp_path: Path) -> None:
    generated = await adopted(tmp_path)
    generated.write_text(generated.read_text().replace("return x * 2", "return x * 2 if x != 21 else 0"))
    done = await intent(tmp_path, "adopt", "src/py/auto/double.py")
    assert done.status == 1
    assert "src/double.intent.md contradicts double(21): change that example first" in done.out
    assert "- double(21) -> 0" not in done.out


async def test_printing_writes_nothing_and_another_place_can_be_named(tmp_path: Path) -> None:
    project(tmp_path)
    printed = await intent(tmp_path, "adopt", "src/score.py:double", "--out", "-")
    assert printed.status == 0
    assert parse(printed.out).intents[0].name == "double"
    assert not [name for name in files(tmp_path) if name.endswith(".md")]
    (tmp_path / "intents").mkdir()
    assert (await intent(tmp_path, "adopt", "src/score.py:double", "--out", "intents")).status == 0
    assert "intents/double.intent.md" in files(tmp_path)
    other = await intent(tmp_path, "adopt", "src/score.py:double", "--out", "twice.intent.md")
    assert "twice.intent.md" in files(tmp_path), other.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("src/score.py:duble",), "has no function named duble"),
        (("src/none.py:f",), "none.py does not exist"),
        (("README.md:f",), "is neither Python nor JavaScript"),
        (("src/score.py:double", "--out", "a.txt"), "is neither a folder nor a document"),
        (("src/score.py:double", "--out", "../a.intent.md"), "is not inside the workspace"),
        (("../outside.py:f",), "is not inside the workspace"),
        (("src/score.py:double", "--check"), "double.intent.md does not exist\n        adopt it without --check"),
        (("src/empty.py",), "defines no function that others call\n        name a file that defines one"),
        (("src/private.py",), "defines no function that others call\n        name one: src/private.py:_f"),
        (
            ("src/user.py",),
            "that others call, only methods of User\n        move what only computes into a function of its own",
        ),
    ],
)
async def test_what_makes_no_sense_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    project(folder)
    (folder / "src/empty.py").write_text("X = 1\n")
    (folder / "src/private.py").write_text("def _f(): return 1\n")
    (folder / "src/user.py").write_text("class User:\n    def name(self): return 1\n")
    (tmp_path / "outside.py").write_text("def f(): return 1\n")
    before = files(tmp_path)
    done = (
        await intent(folder, "adopt", *arguments, "--root", ".")
        if ".." in arguments[0]
        else await intent(folder, "adopt", *arguments)
    )
    assert done.status in (1, 2)
    assert message in done.err
    assert files(tmp_path) == before


@pytest.mark.slow
async def test_at_a_terminal_the_examples_are_added_and_the_edit_is_what_comes_of_them(tmp_path: Path) -> None:
    generated, document = await adopted(tmp_path), tmp_path / "src/double.intent.md"
    generated.write_text(generated.read_text().replace("return x * 2", "return x * 2 if x < 50 else 100"))
    refused = await intent(tmp_path, "transpile", "--offline")
    assert refused.status == 1
    assert "intent adopt" in refused.out
    text = document.read_text()
    with terminal(tmp_path, "adopt", "src/py/auto/double.py") as person:
        person.until("- double(51) -> 100")
        person.until("to src/double.intent.md? [y/N] ")
        person.type("n\n")
        status, rest = person.ended()
    assert (status, document.read_text()) == (1, text)
    assert "nothing was added" in rest
    with terminal(tmp_path, "adopt", "src/py/auto/double.py") as person:
        person.until("? [y/N] ")
        person.type("y\n")
        status, _ = person.ended()
    assert status == 0
    assert document.read_text().startswith(text)
    assert "- double(51) -> 100\n" in document.read_text()
    assert parse(document.read_text()).problems() == ()
    assert (await intent(tmp_path, "transpile", "--offline", "--force")).status == 0
    agreed = await intent(tmp_path, "transpile", "--offline")
    assert agreed.status == 0


async def test_javascript_from_a_module_to_a_document(tmp_path: Path) -> None:
    project(tmp_path)
    (tmp_path / "src/words.cjs").write_text("exports.shout = (text) => text.toUpperCase() + '!';\n")
    (tmp_path / "tests/words.test.js").write_text("test('s', () => expect(shout('hey you')).toBe('HEY YOU!'));\n")
    made = await intent(tmp_path, "adopt", "src/words.cjs")
    assert (made.status, made.err) == (0, "")
    text = (tmp_path / "src/shout.intent.md").read_text()
    assert "# target: js\n# signature:\n(text: string) -> string\n" in text
    assert '// from tests/words.test.js\n- shout("hey you") -> "HEY YOU!"\n' in text
