"""What is learnt of models: what counts, where it is kept, what it decides, and what it never touches."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from intent_lsp.config import Config
from intent_lsp.errors import NoProvider
from intent_lsp.models import discovery
from intent_lsp.models.choose_model import Candidate
from intent_lsp.models.contract import Route
from intent_lsp.models.discovery import ServerPlace, plan
from intent_lsp.models.found_server import Server
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.learning import learnt_file
from intent_lsp.models.learning.learnt import ROUNDS, Learnt, LearntKey, Record, candidate, improved, is_better
from intent_lsp.models.learning.learnt_file import add, forget, load
from intent_lsp.workbench import Request, open_workbench
from tests.models.asking import asking, prompt
from tests.servers.dialects import CODE, DIALECTS, MODEL
from tests.servers.fake import Behaviour, Wire, fake
from tests.servers.fake import Request as Call
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS
KEY = LearntKey("qwen2.5-coder:7b", "draft", "js")
JS_ONLY = CLAMP.replace("js,py", "js")


def record(passed: int, candidates: int, seconds: float = 0.0) -> Record:
    """Passes in round 1, each reply of ten tokens in so many seconds."""
    first = (passed,) + (0,) * (ROUNDS - 1)
    timed = candidates if seconds else 0
    return Record(candidates, first, timed, 10 * timed, seconds * timed)


# --- what is proven ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        (record(3, 3), record(0, 0), False),  # three lucky tries beat nobody
        (record(3, 3), record(20, 40), False),
        (record(30, 30), record(0, 0), False),  # nor does anybody beat what was not tried yet
        (record(36, 40), record(14, 40), True),
        (record(24, 40), record(20, 40), False),  # chance
        (record(240, 400), record(200, 400), True),  # the same difference, with ten times the evidence
        (record(20, 40, 2.0), record(20, 40, 5.0), True),  # as good, and quicker
        (record(20, 40, 3.0), record(20, 40, 5.0), False),
        (record(19, 40, 2.0), record(20, 40, 5.0), False),  # quicker, and not as good
        (record(0, 0), record(0, 30), True),  # anything is better than what never passes
        (record(0, 0), record(6, 30), False),
    ],
)
def test_who_goes_before_whom(one: Record, other: Record, first: bool) -> None:
    assert is_better(one, other) is first


def test_the_usual_order_stays_where_nothing_is_proven() -> None:
    known = {"b": record(39, 40), "d": record(10, 40)}
    assert improved("abcd", lambda name: known.get(name, Record())) == list("abcd")
    known["a"] = record(10, 40)
    assert improved("abcd", lambda name: known.get(name, Record())) == list("bacd")


def test_of_two_models_the_one_that_passes_more_often_drafts() -> None:
    """And each route and each server by itself."""
    small, large = Candidate("qwen2.5-coder:7b"), Candidate("qwen2.5-coder:14b")
    server = Server("ollama", "http://127.0.0.1:11434", (small, large))
    known = {
        LearntKey(small.name, "draft", "js"): record(5, 30),
        LearntKey(large.name, "draft", "js"): record(14, 15),
        LearntKey(large.name, "draft", "py"): record(13, 15),
    }

    def models(learnt: Learnt) -> list[str]:
        made = plan([server], learnt)
        by_name = {config.name: config.model for config in made.providers}
        return [by_name[made.draft[0]], by_name[made.repair[0]]]

    assert models(Learnt()) == [small.name, large.name]
    assert models(Learnt(known)) == [large.name, large.name]
    assert models(Learnt({k: replace(r, candidates=r.candidates // 5, passed=(0,) * ROUNDS) for k, r in known.items()})
                  ) == [small.name, large.name]  # fmt: skip


def test_of_two_servers_the_one_that_passes_more_often_comes_first() -> None:
    """llama.cpp lists a file's path, and its replies are known by the file's name."""
    ollama = Server("ollama", "http://127.0.0.1:11434", (Candidate("qwen2.5-coder:7b"),))
    llama = Server("llamacpp", "http://127.0.0.1:8080/v1", (Candidate("/home/me/models/phi4.gguf"),))
    known = {
        LearntKey("qwen2.5-coder:7b", "draft", "py"): record(10, 40),
        LearntKey("phi4", "draft", "py"): record(38, 40),
    }
    assert plan([ollama, llama]).draft == ("ollama", "llamacpp", "builtin")
    assert plan([ollama, llama], Learnt(known)).draft == ("llamacpp", "ollama", "builtin")
    assert plan([ollama, llama], Learnt(known)).repair == ("ollama", "llamacpp", "builtin")


# --- the file --------------------------------------------------------------------------------------------------------


def test_what_is_added_is_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "learnt"
    assert load(folder) == Learnt()
    one = candidate(passed=True, round_=2) + Record(timed=1, tokens=30, writing=1.5, waiting=0.25)
    add(folder, {KEY: one})
    add(folder, {KEY: one, KEY._replace(route="repair"): candidate(passed=False, round_=99)})
    assert load(folder).of(KEY.model, "draft") == one + one
    assert load(folder).of(KEY.model, "repair") == Record(1)
    assert (one.speed, one.first_token, one.passed[1]) == (20, 0.25, 1)
    assert sorted(path.name for path in folder.iterdir()) == ["models.json"]
    assert forget(folder) == 1
    assert (load(folder), forget(folder)) == (Learnt(), 0)


def _add_often(folder: Path, model: str) -> None:
    for _ in range(25):
        add(folder, {KEY: candidate(passed=True, round_=1), KEY._replace(model=model): Record(1)})


def test_several_processes_add_and_nothing_is_lost(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_add_often, args=(tmp_path / "learnt", f"m{n}")) for n in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    learnt = load(tmp_path / "learnt")
    assert learnt.of(KEY.model, "draft") == record(75, 75)
    assert [learnt.of(f"m{n}", "draft").candidates for n in range(3)] == [25, 25, 25]


DAMAGED = {
    "empty": b"",
    "half": b'{"format": 1, "records": [["m", "draft"',
    "another layout": b'{"format": 99, "records": [["m", "draft", "js", 1, [1, 0, 0, 0, 0], 0, 0, 0, 0]]}',
    "no records": b'{"format": 1, "records": 7}',
    "a list": b"[]",
    "more passes than candidates": b'{"format": 1, "records": [["m", "draft", "js", 1, [2, 0, 0, 0, 0], 0, 0, 0, 0]]}',
    "negative": b'{"format": 1, "records": [["m", "draft", "js", -1, [0, 0, 0, 0, 0], 0, 0, 0, 0]]}',
    "not a number": b'{"format": 1, "records": [["m", "draft", "js", 1, [0, 0, 0, 0, 0], 1, 1, NaN, 1]]}',
    "another route": b'{"format": 1, "records": [["m", "x", "js", 1, [0, 0, 0, 0, 0], 0, 0, 0, 0]]}',
    "a truth for a count": b'{"format": 1, "records": [["m", "draft", "js", true, [0, 0, 0, 0, 0], 0, 0, 0, 0]]}',
    "too large": b" " * (256 << 10) + b'{"format": 1, "records": []}',
    "deep": b"[" * 100_000,
    "bytes": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_counts_as_nothing_and_is_replaced(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "models.json").write_bytes(data)
    assert load(tmp_path) == Learnt()
    add(tmp_path, {KEY: record(1, 2)})
    assert load(tmp_path).of(KEY.model, "draft") == record(1, 2)


def test_the_file_is_bounded_and_the_last_asked_stay(tmp_path: Path) -> None:
    add(tmp_path, {KEY._replace(model=f"model {n:04} " + "x" * 180): record(1, 1) for n in range(900)})
    add(tmp_path, {KEY: record(1, 1)})
    learnt = load(tmp_path)
    assert (tmp_path / "models.json").stat().st_size < 256 << 10
    assert learnt.models[0] == KEY.model
    assert learnt.models[1].startswith("model 0899")
    assert len(learnt.models) == 400


def test_what_is_old_counts_half(tmp_path: Path) -> None:
    add(tmp_path, {KEY: record(900, 1001, 1.0)})
    aged = load(tmp_path).of(KEY.model, "draft")
    assert (aged.candidates, aged.passes, aged.speed) == (500, 450, 10)


@pytest.mark.skipif(os.name == "nt", reason="symlinks need a privilege there")
def test_a_symlink_in_its_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "learnt").mkdir()
    (tmp_path / "learnt" / "models.json").symlink_to(tmp_path / "victim")
    assert load(tmp_path / "learnt") == Learnt()
    add(tmp_path / "learnt", {KEY: record(1, 1)})
    assert (tmp_path / "victim").read_text() == "mine"


def test_a_folder_that_cannot_be_made_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    add(tmp_path / "file" / "learnt", {KEY: record(1, 1)})
    assert load(tmp_path / "file" / "learnt") == Learnt()


# --- what counts -----------------------------------------------------------------------------------------------------


def answering(*texts: str) -> Behaviour:
    left = list(texts)

    async def chat(request: Call, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [left.pop(0) if len(left) > 1 else left[0]])

    return LMSTUDIO.serving(chat)


def forget_the_work(root: Path) -> None:
    """All but the cache."""
    for folder in ("src", ".promirror/reports", ".promirror/proofs"):
        shutil.rmtree(root / folder)


async def test_a_run_teaches_who_passed_on_which_route_and_in_which_round(learnt: Path, tmp_path: Path) -> None:
    behaviour = answering(f"```js\n{CLAMP_JS_WRONG}```", f"```js\n{CLAMP_JS_WRONG}```", f"```js\n{CLAMP_JS}```")
    path = tmp_path / "spec.intent.md"
    path.write_text(JS_ONLY.lstrip("\n"))
    async with fake(behaviour) as server:
        config = Config(providers=(LMSTUDIO.config(server.root, lock="none"),), rounds=3)
        for _ in range(2):  # the second time everything is known, and teaches nothing
            async with open_workbench(tmp_path, config) as workbench:
                [result] = await workbench.transpile([Request(path)], lambda _: None)
            assert result.status == "verified"
            forget_the_work(tmp_path)
        assert len(server.calls) == 3
    known = load(learnt)
    assert set(known.records) == {LearntKey(MODEL, "draft", "js"), LearntKey(MODEL, "repair", "js")}
    draft, repair = known.of(MODEL, "draft"), known.of(MODEL, "repair")
    assert (draft.candidates, draft.passes) == (1, 0)
    assert (repair.candidates, repair.passed) == (2, (0, 0, 1, 0, 0))
    assert (repair.timed, repair.tokens) == (2, 42)
    assert not list(tmp_path.rglob("models.json")), "nothing in the workspace"


async def test_a_reply_without_code_did_not_pass(learnt: Path, tmp_path: Path) -> None:
    async with fake(answering("I am sorry.")) as one, fake(answering(CODE)) as two:
        configs = [LMSTUDIO.config(server.root, name=name, lock="none") for name, server in (("a", one), ("b", two))]
        async with asking(tmp_path, *configs) as ask:
            assert (await ask()).provider == "b"
        assert load(learnt).of(MODEL, "draft").candidates == 1, "the engine judges what has code"


async def test_what_is_learnt_is_written_while_the_session_goes_on(
    learnt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor may be killed; what comes meanwhile is gathered, and nothing counts twice."""
    monkeypatch.setattr(learnt_file, "_DELAY", 0.02)
    notebook = learnt_file.LearntWriter(learnt)
    for known in range(1, 4):
        notebook.note(KEY, Record(1))
        notebook.note(KEY._replace(model="x" * 10_000), Record(1))
        async with asyncio.timeout(20):
            while (await notebook.read()).of(KEY.model, "draft").candidates < known:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    notebook.note(KEY, Record(1))
    await notebook.close()
    await notebook.close()
    assert load(learnt).records == {KEY: Record(4)}


