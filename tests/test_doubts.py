"""The catalogue of doubts: every kind has a sentence and a next step of its own."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from intent_lsp.doubts import Doubt
from intent_lsp.transpile.next_step import next_step, recognised
from tests.support.prose import ROOT, own

EARLIER = [(kind, template) for kind in Doubt for template in kind.earlier]


def slots(template: str) -> list[str | int]:
    """Something else for each slot of a template: ``'slot 0'``, ``1``."""
    fields = [(field, spec) for _, field, spec, _ in Formatter().parse(template) if field is not None]
    specs = {field or str(number): spec for number, (field, spec) in enumerate(fields)}
    return [number if spec == "d" else f"'slot {number}'" for number, spec in enumerate(specs.values())]


@pytest.mark.parametrize("kind", Doubt)
def test_a_sentence_tells_of_its_own_kind_and_leads_to_its_own_step(kind: Doubt) -> None:
    filled = slots(kind.sentence)
    sentence = kind.of(*filled)
    assert [found for found, _ in recognised(sentence)] == [kind]
    assert next_step("f", [sentence]) == kind.step.format(*filled)
    assert not {"{", "}"} & {*sentence, *next_step("f", [sentence])}


@pytest.mark.parametrize(("kind", "template"), EARLIER)
def test_a_sentence_of_an_earlier_version_leads_to_the_same_step(kind: Doubt, template: str) -> None:
    filled = slots(template)
    assert [found for found, _ in recognised(template.format(*filled))] == [kind]
    assert next_step("f", [template.format(*filled)]) == kind.step.format(*filled)


def test_sentences_and_steps_keep_to_the_project_s_language() -> None:
    said = [text.format(*slots(kind.sentence)) for kind in Doubt for text in (kind.sentence, kind.step)]
    assert [(text, breach) for text in said for breach in own(text)] == []


def test_whoever_raises_a_doubt_fills_in_all_its_slots() -> None:
    given = {}
    for path in (ROOT / "server").rglob("*.py"):
        code = path.read_text("utf-8")
        for node in ast.walk(ast.parse(code)) if "Doubt." in code else ():
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Attribute(value=ast.Name("Doubt"), attr=name), attr="of")):
                    given[path.name, node.lineno, name] = len(node.args)
    assert len(given) > 40
    assert {call: count for call, count in given.items() if count != len(slots(Doubt[call[2]].sentence))} == {}
