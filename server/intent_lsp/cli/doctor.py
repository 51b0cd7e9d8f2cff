"""``intent doctor``: versions, configuration, model servers and sandbox as they are, and how to mend what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from intent_lsp import __version__
from intent_lsp.cli.cache import size, workspace_here
from intent_lsp.cli.settings import line
from intent_lsp.cli.status import FAILED, OK, USAGE
from intent_lsp.config import Loaded
from intent_lsp.configuration.load import load as load_config
from intent_lsp.configuration.sources import user_file
from intent_lsp.errors import SandboxError
from intent_lsp.models.inspect import Checkup, Diagnosis, inspect
from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import TARGETS

_PROBES = {"js": "export function probe() { return 42; }\n", "py": "def probe():\n    return 42\n"}


@dataclass(frozen=True, slots=True)
class SandboxState:
    """``works`` by target; ``problem`` says why nothing runs."""

    works: dict[str, bool]
    layers: tuple[Layer, ...] = ()
    problem: str = ""
    hint: str = ""

    @property
    def ready(self) -> bool:
        return bool(self.works) and all(self.works.values())


def run(options: argparse.Namespace) -> int:
    """Changes nothing; asks no model."""
    root = options.root or workspace_here()
    loaded = load_config(root, env=os.environ)
    diagnosis, sandbox = asyncio.run(_look(loaded, root))
    if options.json:
        print(json.dumps(as_json(root, loaded, diagnosis, sandbox)))
    else:
        _print(root, loaded, diagnosis, sandbox)
    return USAGE if loaded.problems else OK if sandbox.ready else FAILED


async def _look(loaded: Loaded, root: Path) -> tuple[Diagnosis, SandboxState]:
    return await asyncio.gather(inspect(loaded.config, root), _try_sandbox())


async def _try_sandbox() -> SandboxState:
    sandbox = create_sandbox()
    try:
        await sandbox.start()
        works: dict[str, bool] = {}
        for target in TARGETS:
            outcome = await sandbox.run(Job(target, _PROBES[target], "probe", ((),)))
            works[target] = outcome.outcomes == (Returned(42),)
        layers = sandbox.hardening() if isinstance(sandbox, WasmSandbox) else ()
        return SandboxState(works, layers)
    except SandboxError as error:
        return SandboxState({}, (), str(error), error.hint)
    finally:
        await sandbox.close()


def as_json(root: Path, loaded: Loaded, diagnosis: Diagnosis, sandbox: SandboxState) -> dict[str, Any]:
    """What ``--json`` prints."""
    models = asdict(diagnosis)
    models["cache"]["directory"] = str(diagnosis.cache.directory)
    return {
        "version": __version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "workspace": str(root),
        "configuration": {
            "path": str(loaded.path) if loaded.path else None,
            "problems": [asdict(problem) for problem in loaded.problems],
        },
        "models": models,
        "sandbox": asdict(sandbox) | {"ready": sandbox.ready},
    }


def _print(root: Path, loaded: Loaded, diagnosis: Diagnosis, sandbox: SandboxState) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)

    def say(text: str = "", style: str = "") -> None:
        console.print(Text(text, style))

    def rows(lines: Iterator[tuple[str, str, str]] | Sequence[tuple[str, str, str]]) -> None:
        marks = {"ok": ("✓", "green"), "bad": ("✗", "bold red"), "so": ("·", "dim"), "fix": ("→", "yellow")}
        for kind, name, text in lines:
            mark, style = marks[kind]
            shown = Text("  ").append(f"{mark} ", style)
            console.print(shown.append(f"{name:<12} " if name else "").append(text, "yellow" if kind == "fix" else ""))

    say(f"intent-lsp {__version__}", "bold")
    rows([("so", "Python", f"{platform.python_version()} on {platform.platform()}"), ("so", "folder", str(root))])
    say("\nConfiguration", "bold")
    found = str(loaded.path) if loaded.path else "none: the defaults, and what is found on the usual ports"
    own = user_file(os.environ, None)
    if own is not None:
        rows([("so", "your own", f"{own}{'' if own.exists() else ' (not there)'}")])
    rows([("so", "workspace", found), *(("bad", "", line(problem)) for problem in loaded.problems)])
    say("\nModels", "bold")
    rows([row for checkup in diagnosis.providers for row in _checkup(checkup, configured=diagnosis.configured)])
    for route, names in (("draft", diagnosis.draft), ("repair", diagnosis.repair)):
        rows([("ok" if names else "bad", route, ", then ".join(names) or "nobody")])
    if diagnosis.advice:
        rows([("fix", "", diagnosis.advice)])
    say("\nSandbox", "bold")
    rows(_sandbox(sandbox))
    say("\nCache", "bold")
    cache = diagnosis.cache
    rows([("so", "replies", f"{cache.entries}, {size(cache.bytes)} of {size(cache.limit)}, in {cache.directory}")])


def _checkup(checkup: Checkup, *, configured: bool) -> Iterator[tuple[str, str, str]]:
    where = f" at {checkup.url}" if checkup.url else ""
    if checkup.state == "ready":
        context = f", {checkup.context:,} tokens of context" if checkup.context else ""
        model = f": {checkup.model}{context}" if checkup.model != checkup.name else ""
        yield "ok", checkup.name, f"{checkup.kind}{where}{model}"
        if len(checkup.models) > 1:
            yield "so", "", f"             also has {', '.join(checkup.models[1:6])}"
        return
    # A server on a usual port that nobody configured need not be there.
    kind = "bad" if configured else "so"
    yield kind, checkup.name, f"{checkup.kind}{where}: {checkup.problem or checkup.state}"
    if checkup.fix and configured:
        yield "fix", "", f"             {checkup.fix}"


def _sandbox(state: SandboxState) -> Iterator[tuple[str, str, str]]:
    if state.problem:
        yield "bad", "", state.problem
        if state.hint:
            yield "fix", "", state.hint
        return
    names = {"js": "JavaScript", "py": "Python"}
    for target, works in state.works.items():
        yield ("ok" if works else "bad"), names[target], "runs" if works else "gave a wrong answer"
    for layer in state.layers:
        yield ("ok" if layer.active else "so"), layer.name, layer.detail
