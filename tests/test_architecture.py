"""What may know what: the invariants of ``docs/architecture.md``, read off the imports, those for types included."""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

import intent_lsp
from intent_lsp.doubts import Doubt
from tests.support.doubt_flow import origins

ROOT = Path(intent_lsp.__file__).parent
Modules = dict[str, ast.Module]

LAYERS = (
    "usage user_cache",
    "values errors status doubts runtime_versions child_environment",
    "config text equality off_loop syntax files documentation_pages path_programs",
    "ignored uncaught",
    "search document",
    "synthesis sandbox decoration translation remote_store",
    "models checks",
    "nearmiss",
    "adoption",
    "configuration output mending",
    "existing_code formatting",
    "transpile",
    "porting unchanged",
    "workbench",
    "cluster",
    "lsp cli",
    "__main__",
)
"""Packages and modules from below: each imports only from the lines above its own, and itself."""

LSP_LAYERS = (
    "wire",
    "client",
    "scope",
    "documents",
    "runs",
    "features",
    "publisher",
    "session",
    "commands",
    "server",
    "requests notifications",
    "wiring",
    "start",
    "__main__",
)
"""The same within ``lsp``. In its first six lines nothing knows the session."""

INNER_LAYERS = {
    "document": (
        "bounded_cache graph model",
        "canonical cel inputs report",
        "cel_tree structure",
        "empty_rules properties type_language",
        "examples",
        "occurrences prelude unread_lines",
        "analysis place_contents",
        "fast_path",
        "document_checks",
        "cross_document parser",
        "lent_types",
    ),
    "synthesis": (
        "contract search_values work_budget",
        "types wire",
        "higher_order operators probes process",
        "prose_hints terms",
        "emit inputs",
        "constants elements problem",
        "bank unanswered",
        "goals stated_constants",
        "solver",
        "programs",
        "doubts",
        "search",
        "child",
    ),
    "models": (
        "extracted",
        "contract joined_calls machine",
        "cache call_listeners choose_model extraction learning transport",
        "found_server hedge providers replies",
        "patient_call search_cache",
        "fleet",
        "builder router",
        "discovery",
        "factory inspect_servers pull_model",
    ),
    "checks": (
        "cel_library contract effort inputs verdict",
        "javascript_names names newer_python syntax",
        "failure_summary foreign_letters newer_javascript outcomes properties surroundings",
        "confirmation example_trial static variation",
        "gates",
        "agreement checker",
        "evidence",
    ),
    "adoption": (
        "constants contract prose python_test_cases",
        "call_text javascript_docs javascript_types javascript_use",
        "python_annotations python_classes python_needs python_use",
        "javascript_module javascript_values python_calls python_project",
        "javascript_calls javascript_project python_obstacles",
        "javascript_obstacles python_reader",
        "javascript_classes",
        "javascript_reader",
        "sources",
        "javascript_instrument python_instrument traced_runs",
        "choose_examples contradictions made_inputs",
        "differences document_text probing",
        "mutant_runs",
        "telling_examples",
        "proposal",
        "coverage_text",
    ),
    "transpile": (
        "checked_here events next_step planning proofs results",
        "findings progress",
        "loop",
        "publishing",
        "pairs port_rounds reuse",
        "check_existing",
        "intent_run",
        "only_rounds",
        "engine",
    ),
    "cli": (
        "executors parser questions terminal",
        "inspection settings",
        "documents views",
        "app existing_code",
        "commands",
    ),
    "lsp": LSP_LAYERS,
}
"""The same within the largest packages. In ``adoption``, reading code comes first, proposing a document last."""

SOCKETS = {"socket", "ssl", "http", "urllib.request", "httpx", "httpcore", "asyncio.open_connection", "fsspec.core"}
STORE = "remote_store.stores"
"""Opens the store that the user names, by a library that opens sockets."""
DASK = {"dask", "dask.config", "distributed"}
"""Opens sockets of its own and starts workers; what it carries is bytes of ours."""
CHANNEL = "lsp.wire.channel"
"""Listens for an editor that connects by TCP."""

