"""What only several documents show."""

from __future__ import annotations

from intent_lsp.document import parse
from intent_lsp.document.cross_document import link, resolve_path


def linked(**texts: str) -> dict[str, list[tuple[str, int, int, str]]]:
    documents = {name.replace("__", "/") + ".intent.md": parse(text) for name, text in texts.items()}
    found = link(documents)
    assert set(found) == set(documents)
    return {
        path: [(p.code, p.span.line, p.span.column, p.message) for p in problems]
        for path, problems in found.items()
        if problems
    }


def test_a_use_that_resolves() -> None:
    assert (
        linked(
            a="# name: a\n# uses: b from ./lib/b.intent.md\n",
            lib__b="# name: b\n# uses: c from ../c.intent.md\n",
            c="# name: c\n",
        )
        == {}
    )


def test_a_missing_document() -> None:
    found = linked(a="x\n\n# name: a\n# name: z\n# uses:\n- b from ./bb.intent.md\n", b="# name: b\n")
    assert found == {
        "a.intent.md": [("unresolved-use", 5, 2, "there is no document bb.intent.md; did you mean b.intent.md?")]
    } or found == {"a.intent.md": [("unresolved-use", 5, 2, "there is no document bb.intent.md: check the path")]}


def test_a_missing_intent() -> None:
    found = linked(a="# name: a\n# uses: clmap from b.intent.md\n", b="# name: clamp\n")
    assert found == {"a.intent.md": [("unresolved-use", 1, 8, "b.intent.md has no intent clmap: did you mean clamp?")]}


def test_outside_of_the_workspace() -> None:
    found = linked(a="# name: a\n# uses: b from ../b.intent.md\n")
    assert found == {"a.intent.md": [("unresolved-use", 1, 8, "../b.intent.md is outside of the workspace")]}


def test_a_missing_target() -> None:
    found = linked(a="# name: a\n# target: js, py\n# uses: b from b.intent.md\n", b="# name: b\n# target: js\n")
    assert found == {"a.intent.md": [("unresolved-use", 2, 8, "b is not generated for py: add py to its targets")]}


def test_a_cycle_through_three_documents() -> None:
    found = linked(
        a="# name: a\n# uses: b from b.intent.md\n",
        b="# name: b\n# uses: c from c.intent.md\n",
        c="# name: c\n# uses: d\n# name: d\n# uses: a from a.intent.md\n",
        e="# name: e\n# uses: a from a.intent.md\n",
    )
    assert {path: [p[0] for p in problems] for path, problems in found.items()} == {
        "a.intent.md": ["cyclic-use"],
        "b.intent.md": ["cyclic-use"],
        "c.intent.md": ["cyclic-use"],
    }
    assert found["a.intent.md"][0][3] == "these use each other: a → b → c → d → a; remove one"


def test_a_cycle_with_shorter_ones_in_it() -> None:
    found = linked(
        a="# name: a\n# uses: b from b.intent.md\n",
        b="# name: b\n# uses: a from a.intent.md, c from c.intent.md\n",
        c="# name: c\n# uses: a from a.intent.md\n",
    )
    told = [problem[3].removesuffix("; remove one") for path in "abc" for problem in found[f"{path}.intent.md"]]
    assert [text.partition(": ")[2] for text in told] == ["a → b → a", "b → a → b", "b → c → a → b", "c → a → b → c"]


def test_two_documents_would_write_one_file() -> None:
    found = linked(
        a="# name: clamp\n# target: js\n", b="\n# name: Clamp\n# target: js,py\n", c="# name: clamp\n# target: py\n"
    )
    assert {path: [(p[0], p[1], p[2]) for p in problems] for path, problems in found.items()} == {
        "a.intent.md": [("target-collision", 0, 8)],
        "b.intent.md": [("target-collision", 1, 8)],
        "c.intent.md": [("target-collision", 0, 8)],
    }


def test_other_targets_or_folders_do_not_collide() -> None:
    assert (
        linked(
            a="# name: f\n# target: js\n",
            b="# name: f\n# target: py\n",
            c="---\noutDir: lib\n---\n# name: f\n# target: js,py\n",
        )
        == {}
    )


def test_paths() -> None:
    assert resolve_path("a/b.intent.md", "./c.intent.md") == "a/c.intent.md"
    assert resolve_path("a/b.intent.md", "../c.intent.md") == "c.intent.md"
    assert resolve_path("a/b.intent.md", "..\\c.intent.md") == "c.intent.md"
    assert resolve_path("b.intent.md", "../c.intent.md") is None
    assert resolve_path("b.intent.md", "/c.intent.md") is None
