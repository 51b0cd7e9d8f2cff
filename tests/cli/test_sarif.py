"""The SARIF log: places, texts and fingerprints as code hosts want them (SARIF 2.1.0; GitHub's "SARIF support")."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import jsonschema_rs
import pytest

from intent_lsp.cli.inspection.freshness import State
from intent_lsp.cli.inspection.lint import Lint
from intent_lsp.cli.views import sarif_rules
from intent_lsp.cli.views.sarif import message_text, sarif
from intent_lsp.cli.views.sarif_rules import rule
from intent_lsp.document import parse
from intent_lsp.documentation_pages import PAGES, explanations
from intent_lsp.status import Status
from intent_lsp.transpile.findings import CODES
from intent_lsp.transpile.results import Finding

WRONG = "# name: f\n# target: js\n# signature: (x: number) -> numbr\n# examples:\n- f(1) ->\n- f(2) ->\n"
EVERY_CODE = tuple(sorted({*CODES.values(), *explanations(PAGES[0])}))
SCHEMA = jsonschema_rs.validator_for(
    json.loads((Path(__file__).parents[1] / "data" / "sarif-2.1.0.schema.json").read_text("utf-8"))
)
"""That of the standard (OASIS; schemastore), without its descriptions."""
OF_CHECK = ("stale", "missing", "orphan", "hand-edited", "not-verified", "uncertain", "document", "write", "no-file")
REFERENCE = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+")
"""A path of RFC 3986."""


def written(root: Path, name: str | bytes = "a.intent.md", text: str = WRONG) -> Path:
    path = root / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def results(here: Path, *documents: Path, states: tuple[State, ...] = ()) -> list[dict[str, Any]]:
    lints = [Lint(path, problem) for path in documents for problem in parse(path.read_text(), stem="a").problems()]
    log = json.loads(json.dumps(sarif(lints, states, here)))
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


def places(found: list[dict[str, Any]]) -> set[str]:
    return {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in found}


def fingerprints(found: list[dict[str, Any]]) -> list[str]:
    return [next(iter(result["partialFingerprints"].values())) for result in found]


@pytest.mark.parametrize("here", ["", "specs", "specs/deep"])
def test_places_are_relative_to_the_repository_wherever_it_is_run(tmp_path: Path, here: str) -> None:
    (tmp_path / ".git").mkdir()
    document = written(tmp_path, "specs/deep/a b.intent.md")
    log = sarif([Lint(document, parse(WRONG).problems()[0])], (), tmp_path / here)
    base = log["runs"][0]["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    assert base == f"{tmp_path.as_uri()}/"
    assert places(log["runs"][0]["results"]) == {"specs/deep/a%20b.intent.md"}


def test_outside_of_a_repository_they_are_relative_to_the_folder(tmp_path: Path) -> None:
    inside, outside = written(tmp_path / "here"), written(tmp_path / "there")
    assert places(results(tmp_path / "here", inside, outside)) == {"a.intent.md", outside.as_uri()}


@pytest.mark.skipif(sys.platform != "linux", reason="names that are not UTF-8 are bytes on Linux only")
def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = b"caf\xe9\xff #%41?.intent.md"
    document = written(tmp_path, name)
    state = State(document, "f", "js", Status.STALE, findings=(Finding("stale", f"{document.name} has changed", 1, 1),))
    found = results(tmp_path, document, states=(state,))
    (uri,) = places(found)
    assert REFERENCE.fullmatch(uri)
    assert unquote_to_bytes(uri) == name
    for result in found:
        result["message"]["text"].encode()  # no half of a character


def test_texts_hold_no_embedded_links_and_no_control_characters() -> None:
    assert message_text("[run](command:x) \x1b[2J \ud800 \udcff {0}") == "[run] (command:x) �[2J � � {0}"


def test_fingerprints_stay_when_lines_come_and_go_and_tell_findings_apart(tmp_path: Path) -> None:
    document = written(tmp_path)
    stale = Finding("stale", "changed since", 1, 1)
    states = tuple(State(document, "f", target, Status.STALE, findings=(stale,)) for target in ("js", "py"))
    before = fingerprints(results(tmp_path, document, states=states))
    assert len(before) >= 4
    assert len(set(before)) == len(before)
    moved = tuple(
        State(document, "f", state.target, Status.STALE, findings=(Finding("stale", "changed since", 4, 1),))
        for state in states
    )
    written(tmp_path, text=f"\n\n\n{WRONG}")
    assert fingerprints(results(tmp_path, document, states=moved)) == before
    other = written(tmp_path, "b.intent.md")
    assert not set(fingerprints(results(tmp_path, other))) & set(before)


@pytest.mark.parametrize("documentation", ["", "https://example.org/docs"])
def test_the_log_is_what_the_standard_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, documentation: str) -> None:
    monkeypatch.setattr(sarif_rules, "_documentation", lambda: documentation)
    document = written(tmp_path, b"caf\xe9 #1.intent.md" if sys.platform == "linux" else "caf #1.intent.md")
    lints = [Lint(document, problem) for problem in parse(WRONG, stem="a").problems()]
    states = [
        State(document, "f", "js", Status.STALE, findings=(Finding(code, f"{code} [a](b) \x1b[2J", 0, 0),))
        for code in (*EVERY_CODE, *OF_CHECK)
    ]
    log = json.loads(json.dumps(sarif(lints, states, tmp_path)))
    assert [error.message for error in SCHEMA.iter_errors(log)] == []
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert {found["id"] for found in rules} >= {*EVERY_CODE, *OF_CHECK}
    assert all(("helpUri" in found) is bool(documentation) for found in rules)
    assert sarif([], [], tmp_path)["runs"][0]["results"] == []
    assert SCHEMA.is_valid(sarif([], [], tmp_path))
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not SCHEMA.is_valid(log)


def test_the_same_line_twice_is_two_findings(tmp_path: Path) -> None:
    document = written(tmp_path, text=WRONG.replace("f(2)", "f(1)"))
    found = [result for result in results(tmp_path, document) if result["ruleId"] == "example-syntax"]
    assert len(set(fingerprints(found))) == len(found) == 2


@pytest.mark.parametrize("code", sorted({*EVERY_CODE, *OF_CHECK}))
def test_each_rule_says_what_it_means(code: str) -> None:
    found = rule(code)
    assert found["id"] == code
    short = found["shortDescription"]["text"]
    assert short[0].isupper()
    assert short.endswith((".", ":"))
    assert len(short) < 300
    assert found["fullDescription"]["text"].startswith(short)
    assert len(found["help"]["text"]) >= len(short)
    assert "](" not in found["help"]["markdown"]
    assert found["help"]["markdown"].count("\n```") % 2 == 0
    assert "```" not in found["help"]["text"]


def test_the_address_of_the_documentation_is_what_the_package_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "intent_lsp-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: intent-lsp\nVersion: 1\nProject-URL: Documentation, https://example.org/docs/\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    sarif_rules._documentation.cache_clear()
    try:
        uri = rule("example-failed")["helpUri"]
    finally:
        sarif_rules._documentation.cache_clear()
    assert uri == "https://example.org/docs/diagnostics.md#example-failed"
    assert urlsplit(uri).fragment in explanations("diagnostics.md")
