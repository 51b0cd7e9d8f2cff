"""``intent doctor``: versions, configuration, model servers and sandbox as they are, and how to fix problems."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from intent_lsp import __version__
from intent_lsp.cli.commands.cache import size
from intent_lsp.cli.commands.formatters import formatter_states
from intent_lsp.cli.commands.learnt import learnt_data, learnt_lines
from intent_lsp.cli.documents.typed_paths import workspace_here
from intent_lsp.cli.settings import line
from intent_lsp.cli.terminal.status import FAILED, OK, USAGE
from intent_lsp.cli.terminal.terminal_text import complain, json_text, say, show
from intent_lsp.config import Config, LoadedConfig
from intent_lsp.configuration.load import load as load_config
from intent_lsp.configuration.sources import user_file
from intent_lsp.errors import SandboxError
from intent_lsp.models.inspect_servers import Checkup, Diagnosis, inspect
from intent_lsp.output.oldest_runtimes import promised_runtimes
from intent_lsp.output.workspace import Workspace
from intent_lsp.remote_store.visit import StoreCheck, visit
from intent_lsp.runtime_versions import dotted
from intent_lsp.sandbox import create_sandbox
from intent_lsp.sandbox.contract import Job, Returned
from intent_lsp.sandbox.hardening.layer import Layer
from intent_lsp.sandbox.runtimes.find import NAMES
from intent_lsp.sandbox.runtimes.pool import Runtimes
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.values import TARGETS
from intent_lsp.workbench import named_programs

if TYPE_CHECKING:
    from intent_lsp.cli.views.console import CommandConsole

KINDS = {
    "ollama": "Ollama",
    "lmstudio": "LM Studio",
    "llamacpp": "llama.cpp",
    "vllm": "vLLM",
    "tgi": "TGI",
    "openai_compat": "OpenAI-compatible server",
    "llama_cpp": "llama.cpp inside the program",
    "builtin": "the built-in search: finds programs from examples, needs no model",
}
"""What people call the kinds of servers."""
_LOOKING = "asking the model servers, trying the sandbox and your own Node and Python …"
_PROBES = {"js": "export function probe() { return 42; }\n", "py": "def probe():\n    return 42\n"}


@dataclass(frozen=True, slots=True)
class RuntimeState:
    """One of the user's own interpreters, which confirm what the sandbox passed; ``problem`` says why none does."""

    name: str
    version: str = ""
    path: str = ""
    layers: tuple[Layer, ...] = ()
    problem: str = ""


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
    with _progress_reporter(quiet=options.json) as progress:
        diagnosis, sandbox, runtimes, shared = asyncio.run(_look(loaded, root, progress))
    if options.json:
        report = as_json(root, loaded, diagnosis, sandbox, runtimes)
        say(json_text(report | {"sharedCache": asdict(shared) if shared else None}))
    else:
        from intent_lsp.cli.views.console import plain_console

        page = _Page(plain_console())
        _print(page, root, loaded, diagnosis, sandbox, runtimes)
        if shared is not None:
            _show_shared(page, shared, loaded.config)
    wrong = any(not problem.warning for problem in loaded.problems)
    return USAGE if wrong else OK if sandbox.ready else FAILED


