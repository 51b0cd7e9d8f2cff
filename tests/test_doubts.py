"""The catalogue of doubts: every kind has a sentence and a next step of its own, and no sentence stands elsewhere."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from intent_lsp.doubts import Doubt
from intent_lsp.transpile.next_step import next_step, recognised
from tests.support.doubt_flow import origins
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


@pytest.mark.parametrize(
    "code",
    [
        "Reply(code, doubts=('it is a Monday',))",
        "def f():\n    doubts = []\n    doubts.append(f'there are {n} moons today')",
        "SAD = 'it is a Monday'\ndef f(x):\n    return replace(x, doubts=(*x.doubts, SAD))",
        "def why(day):\n    if day:\n        return 'it is a Monday'\n    return ''\ndoubt = flaw or why(1)",
        "class Found:\n    code: str\n    doubts: tuple[str, ...]\nFound('', ('it is a Monday',))",
        "class Found:\n    def note(self, doubt): ...\ndef f(found):\n    found.note('it is a Monday')",
        "def note(text):\n    x.doubt = text\nnote(text='it is a Monday')",
        "def f():\n    for item, what in ((1, 'it is a Monday'), (2, Doubt.FEW_EXAMPLES.of())):\n        doubt = what",
        "doubts = tuple(dict.fromkeys(['it is a Monday', *others]))",
        "class Week:\n    def sad(self):\n        return 'it is a Monday'\ndef f(week):\n    doubt = week.sad()",
    ],
)
def test_a_doubt_outside_of_the_catalogue_is_found(code: str) -> None:
    ((module, text),) = origins({"week": ast.parse(code)}).literals
    assert (module, text) in {("week", "it is a Monday"), ("week", "there are … moons today")}


@pytest.mark.parametrize(
    "code",
    [
        "from intent_lsp.week import why\ndoubt = why()",
        "from intent_lsp.week import SAD as sadness\nReply(doubts=(sadness,))",
        "from intent_lsp import week\nReply(doubts=(week.SAD, week.why()))",
    ],
)
def test_a_doubt_that_another_module_words_is_found_there(code: str) -> None:
    week = "SAD = 'it is a Monday'\ndef why():\n    return SAD"
    modules = {"moon": ast.parse(code), "week": ast.parse(week)}
    assert origins(modules).literals == {("week", "it is a Monday")}


@pytest.mark.parametrize(
    "code",
    [
        "doubt = Doubt.NUMBER_RESTS_ON_ONE.of('it is a Monday')",
        "text = 'it is a Monday'\ndef f(text):\n    doubt = text",
        "def f(found):\n    doubt = found.reason if 'it is a Monday' in found.said else ''",
        "def told(text):\n    return text == 'sad'\ndoubt = told('it is a Monday')",
        "doubts = (Failure('it is a Monday').number,)",
    ],
)
def test_what_is_not_a_doubt_is_not_taken_for_one(code: str) -> None:
    assert origins({"week": ast.parse(code)}).literals == set()
