"""An outcome of rounds with something in every field, and what happened in them."""

from __future__ import annotations

from pathlib import Path

from intent_lsp.checks.gates import Candidate
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.models.contract import Detour, Reply
from intent_lsp.output.report import Round
from intent_lsp.sandbox.contract import CodeError
from intent_lsp.transpile.events import CandidateReady, Checked, Event, RoundFailed, RoundStarted, Token, Waiting, Work
from intent_lsp.transpile.loop.attempts import Attempt
from intent_lsp.transpile.loop.remote_rounds import RemoteOutcome, TargetOutcome
from intent_lsp.usage import Usage
from intent_lsp.values import Question

JS, PY = (Work(Path("a.intent.md"), "f", target) for target in ("js", "py"))
FAILS = Verdict(
    Gate.EXAMPLES,
    (ExampleResult(1, False, "2", "NaN", CodeError("TypeError", "no ✗", 3, 4, "at f"), "a number"),),
    (Failure(Gate.EXAMPLES, "1 fails", 1, (float("nan"), {"$a": [None, "ü"]}), property="p", code="c", runtime="r"),),
    printed="hello\n", doubts=("d",), confirmed=("Node 20.1.0",), unconfirmed=("not on Python",),
)  # fmt: skip
PASSES = Verdict(None, (ExampleResult(1, True, "2", "2"),))
_REPLY = Reply(
    "code", "draft", "m:7b", cached=True, confidence="ambiguous", note="mended: a",
    question=Question((1.5,), (2, "x"), ("JavaScript", "Python")), doubts=("other programs fit",),
)  # fmt: skip
BAD = Attempt("code", FAILS, _REPLY, 1, 1)
GOOD = Attempt("code", PASSES, _REPLY, 2, 1, ported=True)
OUTCOME = RemoteOutcome(
    {
        "js": TargetOutcome(
            GOOD, GOOD, (GOOD,), (Round(1, "draft", "m", "why", FAILS, (Detour("draft", "was busy"),)),), 2, 3,
            "why", Usage(1, 2, 3, 4),
        ),
        "py": TargetOutcome(None, BAD, history=(Round(1, "", "", "no code", None),), failed=("too hard", "hint")),
    },
    (Candidate("py", "def f(): pass"),),
)  # fmt: skip
EVENTS: tuple[Event, ...] = (
    RoundStarted(JS, 1, 3, "write f"),
    Waiting(JS, "draft", "m", "loading"),
    Token(PY, 7),
    CandidateReady(PY, 1, "code", "draft", "m", False, (Detour("other", "does not answer"),)),
    Checked(JS, 1, FAILS),
    RoundFailed(JS, 1, 3, "no", FAILS),
    RoundFailed(PY, 1, 3, "no code"),
)
