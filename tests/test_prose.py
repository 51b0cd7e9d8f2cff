"""What users and contributors read keeps to the rules of language, and the check sees what breaks them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.prose import findings, own, prose
from tests.support.prose_texts import help_text, json_texts, messages, script_messages


@pytest.mark.slow  # `./dev test` runs this check by itself
def test_every_page_and_message_keeps_to_the_rules() -> None:
    assert not findings()


@pytest.mark.parametrize(
    "text",
    [
        "A name shall be short.",
        "The comma can be left away.",
        "f-g is no valid name",
        "A port is no second opinion.",
        "The option allows to skip a test.",
        "Change your intention first.",
        "It can not be read.",
        "The file is not there any more.",
        "tolerance wants a number",
        "It was cut at the limit of tokens.",
        "the text speaks of 'zero'",
    ],
)
def test_the_vocabulary_names_what_to_write_instead(text: str) -> None:
    assert len(list(own(text))) == 1


@pytest.mark.parametrize(
    "text",
    ["there is no file x", "Transpile all intentions", "f-g is not a valid name", "no more, nor any more than 3"],
)
def test_the_vocabulary_lets_idiomatic_english_pass(text: str) -> None:
    assert not list(own(text))


def test_code_is_not_prose_and_lines_stay_where_they_are() -> None:
    page = "One `shall` <!-- shall -->\n```py\nshall\n```\nshall"
    assert [prose(page).count("\n", 0, at) for at, _ in own(prose(page))] == [4]


def test_messages_are_sentences_and_not_docstrings() -> None:
    code = '"""A docstring that is long."""\nraise E(f"{x} is no valid name", "short one")\n'
    assert list(messages(code)) == [(2, "X is no valid name")]


def test_a_message_is_read_whole_also_with_a_semicolon() -> None:
    code = 'a = f"the {key} of {place} is no key; it = {value!r:>{width}}"\nb = r"a word\\s or a word"'
    assert list(messages(code)) == [(1, "the X of X is no key; it = X")]


def test_code_in_a_message_stands_for_a_word() -> None:
    [(_, text)] = messages('raise E("this is no `key: value` line")')
    assert len(list(own(text))) == 1


def test_the_messages_of_a_script_are_read_without_its_comments() -> None:
    code = (
        '// "it is no two"\nsay("a text of words");\n/* not "this one here" */\ntell(`${a.map((x) => x)} is\nno list`);'
    )
    assert list(script_messages(code)) == [(2, "a text of words"), (4, "X is\nno list")]


def test_the_texts_of_a_manifest_are_read() -> None:
    code = '{\n "title": "Do this now",\n "when": "a && b",\n "text": "say `it is` \\"so\\" now"\n}'
    assert list(json_texts(code)) == [(2, "Do this now")]


def test_a_help_page_is_read_without_its_code() -> None:
    page = "Set it: >lua\n    it shall be\n<\n*tag* It shall be.\nEnd: >\n    shall\nNext shall\n"
    text = help_text(page)
    assert [text.count("\n", 0, at) for at, _ in own(text)] == [3, 6]


def test_a_breach_in_a_page_or_a_message_is_found_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Title\n\nYou shall read this. It is very unique.\n")
    module = tmp_path / "server/intent_lsp/a.py"
    module.parent.mkdir(parents=True)
    module.write_text('\nerror = "the key is no string at all"\n# What shall be.\n')
    found = findings(tmp_path)
    assert {(one.file, one.line) for one in found} == {
        ("README.md", 3),
        ("server/intent_lsp/a.py", 2),
        ("server/intent_lsp/a.py", 3),
    }
    assert len(found) >= 4, "three of our own rules, one of proselint's"
