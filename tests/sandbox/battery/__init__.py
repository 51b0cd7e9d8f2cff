"""Everyday expressions of JavaScript, and what the sandbox's guest and a real Node make of them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intent_lsp.checks.static import static_failures
from intent_lsp.runtime_versions import OldestRuntimes
from intent_lsp.sandbox import decode, wasm
from intent_lsp.sandbox.contract import CodeError, Job, Limits, Raised, Returned, Sandbox
from intent_lsp.values import JsonValue, Opaque

HERE = Path(__file__).parent
PRELUDE = Path(wasm.__file__).with_name("guest_js") / "prelude.js"
REFUSED = "NotInSandbox"
Answer = Literal["the same", "refused by name", "different"]


@dataclass(frozen=True, slots=True)
class Expression:
    """One line of ``expressions.txt``."""

    group: str
    text: str

    @property
    def module(self) -> str:
        """The module whose function ``f`` returns the expression's value."""
        word = "async " if "await " in self.text else ""
        return f"export {word}function f() {{ return ({self.text}); }}\n"


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of one expression. ``reason`` is the text of the refusal."""

    expression: Expression
    answer: Answer
    guest: str
    node: str
    reason: str = ""


def expressions() -> list[Expression]:
    """The battery."""
    found: list[Expression] = []
    group = ""
    for line in (HERE / "expressions.txt").read_text("utf-8").split("\n"):
        if line.startswith("## "):
            group = line[3:]
        elif line:
            found.append(Expression(group, line))
    return found


def on_node(node: Path, modules: list[str]) -> list[str]:
    """What the function ``f`` of each module gives on a real Node: ``value …`` or ``error Name``."""
    job = {"modules": modules, "prelude": PRELUDE.read_text("utf-8")}
    done = subprocess.run(
        [node, "--no-warnings", HERE / "on_node.mjs"],
        input=json.dumps(job), capture_output=True, text=True, timeout=60, check=True,
        env={"TZ": "UTC", "LANG": "en_US.UTF-8"},
    )  # fmt: skip
    outcomes: list[str] = json.loads(done.stdout)
    return [_shown(outcome) for outcome in outcomes]


async def compare(sandbox: Sandbox, battery: list[Expression], outcomes: list[str], node: int) -> list[Compared]:
    """Every expression on the guest, as the guest of code for ``node`` (its major version) and later."""
    return [await _compare(sandbox, item, real, node) for item, real in zip(battery, outcomes, strict=True)]


async def _compare(sandbox: Sandbox, item: Expression, real: str, node: int) -> Compared:
    run = await sandbox.run(Job("js", item.module, "f", ((),), limits=Limits(oldest_node=node)))
    outcome = Raised(run.load_error) if isinstance(run.load_error, CodeError) else run.outcomes[0]
    guest, reason = "stopped", ""
    if isinstance(outcome, Returned):
        guest = f"value {_plain(outcome.value)}"
    elif isinstance(outcome, Raised):
        guest = f"error {outcome.error.type}"
        reason = outcome.error.message if outcome.error.type == REFUSED else ""
    told = static_failures(item.module, "js", OldestRuntimes(node=node))
    if told:
        reason = told[0].message
    if guest == real:
        return Compared(item, "the same", guest, real)
    return Compared(item, "refused by name" if reason else "different", guest, real, reason)


def _shown(outcome: str) -> str:
    kind, _, text = outcome.partition(" ")
    return f"value {_plain(decode.value(json.loads(text)))}" if kind == "value" else outcome


def _plain(value: JsonValue | Opaque) -> str:
    return repr(value)