async def test_what_comes_while_some_is_written_is_written_as_well(
    learnt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the last candidate of a session that is killed; nothing else would bring it to the disk."""
    begun, go_on = threading.Event(), threading.Event()

    def on_a_slow_disk(folder: Path, news: dict[LearntKey, Record]) -> None:
        begun.set()
        go_on.wait(20)
        add(folder, news)

    monkeypatch.setattr(learnt_file, "_DELAY", 0.01)
    monkeypatch.setattr(learnt_file, "add", on_a_slow_disk)
    notebook = learnt_file.LearntWriter(learnt)
    notebook.note(KEY, Record(1))
    await asyncio.to_thread(begun.wait, 20)
    notebook.note(KEY, Record(1))
    go_on.set()
    async with asyncio.timeout(20):
        while (await notebook.read()).of(KEY.model, "draft").candidates < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await notebook.close()


async def test_an_answer_that_never_ends_did_not_pass(learnt: Path, tmp_path: Path) -> None:
    """Cut at the limit however high, or the same over and over."""
    texts = {"cut": CODE, "endless": "x = 1\n" * 300}

    async def chat(request: Call, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [texts[request.body["model"]]], "length")

    async with fake(LMSTUDIO.serving(chat)) as server:
        configs = [LMSTUDIO.config(server.root, name=name, model=name, lock="none") for name in texts]
        async with asking(tmp_path, *configs) as ask:
            with pytest.raises(NoProvider):
                await ask()
    known = {key.model: record for key, record in load(learnt).records.items()}
    assert known == {"cut": Record(1), "endless": Record(1)}


async def test_what_is_turned_off_neither_writes_nor_decides(learnt: Path, tmp_path: Path) -> None:
    add(
        learnt,
        {
            LearntKey("a-coder:7b", "draft", "js"): record(0, 40),
            LearntKey("a-coder:14b", "draft", "js"): record(40, 40),
        },
    )
    before = (learnt / "models.json").read_bytes()
    async with fake(serving_models("a-coder:7b", "a-coder:14b")) as server:
        for learn, drafts in ((True, "a-coder:14b"), (False, "a-coder:7b")):
            found = await inspect(Config(learn=learn), tmp_path, [ServerPlace("ollama", server.root)])
            assert drafts in found.draft[0]
            assert bool(found.learnt.records) is learn
        async with asking(tmp_path, places=[ServerPlace("ollama", server.root)], learn=False) as ask:
            reply = await ask()
            ask.router.learn(reply, prompt(), "draft", passed=True)
        assert server.calls[0].body["model"] == "a-coder:7b"
    assert (learnt / "models.json").read_bytes() == before


def serving_models(*names: str, texts: list[str] | None = None) -> Behaviour:
    async def chat(request: Call, wire: Wire) -> None:
        await OLLAMA.say(wire, [texts.pop(0) if texts else CODE])

    async def behave(request: Call, wire: Wire) -> None:
        if request.path == "/api/tags":
            await wire.whole(200, {"models": [{"name": name} for name in names]})
        else:
            await OLLAMA.serving(chat)(request, wire)

    return behave


async def test_a_choice_stands_for_the_session(learnt: Path, tmp_path: Path) -> None:
    """Also when servers are looked for again."""
    async with fake(serving_models("a-coder:7b", "a-coder:14b")) as server:
        async with asking(tmp_path, places=[ServerPlace("ollama", server.root)]) as ask:
            await ask()
            add(learnt, {LearntKey("a-coder:7b", "draft", "js"): record(0, 40)})
            finder: Any = ask.router._finder
            finder.doubt()
            finder._looked -= 60
            await ask(prompt("another"))
        async with asking(tmp_path / "next", places=[ServerPlace("ollama", server.root)]) as ask:
            await ask()
        assert [call.body["model"] for call in server.calls] == ["a-coder:7b", "a-coder:7b", "a-coder:14b"]


ODD = """
# name: odd
# target: js
# signature:
(s: string) -> number
# examples:
- odd("ab") -> 11
- odd("hello") -> 77
- odd("z") -> 62
- odd("Zoo") -> 13
"""
"""Nothing that the built-in provider finds."""
ODD_JS = "```js\nexport function odd(s) {\n  return (s.charCodeAt(0) * 31 + s.length * 17) % 101;\n}\n```"
RULE = "(s.charCodeAt(0) * 31 + s.length * 17) % 101"
WRONG = [ODD_JS.replace(RULE, text) for text in ("null", "(s, null)", "(1, null)")]
"""They fail alike, so that the next rounds ask the draft's own question again."""


async def test_what_was_learnt_never_changes_what_the_cache_decides(
    learnt: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three rounds fail, the fourth passes; then the same cache, and other models that draft and repair."""
    texts = [*WRONG, ODD_JS]
    path = tmp_path / "spec.intent.md"
    path.write_text(ODD.lstrip("\n"))
    written: list[dict[str, bytes]] = []
    async with fake(serving_models("a-coder:7b", "a-coder:14b", texts=texts)) as server:
        monkeypatch.setattr(discovery, "usual_places", lambda: (ServerPlace("ollama", server.root),))
        for _ in range(2):
            async with open_workbench(tmp_path, Config(rounds=4)) as workbench:
                [result] = await workbench.transpile([Request(path)], lambda _: None)
                drafts, repairs = [(await workbench.models.providers(route))[0].model for route in get_args(Route)]
            assert (result.status, result.rounds) == ("verified", 4)
            files = [*(tmp_path / "src").rglob("*.js"), *tmp_path.rglob("*.report.json")]
            written.append({str(file): file.read_bytes() for file in files})
            forget_the_work(tmp_path)
            assert (drafts, repairs) == (("a-coder:7b", "a-coder:14b") if len(written) == 1 else
                                         ("a-coder:14b", "a-coder:7b"))  # fmt: skip
            add(learnt, {LearntKey("a-coder:7b", "draft", "js"): record(0, 90),
                         LearntKey("a-coder:14b", "draft", "js"): record(90, 90),
                         LearntKey("a-coder:7b", "repair", "js"): record(90, 90),
                         LearntKey("a-coder:14b", "repair", "js"): record(0, 90)})  # fmt: skip
        assert len(server.calls) == 4
    assert len(written[0]) == 2
    assert written[0] == written[1]