@contextmanager
def _progress_reporter(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Say on stderr, from the first moment, what takes its time; at a terminal it goes when it is over."""
    from intent_lsp.cli.views.console import CommandConsole

    console = CommandConsole(stderr=True, quiet=quiet)
    with console.status(_LOOKING) as status:

        def progress(what: str, share: float) -> None:
            if console.is_terminal:
                status.update(f"{what}: {share:.0%}" if share < 1 else _LOOKING)
            elif not share:
                complain(f"setup     {what}")

        yield progress


async def _look(
    loaded: LoadedConfig, root: Path, progress: Callable[[str, float], None]
) -> tuple[Diagnosis, SandboxState, list[RuntimeState], StoreCheck | None]:
    return await asyncio.gather(
        inspect(loaded.config, root), _try_sandbox(progress), _try_runtimes(root, loaded), visit(loaded.config)
    )


async def _try_runtimes(root: Path, loaded: LoadedConfig) -> list[RuntimeState]:
    config = loaded.config
    runtimes = Runtimes(root, named_programs(config), promised_runtimes(Workspace(root), config))
    try:
        found: list[RuntimeState] = []
        for target in TARGETS:
            runtime, layers = await runtimes.describe(target)
            if isinstance(runtime, str):
                found.append(RuntimeState(NAMES[target], problem=runtime))
            else:
                found.append(RuntimeState(NAMES[target], runtime.version, str(runtime.path), layers))
        return found
    finally:
        await runtimes.close()


async def _try_sandbox(progress: Callable[[str, float], None]) -> SandboxState:
    sandbox = create_sandbox(on_progress=progress)
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


def as_json(
    root: Path, loaded: LoadedConfig, diagnosis: Diagnosis, sandbox: SandboxState, runtimes: Sequence[RuntimeState]
) -> dict[str, Any]:
    """What ``--json`` prints."""
    models = asdict(diagnosis)
    models["cache"]["directory"] = str(diagnosis.cache.directory)
    models["learnt"] = learnt_data(diagnosis.learnt)
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
        "runtimes": [asdict(runtime) for runtime in runtimes],
        "formatters": [asdict(formatter) for formatter in formatter_states(root, loaded.config)],
    }


def _print(
    page: _Page,
    root: Path,
    loaded: LoadedConfig,
    diagnosis: Diagnosis,
    sandbox: SandboxState,
    runtimes: Sequence[RuntimeState],
) -> None:
    page.title(f"intent-lsp {__version__}", first=True)
    page.row("so", "Python", f"{platform.python_version()} on {platform.platform()}")
    page.row("so", "folder", str(root))
    page.title("Configuration")
    found = str(loaded.path) if loaded.path else "none: the defaults, and what is found on the usual ports"
    own = user_file(os.environ, None)
    if own is not None:
        page.row("so", "your own", f"{own}{'' if own.exists() else ' (not there)'}")
    page.row("so", "workspace", found)
    for problem in loaded.problems:
        page.place("fix" if problem.warning else "bad", line(problem))
    page.title("Models")
    for checkup in diagnosis.providers:
        _show(page, checkup, configured=diagnosis.configured)
    for route, names in (("draft", diagnosis.draft), ("repair", diagnosis.repair)):
        page.row("ok" if names else "bad", route, ", then ".join(names) or "nobody")
    if diagnosis.advice:
        page.row("fix", "", diagnosis.advice)
    known = learnt_lines(diagnosis.learnt)
    if known:
        page.title("Models so far, on this machine")
    for model, text in known:
        page.row("so", "", f"{model}: {text}")
    page.title("Sandbox")
    for row in _sandbox(sandbox):
        page.row(*row)
    page.title("Runtimes")
    oldest = promised_runtimes(Workspace(root), loaded.config)
    python = dotted(oldest.python)
    page.row("so", "promised", f"generated code must work on Node {oldest.node} and Python {python}, and later ones")
    for runtime in runtimes:
        if runtime.problem:
            page.row("so", runtime.name, f"nothing is confirmed on {runtime.name}: {runtime.problem}")
        else:
            page.row("ok", runtime.name, f"{runtime.version}, {runtime.path}, confined before it starts")
    formatters = formatter_states(root, loaded.config)
    if formatters:
        page.title("Format of generated code")
    for formatter in formatters:
        if formatter.problem:
            page.row("so", formatter.name, formatter.problem)
        else:
            page.row("ok", formatter.name, f"{formatter.path}, with the settings of {formatter.settings}")
    page.title("Cache")
    cache = diagnosis.cache
    page.row("so", "replies", f"{cache.entries}, {size(cache.bytes)} of {size(cache.limit)}, in {cache.directory}")


def _show_shared(page: _Page, shared: StoreCheck, config: Config) -> None:
    if shared.problem:
        page.row("bad", "shared", shared.address)
        page.more(shared.problem)
        page.row("fix", "", shared.hint)
        return
    access = "only read" if config.cache_read_only else "read and filled"
    page.row("ok", "shared", f"{shared.address}, {access}; the first answer took {shared.seconds:.2f} s, "
             f"and a run waits {config.cache_patience:g} s in all")  # fmt: skip


def _show(page: _Page, checkup: Checkup, *, configured: bool) -> None:
    what = KINDS.get(checkup.kind, checkup.kind)
    where = f"{what} at {checkup.url}" if checkup.url else what
    if checkup.state == "ready":
        page.row("ok", checkup.name, where)
        if checkup.kind != "builtin":
            context = f"{checkup.context:,} tokens of context" if checkup.context else ""
            page.more(", ".join(part for part in (checkup.model, context, checkup.note) if part))
        others = [name for name in checkup.models if name != checkup.model]
        if others:
            page.more(f"also has {', '.join(others[:5])}{f' and {len(others) - 5} more' if len(others) > 5 else ''}")
        return
    problem = checkup.problem.removesuffix(f" at {checkup.url}") or checkup.state
    if problem.startswith(f"{checkup.url} "):
        problem = f"it{problem.removeprefix(checkup.url)}"
    # That nothing is at a usual port which nobody configured is not a fault.
    if not configured and (checkup.state == "down" or not checkup.fix):
        page.row("so", checkup.name, f"{where}: {problem}")
        return
    page.row("bad", checkup.name, where)
    page.more(problem)
    if checkup.fix:
        page.row("fix", "", checkup.fix)


class _Page:
    """Lines of at most the console's width: a mark, a name, and text that continues below where it began."""

    _NAMES = 13
    _MARKS: ClassVar = {"ok": ("✓", "green"), "bad": ("✗", "bold red"), "so": ("·", "dim"), "fix": ("→", "yellow")}

    def __init__(self, console: CommandConsole) -> None:
        self._console = console

    def title(self, text: str, *, first: bool = False) -> None:
        """The head of a section."""
        from rich.text import Text

        show(self._console, Text(text if first else f"\n{text}", "bold"))

    def row(self, kind: str, name: str, text: str) -> None:
        """One finding; a fix stands below what it mends."""
        mark = 4 + self._NAMES - 2 if kind == "fix" and not name else 2
        lead = f"{name:<{self._NAMES - 1}} " if name or kind != "fix" else ""
        self._write(kind, mark, lead, text)

    def more(self, text: str) -> None:
        """What else there is to say to the row above."""
        from rich.text import Text

        for text_line in self._wrapped(text, 4 + self._NAMES):
            show(self._console, Text(" " * (4 + self._NAMES) + text_line))

    def place(self, kind: str, text: str) -> None:
        """A finding with a file, a line and a column, which terminals make a link of as long as it is not broken."""
        from rich.text import Text

        mark, style = self._MARKS[kind]
        show(self._console, Text("  ").append(f"{mark} ", style).append(text))

    def _write(self, kind: str, indent: int, lead: str, text: str) -> None:
        from rich.text import Text

        mark, style = self._MARKS[kind]
        lines = self._wrapped(text, indent + 2 + len(lead)) or [""]
        body = "yellow" if kind == "fix" else ""
        show(self._console, Text(" " * indent).append(f"{mark} ", style).append(lead).append(lines[0], body))
        for text_line in lines[1:]:
            show(self._console, Text(" " * (indent + 2 + len(lead))).append(text_line, body))

    def _wrapped(self, text: str, indent: int) -> list[str]:
        width = max(30, min(self._console.width, 100) - indent)
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


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
