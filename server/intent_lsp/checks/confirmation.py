"""The runtimes gate: what passed in the sandbox gives the same on the user's own Node or Python."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from intent_lsp.checks.outcomes import judge
from intent_lsp.checks.verdict import ExampleResult, Failure, Gate, Verdict
from intent_lsp.document.model import Intent
from intent_lsp.sandbox.contract import CodeError, Job, Run, Stopped
from intent_lsp.sandbox.runtimes.pool import Confirmed, Runtimes, missing
from intent_lsp.syntax.python import parse

_SEEDS = (2, 3)
"""Further hash seeds, for code that may show the order of a set."""
_SETS = {"set", "frozenset", "hash"}


async def confirm(verdict: Verdict, job: Job, intent: Intent, runtimes: Runtimes) -> Verdict:
    """The verdict with the runtime that confirmed it, the doubt that none could, or the failure that one found.

    ``verdict`` has passed every other gate, and ``job`` calls each example once.
    """
    known = runtimes.confirmed_by(job)
    if known:
        return replace(verdict, confirmed=(known,))
    said = await runtimes.run(job)
    if isinstance(said, str):
        return replace(verdict, unconfirmed=(missing(job.target, said),))
    failed = _judged(verdict, said, job, intent, "differs-on-runtime")
    for seed in _SEEDS if not failed and job.target == "py" and _mentions_sets(job.code, job.modules) else ():
        again = await runtimes.run(job, seed)
        if isinstance(again, Confirmed) and not failed:
            failed = _judged(verdict, again, job, intent, "depends-on-chance")
    if failed:
        return failed
    runtimes.record_confirmed(job, said.runtime)
    return replace(verdict, confirmed=(said.runtime,))


def _judged(verdict: Verdict, said: Confirmed, job: Job, intent: Intent, code: str) -> Verdict | None:
    """The failed verdict; ``None`` when every example passes there as well."""
    run = said.run
    if run is None:
        return None
    if run.load_error is not None:
        error = run.load_error if isinstance(run.load_error, CodeError) else None
        text = error or (run.load_error.message if isinstance(run.load_error, Stopped) else "")
        message = f"{said.runtime} cannot import the code: {text}"
        return replace(verdict, gate=Gate.RUNTIMES, failures=(_failure(message, said.runtime, error=error, code=code),))
    return _differing(verdict, run, said.runtime, intent, code)


def _differing(verdict: Verdict, run: Run, runtime: str, intent: Intent, code: str) -> Verdict | None:
    results: list[ExampleResult] = []
    failures: list[Failure] = []
    where = f"on {runtime}" + (", with another order of sets" if code == "depends-on-chance" else "")
    for example, outcome, before in zip(intent.examples, run.outcomes, verdict.examples, strict=True):
        result = judge(example, outcome, intent.tolerance)
        if not result.passed:
            message = f"{where}: got {result.got}, want {result.expected}; in the sandbox it passes"
            failures.append(_failure(message, runtime, example=example.number, error=result.error, code=code))
        results.append(before if result.passed else result)
    if not failures:
        return None
    return replace(verdict, gate=Gate.RUNTIMES, examples=tuple(results), failures=tuple(failures))


def _failure(message: str, runtime: str, *, error: CodeError | None, code: str, example: int = 0) -> Failure:
    return Failure(Gate.RUNTIMES, message, example=example, error=error, code=code, runtime=runtime)


def _mentions_sets(code: str, modules: Mapping[str, str]) -> bool:
    """Whether the code may hold a set whose order shows."""
    for text in (code, *modules.values()):
        tree = parse(text)
        if tree is None:
            return True
        for node in ast.walk(tree):
            if isinstance(node, (ast.Set, ast.SetComp)) or (isinstance(node, ast.Name) and node.id in _SETS):
                return True
    return False
