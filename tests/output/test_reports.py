"""Reports: everything comes back, equal work gives equal bytes, nobody loses anybody's entries."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.models.contract import Detour
from intent_lsp.output.report_format import decode, encode
from intent_lsp.output.reports import Contradiction, Entry, Report, Round, load_report, report_path, save_report
from intent_lsp.output.workspace import Workspace
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.status import Status
from intent_lsp.text.inert import is_inert
from intent_lsp.values import Opaque, Question

VERDICT = Verdict(
    Gate.PROPERTIES,
    (
        ExampleResult(1, True, "3", "3"),
        ExampleResult(2, False, "3", '"3"', CodeError("TypeError", "no", 3, 4, "at clamp"), "got a string"),
    ),
    (
        Failure(Gate.PROPERTIES, "result >= 0 is false", 0, (float("nan"), {"$a": [1, None]}), None, "result >= 0"),
        Failure(
            Gate.RUNTIMES,
            "on Node 20.1.0: got 4",
            1,
            (),
            CodeError("Error", "no"),
            "",
            "depends-on-chance",
            "Node 20.1.0",
        ),
    ),
    "printed",
    doubts=("a doubt",),
    confirmed=("Python 3.12.1",),
    unconfirmed=("not confirmed on Node: none was found",),
)
ENTRY = Entry(
    "clamp", "js", Status.FAILED, "a" * 64, "b" * 64, "", ".promirror/candidates/x.js", "draft", "qwen", 2, 3, "a note",
    Question(([1, 2],), (3, Opaque("set", "{1}"))),
    (Round(1, "draft", "qwen", "the reply was prose", None, (Detour("big", "does not answer"),)),
     Round(2, "draft", "qwen", "", VERDICT)),
)  # fmt: skip


def test_what_is_known_of_an_older_file_comes_back() -> None:
    entry = replace(ENTRY, last_good=VERDICT, contradiction=Contradiction("c" * 64, VERDICT), doubts=("a doubt",))
    (back,) = decode(encode("d", [entry]))
    assert repr(back) == repr(entry)  # repr, since NaN differs from itself
    assert repr(back.good) == repr(VERDICT)
    assert repr(back.contradicted("c" * 64)) == repr(VERDICT)
    assert back.contradicted("d" * 64) is None


def test_an_entry_comes_back_whole(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    document = tmp_path / "docs" / "a.intent.md"
    assert save_report(workspace, document, load_report(workspace, document).with_entry(ENTRY))
    back = load_report(workspace, document).get("clamp", "js")
    assert back is not None
    assert repr(back) == repr(ENTRY)  # repr, since NaN differs from itself
    assert back.verdict is not None
    assert back.verdict.examples[1].got == '"3"'
    assert (tmp_path / ".promirror/reports/docs/a.intent.md.report.json").is_file()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.builds(Opaque, st.text()),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["$number", "$opaque", "$$", "a"]), inner),
    max_leaves=8,
)


@given(st.lists(JSON, min_size=1), st.text(), st.text())
def test_any_values_come_back_through_strict_json(values: list[object], text: str, document: str) -> None:
    entry = replace(ENTRY, question=Question(tuple(values), (text, None)), note=text, history=())
    data = encode(document, [entry])
    json.loads(data, parse_constant=lambda constant: pytest.fail(f"{constant} is not JSON"))
    assert decode(data) == (entry,)
    assert encode(document, decode(data)) == data


def test_only_code_that_passes_everything_is_withheld() -> None:
    passing = replace(VERDICT, gate=None, failures=())
    held = replace(ENTRY, history=(Round(2, "draft", "qwen", "not written: Python failed", passing),))
    assert held.withheld == "not written: Python failed"
    assert replace(held, status=Status.DISAGREE).withheld == ""
    failed = replace(ENTRY, history=(Round(2, "draft", "qwen", "got 1, want 2", VERDICT),))
    assert failed.withheld == replace(ENTRY, history=()).withheld == ""


@given(st.text(st.sampled_from('\x1b\x07\x7f\x85\x9b\u202e\u2066a\n\\"é😀')))
def test_nothing_is_hidden_in_a_report(text: str) -> None:
    """It is committed, and read in terminals and in the views of code hosts."""
    written = encode(text, [replace(ENTRY, note=text, model=text)])
    assert is_inert(written.decode())
    (back,) = decode(written)
    assert (back.note, back.model) == (text, text)


def test_the_order_of_work_does_not_show(tmp_path: Path) -> None:
    other = replace(ENTRY, intent="abs", target="py")
    assert encode("d", [ENTRY, other]) == encode("d", [other, ENTRY])
    slow = replace(ENTRY, history=(Round(2, "draft", "qwen", "", replace(VERDICT, seconds=9.0)),))
    assert encode("d", [slow]) == encode("d", [replace(slow, history=(Round(2, "draft", "qwen", "", VERDICT),))])


def test_nothing_is_written_when_nothing_changed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    document = tmp_path / "a.intent.md"
    assert not save_report(workspace, document, Report())
    assert not report_path(workspace, document).exists()
    assert save_report(workspace, document, Report().with_entry(ENTRY))
    before = report_path(workspace, document).stat().st_mtime_ns
    assert not save_report(workspace, document, load_report(workspace, document).with_entry(ENTRY))
    assert report_path(workspace, document).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'{"results": 3}', b"\xff\xfe", b"[" * 100_000, b'{"results": [null, 3, {}]}'],
)
def test_a_corrupt_report_is_an_empty_one_and_can_be_replaced(tmp_path: Path, data: bytes) -> None:
    workspace = Workspace(tmp_path)
    document = tmp_path / "a.intent.md"
    path = report_path(workspace, document)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert load_report(workspace, document).entries == {}
    assert save_report(workspace, document, load_report(workspace, document).with_entry(ENTRY))
    assert load_report(workspace, document).get("clamp", "js") is not None


@given(st.data())
def test_one_bad_entry_does_not_take_the_others_along(data: st.DataObject) -> None:
    tree = json.loads(encode("d", [ENTRY, replace(ENTRY, intent="abs")]))
    bad = tree["results"][1]
    key = data.draw(st.sampled_from(["intent", "target", "status", "digest", "round", "history"]))
    bad[key] = data.draw(st.sampled_from([None, {}, "x" if key in ("target", "status", "round", "history") else 1]))
    assert [entry.intent for entry in decode(json.dumps(tree).encode())] == ["abs"]


def test_what_another_process_wrote_meanwhile_stays(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    document = tmp_path / "a.intent.md"
    save_report(workspace, document, Report().with_entry(ENTRY).with_entry(replace(ENTRY, intent="gone")))
    mine = load_report(workspace, document)
    theirs = load_report(workspace, document)
    save_report(workspace, document, theirs.with_entry(replace(ENTRY, status=Status.VERIFIED, question=None)))
    save_report(workspace, document, mine.with_entry(replace(ENTRY, target="py")).without([("gone", "js")]))
    entries = load_report(workspace, document).entries
    assert {key: entry.status for key, entry in entries.items()} == {
        ("clamp", "js"): "verified",
        ("clamp", "py"): "failed",
    }


WRITER = """
import sys
from pathlib import Path
from intent_lsp.output.reports import Entry, load_report, save_report
from intent_lsp.output.workspace import Workspace
root, who = Path(sys.argv[1]), sys.argv[2]
here, document = Workspace(root), root / "a.intent.md"
for number in range(25):
    entry = Entry(f"{who}{number}", "js", "failed", "a", "b")
    save_report(here, document, load_report(here, document).with_entry(entry))
"""


def test_four_processes_lose_no_entry(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), who], env={"PYTHONPATH": "server"})
        for who in "abcd"
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    entries = load_report(Workspace(tmp_path), tmp_path / "a.intent.md").entries
    assert {intent for intent, _ in entries} == {f"{who}{number}" for who in "abcd" for number in range(25)}
