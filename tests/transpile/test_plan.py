"""From requests to ordered work."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.document import parse
from intent_lsp.document.fast_path.intent_cache import CachedIntent
from intent_lsp.document.model import Document, Intent
from intent_lsp.errors import DocumentError
from intent_lsp.files.paths import Paths
from intent_lsp.transpile.planning.document_reader import read_document
from intent_lsp.transpile.planning.plan import IntentKey, Request, Requests
from intent_lsp.transpile.planning.planner import Planner
from tests.support.intents import CLAMP

PERCENT = """# name: percent
# target: py
# signature:
(x: number) -> number
# uses:
- clamp{where}
# examples:
- in: [50] out: 50
"""


def test_used_intents_come_first_and_for_the_same_targets(tmp_path: Path) -> None:
    (tmp_path / "math.intent.md").write_text(CLAMP.lstrip())
    document = tmp_path / "percent.intent.md"
    document.write_text(PERCENT.format(where=" from ./math.intent.md"))
    plan = Planner(tmp_path, Config()).plan([Request(document)])
    assert [key.intent for key in plan.intents] == ["clamp", "percent"]
    assert [item.targets for item in plan.intents.values()] == [("py",), ("py",)]


def test_filters_select_intents_and_targets(tmp_path: Path) -> None:
    document = tmp_path / "a.intent.md"
    document.write_text(CLAMP.lstrip() + PERCENT.format(where=""))
    plan = Planner(tmp_path, Config()).plan([Request(document, targets=frozenset({"js"}))])
    assert [(key.intent, item.targets) for key, item in plan.intents.items()] == [("clamp", ("js",))]
    plan = Planner(tmp_path, Config()).plan([Request(document, intents=frozenset({"nobody"}))])
    assert not plan.intents


def test_mutual_use_across_documents_is_a_problem_and_no_endless_loop(tmp_path: Path) -> None:
    one = PERCENT.replace("percent", "{0}").replace("clamp{where}", "{1} from ./{1}.intent.md")
    (tmp_path / "a.intent.md").write_text(one.format("a", "b"))
    (tmp_path / "b.intent.md").write_text(one.format("b", "a"))
    plan = Planner(tmp_path, Config()).plan([Request(tmp_path / "a.intent.md")])
    assert any("use each other" in item.problem for item in plan.intents.values())


def test_a_use_outside_the_workspace_is_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    (tmp_path / "math.intent.md").write_text(CLAMP.lstrip())
    document = root / "percent.intent.md"
    document.write_text(PERCENT.format(where=" from ../math.intent.md"))
    plan = Planner(root, Config()).plan([Request(document)])
    assert [(key.intent, bool(item.problem)) for key, item in plan.intents.items()] == [("percent", True)]
    assert [item.problem_code for item in plan.intents.values()] == ["unresolved-use"]


@pytest.mark.parametrize(
    ("text", "says"),
    [(None, "cannot be read"), ("# name: other\n", "math.intent.md has no such intent")],
)
def test_a_use_that_leads_nowhere_is_a_problem_of_its_user(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "math.intent.md").write_text(text)
    document = tmp_path / "percent.intent.md"
    document.write_text(PERCENT.format(where=" from ./math.intent.md"))
    plan = Planner(tmp_path, Config()).plan([Request(document)])
    (item,) = plan.intents.values()
    assert (item.key.intent, item.problem_code) == ("percent", "unresolved-use")
    assert item.problem.startswith("`clamp` is used, but ")
    assert says in item.problem
    assert plan.unreadable == []


def test_what_is_wrong_with_a_used_intent_keeps_it_from_being_asked_for(tmp_path: Path) -> None:
    (tmp_path / "math.intent.md").write_text(CLAMP.lstrip() + "- in: [5, 0, 10] out: 6\n")
    document = tmp_path / "percent.intent.md"
    document.write_text(PERCENT.format(where=" from ./math.intent.md"))
    plan = Planner(tmp_path, Config()).plan([Request(document)])
    assert {key.intent: bool(item.problem) for key, item in plan.intents.items()} == {"clamp": True, "percent": False}


def test_rounds_request_over_intent_over_configuration(tmp_path: Path) -> None:
    document = tmp_path / "a.intent.md"
    document.write_text(CLAMP.lstrip() + "# rounds: 5\n")
    planner = Planner(tmp_path, Config(rounds=2))
    assert [item.rounds for item in planner.plan([Request(document)]).intents.values()] == [5]
    assert [item.rounds for item in planner.plan([Request(document, rounds=1)]).intents.values()] == [1]


def test_a_used_intent_has_the_rounds_of_its_own_document(tmp_path: Path) -> None:
    (tmp_path / "math.intent.md").write_text(CLAMP.lstrip() + "# rounds: 5\n")
    document = tmp_path / "percent.intent.md"
    document.write_text(PERCENT.format(where=" from ./math.intent.md"))
    plan = Planner(tmp_path, Config(rounds=2)).plan([Request(document)])
    assert {key.intent: item.rounds for key, item in plan.intents.items()} == {"clamp": 5, "percent": 2}


def test_without_examples_nothing_is_asked(tmp_path: Path) -> None:
    document = tmp_path / "a.intent.md"
    document.write_text("# name: f\n# signature:\n(x: number) -> number\n")
    plan = Planner(tmp_path, Config()).plan([Request(document)])
    assert [("no example" in item.problem) for item in plan.intents.values()] == [True]


@pytest.mark.parametrize(
    ("data", "says"), [(b"\xff\xfe\x00#", "not UTF-8"), (None, "cannot be read"), (b"x" * (9 << 20), "MB")]
)
def test_unreadable_documents_say_why_and_what_to_do(tmp_path: Path, data: bytes | None, says: str) -> None:
    path = tmp_path / "a.intent.md"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(DocumentError, match=says) as caught:
        read_document(path)
    assert caught.value.hint
    plan = Planner(tmp_path, Config()).plan([Request(path)])
    assert [unreadable for unreadable, _ in plan.unreadable] == [path]


def test_a_pipe_is_no_document_and_nobody_waits_for_it(tmp_path: Path) -> None:
    path = tmp_path / "pipe.intent.md"
    os.mkfifo(path)
    plan = Planner(tmp_path, Config()).plan([Request(path)])
    ((unreadable, error),) = plan.unreadable
    assert unreadable == path
    assert "is not a file" in str(error)


def test_a_document_that_was_parsed_already_is_not_parsed_again(tmp_path: Path) -> None:
    path = tmp_path / "a.intent.md"
    config = Config()
    document = parse(CLAMP.lstrip(), stem="a", default_targets=config.default_targets)
    ask = Request(path, document.text, frozenset({"clamp"}), document=document)
    (item,) = Planner(tmp_path, config).plan([ask]).intents.values()
    assert item.intent is document.intent("clamp")


def test_a_document_that_was_parsed_for_other_default_targets_is_parsed_again(tmp_path: Path) -> None:
    text = "# name: f\n# signature:\n(x: number) -> number\n# examples:\n- in: [1] out: 2\n"
    document = parse(text, stem="a", default_targets=("py",))
    planner = Planner(tmp_path, Config(default_targets=("js",)))
    (item,) = planner.plan([Request(tmp_path / "a.intent.md", text, document=document)]).intents.values()
    assert item.targets == ("js",)


@pytest.mark.parametrize("count", [10, 1000])
def test_many_documents_are_planned_without_looking_for_garbage(tmp_path: Path, count: int) -> None:
    """And it is looked for afterwards, unless somebody else had turned that off."""
    seen: list[str] = []

    def collected(phase: str, info: object) -> None:
        seen.append(phase)

    requests = [Request(tmp_path / f"{number}.intent.md", CLAMP.lstrip()) for number in range(count)]
    gc.collect()
    gc.callbacks.append(collected)
    before = gc.get_threshold()
    gc.set_threshold(20)
    try:
        plan = Planner(tmp_path, Config()).plan(requests)
        during = seen.count("start")
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(collected)
    assert len(plan.intents) == count
    assert during > 20 if count == 10 else during < 3, "one may come as soon as it is looked again"
    assert gc.isenabled()
    gc.disable()
    try:
        Planner(tmp_path, Config()).plan(requests)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_document_is_read_once(tmp_path: Path) -> None:
    """Whoever asks later is told the same, so that a check speaks of one state."""
    path = tmp_path / "a.intent.md"
    path.write_text(CLAMP.lstrip())
    planner = Planner(tmp_path, Config())
    planner.plan([Request(path)])
    path.write_text("")
    document = planner.document(path)
    assert not isinstance(document, DocumentError)
    assert [intent.name for intent in document.intents] == ["clamp"]
    assert isinstance(planner.document(tmp_path / "nowhere.intent.md"), DocumentError)


@pytest.mark.parametrize(
    ("heading", "place", "message"),
    [
        ("# exmaples:", (2, 2), "there is no section exmaples: did you mean examples?"),
        ("", (3, 2), "put the heading # examples: above it"),
    ],
)
def test_examples_that_nobody_reads_are_told_in_place_of_there_are_none(
    tmp_path: Path, heading: str, place: tuple[int, int], message: str
) -> None:
    document = tmp_path / "f.intent.md"
    document.write_text(f"# name: f\n# description: Twice.\n{heading}\n- f(1) -> 2\n")
    (item,) = Planner(tmp_path, Config()).plan([Request(document)]).intents.values()
    assert message in item.problem
    assert item.problem_span is not None
    assert (item.problem_span.line, item.problem_span.column) == place


MANY = """# name: f_{number}
# signature:
(x: number) -> number
{uses}# examples:
- in: [1] out: {number}
"""
COUNT = 60


def many(root: Path) -> list[Path]:
    """Documents of which every tenth uses the one behind it."""
    paths = [root / f"{number:02}.intent.md" for number in range(COUNT)]
    for number, path in enumerate(paths):
        uses = f"# uses:\n- f_{number + 1} from {number + 1:02}.intent.md\n" if number % 10 == 3 else ""
        path.write_text(MANY.format(number=number, uses=uses))
    return paths


@pytest.mark.slow
def test_of_many_documents_only_some_are_held(tmp_path: Path) -> None:
    """Others are held only by whoever works on them: no text, no intent, no part of one."""
    paths = many(tmp_path)
    before = held()
    plan = Planner(tmp_path, Config(), most=5).plan([Request(path) for path in paths])
    assert len(plan.intents) == COUNT
    assert within(held(), before, 5)
    for number, item in enumerate(plan.intents.values()):
        assert item.intent.examples
        assert number % 10 or within(held(), before, 6)
    del item
    assert within(held(), before, 5)


def held() -> list[int]:
    """How many documents, intents, and texts of intents with what was found out about them exist. Nothing waits for the
    collector: what nobody works on is let go at once."""
    kinds = Counter(map(type, gc.get_objects()))
    return [kinds[kind] for kind in (Document, Intent, CachedIntent)]


def within(now: list[int], before: list[int], most: int) -> bool:
    return all(there <= already + most for there, already in zip(now, before, strict=True))


def test_a_plan_of_many_documents_is_the_plan_of_few(tmp_path: Path) -> None:
    """Whatever becomes of the files meanwhile: what is planned is what was read."""
    paths = many(tmp_path)
    requests = [Request(path, regenerate=True) for path in paths[:30]]
    whole = Planner(tmp_path, Config(), most=None).plan(requests)
    by_parts = Planner(tmp_path, Config(), most=1).plan(requests)
    same = Planner(tmp_path, Config(), most=1).plan(Requests(Request(tmp_path, regenerate=True), Paths(paths[:30])))
    for path in paths:
        path.unlink()
    assert [key.intent for key in whole.intents][:6] == ["f_0", "f_1", "f_2", "f_4", "f_3", "f_5"]
    for other in (by_parts, same):
        assert list(other.intents) == list(whole.intents)
        assert list(other.intents.values()) == list(whole.intents.values())
        assert list(other.intents.uses()) == list(whole.intents.uses())
    assert dict(whole.intents.targets()) == {key: item.targets for key, item in whole.intents.items()}
    assert dict(whole.intents.uses()) == {key: item.uses for key, item in whole.intents.items() if item.uses}


def test_types_from_elsewhere_are_those_that_were_read_first(tmp_path: Path) -> None:
    lender, user, other = (tmp_path / f"{name}.intent.md" for name in ("lender", "user", "other"))
    lender.write_text("# name: point\n# types:\nPoint = {x: number}\n")
    user.write_text(
        "# name: f\n# types:\n- Point from lender.intent.md\n# signature:\n(p: Point) -> number\n"
        "# examples:\n- in: [{x: 1}] out: 1\n"
    )
    other.write_text(CLAMP.lstrip())
    plan = Planner(tmp_path, Config(), most=1).plan([Request(user), Request(other)])
    before = plan.intents[IntentKey(user, "f")].intent.digest
    assert plan.intents[IntentKey(other, "clamp")].intent.examples
    lender.write_text("# name: point\n# types:\nPoint = {x: string}\n")
    item = plan.intents[IntentKey(user, "f")]
    assert (item.problem, item.intent.digest) == ("", before)


def test_a_plan_knows_its_intents_and_no_others(tmp_path: Path) -> None:
    paths = many(tmp_path)
    plan = Planner(tmp_path, Config(), most=2).plan([Request(paths[3], intents=frozenset({"f_3"}))])
    assert [key.intent for key in plan.intents] == ["f_4", "f_3"]
    assert IntentKey(paths[4], "f_4") in plan.intents
    for key in (IntentKey(paths[3], "f_4"), IntentKey(paths[5], "f_5"), IntentKey(tmp_path / "no.intent.md", "f_3")):
        assert key not in plan.intents
        assert plan.intents.get(key) is None
    assert plan.intents[IntentKey(paths[4], "f_4")].regenerate is False


def test_the_last_of_several_requests_for_an_intent_counts(tmp_path: Path) -> None:
    path = many(tmp_path)[0]
    asked = [Request(path, mode="check"), Request(path, rounds=7, force=True)]
    (item,) = Planner(tmp_path, Config()).plan(asked).intents.values()
    assert (item.mode, item.rounds, item.force) == ("transpile", 7, True)


def test_a_used_intent_is_planned_for_the_targets_of_all_its_users(tmp_path: Path) -> None:
    one = "# name: {0}\n# target: {1}\n# signature:\n(x: number) -> number\n{2}# examples:\n- in: [1] out: 1\n"
    uses = "# uses:\n- base from base.intent.md\n"
    (tmp_path / "base.intent.md").write_text(one.format("base", "js", ""))
    paths = [tmp_path / "base.intent.md"]
    for name, target in (("a", "py"), ("b", "js")):
        paths.append(tmp_path / f"{name}.intent.md")
        paths[-1].write_text(one.format(name, target, uses))
    for asked, targets in ((paths, ("js", "py")), (paths[1:], ("py", "js"))):
        plan = Planner(tmp_path, Config(), most=1).plan([Request(path, mode="check") for path in asked])
        assert list(plan.intents) == [IntentKey(path, path.name.split(".")[0]) for path in paths]
        item = plan.intents[IntentKey(paths[0], "base")]
        assert (item.targets, item.mode) == (targets, "check")
