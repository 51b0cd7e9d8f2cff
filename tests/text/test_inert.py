"""What comes from elsewhere is shown as text, and as nothing else, by every kind of view."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from intent_lsp.text.inert import Markup, is_inert, label, message, one_line, visible

PIECES = (
    "`", "``", "```", "~~~", "[a](b)", "![x](https://e.org/x.png)", "[run](command:workbench.action.quit)",
    "<img src=x>", "<!--", "-->", "&lt;", "&#60;", "https://e.org", "www.e.org", "a@e.org", "@everyone", "*", "**", "_",
    "__", "$(check)",
    "| a | b |\n|---|---|\n", "[ref]: https://e.org\n", "[ref]", "# ", "> ", "- ", "1. ", "\n", "\n\n",
    "\r\n", "\r", " ", "    ", "\t", "\\", "]", "(", ")", "!", "\x1b[31m", "\x1b]8;;https://e.org\x07", "\x9b2J",
    "\x07", "\x00", "\x7f", "\u202e", "\u2066", "\u2028", "\x85", "word", "é", "😀", "---", "===", "<a@e.org>",
    "<https://e.org>", "~~", "==", "\ud800",
)  # fmt: skip
HOSTILE = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join)
MARKDOWN, PLAIN = Markup(True), Markup(False)
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LAYOUT = {"paragraph", "bullet_list", "ordered_list", "list_item", "hr", "heading"}
"""What prose may become besides text: it leads nowhere."""
AUTOLINK = re.compile(r"https?://|ftp://|www\.|[\w.+-]@", re.IGNORECASE)
"""What GitHub's extension takes for an address, in text that nothing is escaped in."""


def tokens(source: str) -> list[tuple[str, str]]:
    """Every token of Markdown with its text, those within others included."""
    found = []
    for token in READER.parse(source):
        found.append((token.type.removesuffix("_open").removesuffix("_close"), token.content))
        found += [(child.type, child.content) for child in token.children or ()]
    return [(kind, content) for kind, content in found if kind != "inline"]


def has_controls(text: str) -> bool:
    """Whether a text holds what a terminal obeys or what turns its direction."""
    return any(
        (unicodedata.category(char) == "Cc" and char not in "\t\n")
        or unicodedata.bidirectional(char) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for char in text
    )


@given(HOSTILE)
def test_no_view_gets_control_characters(text: str) -> None:
    views = (visible, one_line, message, label, MARKDOWN.code, MARKDOWN.prose, MARKDOWN.strong, PLAIN.code, PLAIN.prose)
    for view in views:
        assert not has_controls(view(text)), view
    for markup in (MARKDOWN, PLAIN):
        assert not has_controls(markup.block(text, "ts"))
    assert is_inert(visible(text))
    assert is_inert(text) == (not has_controls(text))


@given(HOSTILE)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    if not has_controls(text):
        assert visible(text) == PLAIN.prose(text) == text


@given(HOSTILE)
def test_a_line_is_one_line(text: str) -> None:
    for view in (one_line, label, MARKDOWN.code, PLAIN.code, MARKDOWN.strong):
        assert len(view(text).splitlines()) <= 1


@given(HOSTILE)
def test_messages_and_labels_hold_no_links_and_no_icons(text: str) -> None:
    assert "](" not in message(text)
    assert "](" not in label(text)
    assert "$(" not in label(text)


@given(HOSTILE)
def test_a_code_span_is_one_code_span(text: str) -> None:
    span = MARKDOWN.code(text)
    shown = one_line(text)
    if not shown:
        assert span == ""
        return
    kinds = tokens(f"x {span} y")
    assert [kind for kind, _ in kinds] == ["paragraph", "text", "code_inline", "text", "paragraph"]
    assert kinds[2][1] == shown


@given(HOSTILE)
def test_a_block_is_one_block(text: str) -> None:
    found = READER.parse(f"before\n\n{MARKDOWN.block(text, 'ts')}\nafter")
    assert [token.type for token in found] == [
        "paragraph_open", "inline", "paragraph_close", "fence", "paragraph_open", "inline", "paragraph_close",
    ]  # fmt: skip
    assert found[3].content.rstrip("\n") == visible(text).replace("\0", "�").rstrip("\n")


@given(HOSTILE)
@example("| a | b |\n|---|---|\n---")
@example("- |a\n  :-:")
@example("a|b\n-")
def test_prose_is_text_and_layout(text: str) -> None:
    written = MARKDOWN.prose(text)
    kinds = {kind for kind, _ in tokens(written)}
    assert kinds <= LAYOUT | {"text", "softbreak", "hardbreak", "code_block"}
    assert not AUTOLINK.search(written)


@given(HOSTILE)
def test_prose_says_what_the_text_says(text: str) -> None:
    """But for the white space and the marks of lists and lines, which Markdown has its own ideas about."""
    said = "".join(content for kind, content in tokens(MARKDOWN.prose(text)) if kind in ("text", "code_block"))
    kept = re.sub(r"[\s\d.)=+*\\-]", "", said)
    assert kept == re.sub(r"[\s\d.)=+*\\-]", "", visible(text))


@pytest.mark.parametrize("text", ["**js** ✓ 6/6", "~~js~~", "__js__"])
def test_prose_does_not_look_like_ours(text: str) -> None:
    assert [kind for kind, _ in tokens(MARKDOWN.prose(text))] == ["paragraph", "text", "paragraph"]