PROCESSES = {"subprocess", "multiprocessing", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell"}
PROCESSES |= {f"os.{name}" for name in ("execve", "execv", "fork", "posix_spawn", "system", "popen")}
CHILDREN = {
    "models.providers.llama_process": "llama.cpp",
    "synthesis.process": "the search",
    "remote_store.store_process": "the store's library",
    "cli.documents.git_changes": "Git",
    "formatting.process": "the project's formatter, where the user permits it",
}
"""Children that run our own programs and the user's; candidates run in the sandbox only."""

WRITERS = {
    "cli.app": "the null device in place of closed streams",
    "cli.commands.check": "a SARIF log where the user says",
    "cli.terminal.standard_output": "the null device in place of a closed pipe",
    "lsp.wire.command_line": "the log file",
    "sandbox.compile_main": "the lock of those who compile",
    "sandbox.runtimes.launcher": "the null device in place of inherited streams",
}
"""What opens something for writing outside of ``files``, and why."""

READERS = {
    "cli.app": "the null device in place of closed streams",
    "cli.terminal.standard_output": "the null device in place of a closed pipe",
    "lsp.wire.channel": "the null device in place of standard input",
    "lsp.wire.command_line": "the log file",
    "lsp.wire.process_lifetime": "what Linux says of a process",
    "documentation_pages": "our own documentation",
    "sandbox.compile_main": "our own guests",
    "sandbox.guests": "our own guests",
    "sandbox.hardening.landlock": "handles of folders, which cannot be read",
    "sandbox.runtimes.launcher": "the null device in place of inherited streams",
    "sandbox.runtimes.process": "our own harness",
    "sandbox.worker.extras": "our own guest code",
    "sandbox.worker.javascript_engine": "our own guest code",
}
"""What opens something outside of ``files``, and why: none of it lies in a workspace, or is named by one."""
TERMINAL = "cli.terminal.terminal_text"
"""Prints. It makes inert what it prints; the views' own stream is ``cli.terminal.standard_output``'s."""
TOLD = {
    "window/showMessage": "lsp.client.editor",
    "window/logMessage": "lsp.client.logs",
    "$/progress": "lsp.client.progress",
    "textDocument/publishDiagnostics": "lsp.session",
}
"""What an editor is told unasked, and the one module that tells it, inert."""

DISK = {"pathlib", "shutil", "tempfile", "io.open", "open", "os"}
PURE = {
    "text",
    "document",
    "syntax",
    "decoration",
    "synthesis",
    "translation",
    "nearmiss",
    "values",
    "equality",
    "doubts",
}
IMPURE = {"synthesis.process": "the child that searches", "synthesis.child": "its side of the pipe"}


@cache
def modules() -> Modules:
    """Every module by its dotted name below ``intent_lsp``; the package itself is empty.

    The collector waits: half a million nodes are made, and all of them stay.
    """
    gc.disable()
    try:
        return _modules()
    finally:
        gc.enable()


def _modules() -> Modules:
    found = {}
    for path in ROOT.rglob("*.py"):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix("__init__").removesuffix(".")
        if not name.startswith("sandbox.guest_py"):  # runs inside of WebAssembly
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All that a module holds: to walk through all modules takes a second, and most tests look at each."""
    return tuple(ast.walk(tree))


def imports(name: str, known: Modules) -> set[str]:
    """What a module imports of ours, wherever the import stands."""
    found = set()
    for node in nodes(known[name]):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("intent_lsp."):
            package = str(node.module).removeprefix("intent_lsp").removeprefix(".")
            for alias in node.names:
                inner = f"{package}.{alias.name}".removeprefix(".")
                found.add(inner if inner in known else package)
    return found - {name}


@cache
def said(tree: ast.Module) -> frozenset[str]:
    """The modules that a module imports, with the names it takes from them, and the functions that it calls by name."""
    found: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.update((str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
    return frozenset(found)


def writes(tree: ast.Module) -> bool:
    """Whether a module opens files for writing, by the names and modes that Python has for it."""
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and node.attr in _WRITING:
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, (ast.Attribute, ast.Name)):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            said = [part.value for part in nodes(node) if isinstance(part, ast.Constant)]
            modes = [value for value in said if isinstance(value, str) and _MODE.fullmatch(value)]
            if name == "open" and modes:
                return True
    return False


_WRITING = {
    "write_text",
    "write_bytes",
    "mkstemp",
    "NamedTemporaryFile",
    "TemporaryFile",
    "O_WRONLY",
    "O_RDWR",
    "O_CREAT",
}
_MODE = re.compile(r"[wax][bt+]*|r[bt]?\+[bt]?")


def reads(tree: ast.Module) -> bool:
    """Whether a module opens files by itself, by the names that Python has for it."""
    for node in nodes(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("read_text", "read_bytes")
            and not _is_workspace(node.value)
        ):
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open":
            first = node.args[0] if node.args else None
            mode = isinstance(first, ast.Constant) and isinstance(first.value, str) and _ANY_MODE.fullmatch(first.value)
            if isinstance(node.func.value, ast.Name) and node.func.value.id in ("os", "io"):
                return True
            if mode or not (node.args or node.keywords):
                return True
    return False


def _is_workspace(node: ast.expr) -> bool:
    """Whether this is an ``output.workspace.Workspace``, which reads through ``files``."""
    node = node.func if isinstance(node, ast.Call) else node
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("workspace", "_workspace", "Workspace", "self")


_READING = {"read_text", "read_bytes"}
_ANY_MODE = re.compile(r"[rwax][bt]?\+?[bt]?")


def users(known: Modules, names: set[str]) -> set[str]:
    """The modules that use one of these names."""
    return {module for module, tree in known.items() if said(tree) & names}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Some modules that import each other in a circle; empty if there are none."""
    done: set[str] = set()
    way: list[str] = []

    def visit(name: str) -> list[str]:
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return []
        way.append(name)
        found = next((found for other in sorted(graph[name]) if (found := visit(other))), [])
        way.pop()
        done.add(name)
        return found

    return next((found for name in sorted(graph) if (found := visit(name))), [])


def upwards(known: Modules, layers: Sequence[str], inside: str = "") -> list[str]:
    """Imports that do not follow the layers, as sentences."""
    level = {part: number for number, line in enumerate(layers) for part in line.split()}
    parts = {name.removeprefix(inside).partition(".")[0] for name in known if name.startswith(inside)}
    found = [f"{part} has no layer: enter it" for part in parts - {""} - set(level)]
    for name in known:
        if not name.startswith(inside) or name in ("", inside.rstrip(".")):
            continue
        own = name.removeprefix(inside).partition(".")[0]
        for other in imports(name, known):
            if other.startswith(inside) and other != inside.rstrip("."):
                theirs = other.removeprefix(inside).partition(".")[0]
                if theirs and theirs != own and level.get(theirs, 0) >= level.get(own, len(layers)):
                    found.append(f"{name} imports {other}")
    return sorted(found)


def test_no_module_imports_itself_by_way_of_others_also_not_for_types() -> None:
    known = modules()
    assert circle({name: imports(name, known) for name in known}) == []


def test_packages_import_what_lies_below_them() -> None:
    assert upwards(modules(), LAYERS) == []


@pytest.mark.parametrize("package", INNER_LAYERS)
def test_parts_of_a_package_import_what_lies_below_them(package: str) -> None:
    """So the parts of the language server know no session."""
    assert upwards(modules(), INNER_LAYERS[package], f"{package}.") == []


def test_only_the_language_server_knows_the_protocol() -> None:
    names = {name.partition(".")[0] for name in users(modules(), {"pygls", "lsprotocol", "lsprotocol.types"})}
    assert names == {"lsp"}


def test_only_the_wire_knows_pygls() -> None:
    """lsprotocol's types are the protocol's words and stand everywhere in ``lsp``; pygls' classes and errors do not."""
    found = {name for name, tree in modules().items() if any(part.partition(".")[0] == "pygls" for part in said(tree))}
    assert found
    assert {name for name in found if not name.startswith("lsp.wire.")} == set()


def test_only_models_the_channel_and_the_store_open_sockets() -> None:
    found = users(modules(), SOCKETS)
    assert CHANNEL in found
    assert {name for name in found if not name.startswith("models.")} == {CHANNEL, STORE}


def test_only_the_cluster_knows_dask_and_nothing_imports_it_before_it_is_asked_for() -> None:
    assert users(modules(), DASK) == {"cluster.dask_client", "cluster.worker"}
    for name in ("cluster.dask_client", "cluster.worker"):
        assert not [node for node in modules()[name].body if isinstance(node, (ast.Import, ast.ImportFrom))
                    and said(ast.Module([node], [])) & DASK]  # fmt: skip


def test_only_the_sandbox_starts_interpreters() -> None:
    found = {name for name in users(modules(), PROCESSES) if not name.startswith("sandbox.")}
    assert found == set(CHILDREN)


def test_only_files_writes() -> None:
    found = {name for name, tree in modules().items() if writes(tree) and not name.startswith("files.")}
    assert found == set(WRITERS)


def test_only_files_reads() -> None:
    """Bounded, regular files only, never out of the workspace: a pipe or a device holds nobody up."""
    found = {name for name, tree in modules().items() if reads(tree) and not name.startswith("files.")}
    assert found == set(READERS)


@pytest.mark.parametrize("package", sorted(PURE))
def test_what_is_pure_touches_no_disk_no_socket_and_no_process(package: str) -> None:
    found = users(modules(), DISK | SOCKETS | PROCESSES)
    assert {name for name in found if name.partition(".")[0] == package} <= set(IMPURE)


@pytest.mark.parametrize("package", ["checks", "adoption", "porting"])
def test_what_runs_code_by_the_sandbox_alone_touches_no_disk_and_no_socket(package: str) -> None:
    assert {name for name in users(modules(), DISK | SOCKETS) if name.partition(".")[0] == package} == set()


def prints(tree: ast.Module) -> bool:
    """Whether a module writes to a terminal by itself: by ``print``, a console's ``print``, or a standard stream."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id == "print":
                return True
            if isinstance(function, ast.Attribute) and function.attr == "print":
                return True
            if isinstance(function, ast.Attribute) and function.attr in _VERBS and ast.unparse(function) in _STREAMS:
                return True
    return False


_VERBS = {"write", "writelines"}
_STREAMS = {f"sys.{stream}.{verb}" for stream in ("stdout", "stderr") for verb in _VERBS}


def says(tree: ast.Module, text: str) -> bool:
    """Whether a string of a module, but for docstrings, is this text."""
    return any(isinstance(node, ast.Constant) and node.value == text for node in nodes(tree))


def test_one_module_of_the_command_line_prints() -> None:
    assert {name for name, tree in modules().items() if name.startswith("cli") and prints(tree)} == {TERMINAL}


def test_one_module_each_tells_the_editor_something_unasked() -> None:
    for method, module in TOLD.items():
        known = {name for name, tree in modules().items() if says(tree, method)}
        assert known - {"lsp.wire.registry"} == {module}, method


def test_who_answers_in_markdown_writes_it_by_the_one_class_for_it() -> None:
    known = modules()
    answers = {name for name, tree in known.items() if name.startswith("lsp.features") and says(tree, "markdown")}
    assert answers == {"lsp.features.hover", "lsp.features.completion"}
    for name in answers:
        assert "intent_lsp.text.inert.Markup" in said(known[name])
    literals = [node.value for node in nodes(known["lsp.features.hover"]) if isinstance(node, ast.Constant)]
    assert not [text for text in literals if isinstance(text, str) and ("`" in text or "**" in text)]


def test_doubts_are_worded_in_the_catalogue_alone_and_each_of_its_kinds_is_raised() -> None:
    found = origins(modules())
    assert found.literals == set(), "make it a member of Doubt"
    assert found.kinds == set(Doubt.__members__)


BROKEN = {
    "lsp.wire.channel": "import socket",
    "document.model": "if TYPE_CHECKING:\n    from intent_lsp.document import parser",
    "document.parser": "def f():\n    from intent_lsp.document.model import Span\n    import socket",
    "novelty": "import math",
    "text.span": "from intent_lsp.document.model import Document",
    "lsp.runs.runner": "from intent_lsp.lsp.session import Session",
    "lsp.session": "import asyncio\nasyncio.create_subprocess_exec('node')",
    "checks.gates": "from pathlib import Path\nopen('file')",
    "output.a": "path.write_text('x')",
    "output.b": "with path.open('a+b') as file: pass",
    "output.c": "os.open(name, os.O_CREAT | os.O_EXCL)",
    "output.d": "path.open('rb')",
    "output.e": "self._workspace.read_bytes(path)",
    "output.f": "path.read_text('utf-8')",
    "output.h": "Path('a').read_text()",
    "output.g": "self._channel.open('POST', '/')",
    "cli.a": "print(1)",
    "cli.b": "self.console.print(text)",
    "cli.c": "sys.stdout.write(text)",
    "cli.d": "show(console, text)",
    "lsp.features.hover": "notify('window/showMessage', message)",
}


def test_a_breach_is_found() -> None:
    known = {name: ast.parse(text) for name, text in BROKEN.items()}
    assert circle({name: imports(name, known) & set(known) for name in known}) == ["document.model", "document.parser"]
    assert upwards(known, LAYERS) == ["novelty has no layer: enter it", "text.span imports document.model"]
    assert upwards(known, LSP_LAYERS, "lsp.") == ["lsp.runs.runner imports lsp.session"]
    assert users(known, SOCKETS) == {"lsp.wire.channel", "document.parser"}
    assert users(known, PROCESSES) == {"lsp.session"}
    assert users(known, DISK) == {"checks.gates"}
    assert {name for name, tree in known.items() if writes(tree)} == {"output.a", "output.b", "output.c"}
    reading = {name for name, tree in known.items() if reads(tree)}
    assert reading == {"checks.gates", "output.b", "output.c", "output.d", "output.f", "output.h"}
    assert {name for name, tree in known.items() if prints(tree)} == {"cli.a", "cli.b", "cli.c"}
    assert says(known["lsp.features.hover"], "window/showMessage")


TEST = re.compile(r"(?:from|import) (tests\.[\w.]*\btest_\w+)")
"""Also in the text of programs that tests start."""


def test_tests_import_helpers_and_no_tests() -> None:
    """What two of them need lies in ``tests/support``, or in a module or ``conftest.py`` beside them."""
    folder = Path(__file__).parent
    found = {
        f"{path.relative_to(folder)} imports {module}"
        for path in folder.rglob("*.py")
        if "installed" not in path.parts
        for module in TEST.findall(path.read_text(encoding="utf-8"))
    }
    assert found == set(), "move what is shared into a helper"
    assert TEST.findall(f"from {'tests.lsp.test_world'} import targets") == ["tests.lsp.test_world"]


def test_the_map_of_the_documentation_names_files_that_are_there() -> None:
    page = (Path(__file__).parents[1] / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:[a-z_]+/)+(?:[a-z_]+\.py)?)`", page))
    assert len(named) > 40
    assert {name for name in named if not (ROOT / name).exists() and not (ROOT.parents[1] / name).exists()} == set()
