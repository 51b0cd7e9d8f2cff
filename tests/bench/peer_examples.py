"""Tools that make examples from existing Python code, and what their examples reach: for bench_adoption_peers.py.

Every tool leaves files of pytest. All are run by the same interpreter under coverage.py, and what counts are the
branches of the functions in question that the files of one module take together. A call is *plain* where its arguments
are literals and a literal result, or an error, stands beside it: what a line of a document can hold.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intent_lsp.adoption.contract import ExistingFunction, Tried
from intent_lsp.sandbox.contract import Returned

_TOO_LONG = 180.0
"""Seconds for one run of pytest."""


@dataclass
class MadeTests:
    """What a tool made for the functions of one module."""

    files: list[Path] = field(default_factory=list)
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    """How often the files call each function."""
    plain: Counter[str] = field(default_factory=Counter)
    tests: int = 0
    lines: int = 0
    """Of the files."""
    branches: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By function: how many branches were taken, and how many there are. A function without any has one."""


@dataclass(frozen=True)
class Venv:
    """Where the peers are installed, with coverage and pytest beside them."""

    path: Path

    def has(self, command: str) -> bool:
        """Whether a command is installed there."""
        return (self.path / "bin" / command).exists()

    def run(self, command: str, *arguments: str, root: Path, seconds: float) -> subprocess.CompletedProcess[str]:
        """A command of it, with the package's folder as what can be imported. Output of a stopped one is lost."""
        environment = {**os.environ, "PYTHONPATH": str(root), "PYNGUIN_DANGER_AWARE": "1", "PYTHONHASHSEED": "0"}
        line = [str(self.path / "bin" / command), *arguments]
        try:
            return subprocess.run(
                line, cwd=root, env=environment, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(line, -1, "", f"stopped after {seconds:.0f} s")


def crosshair(venv: Venv, root: Path, module: str, names: Sequence[str], seconds: float, folder: Path) -> MadeTests:
    """One run for each function, at most ``seconds`` of processor time each."""
    made = MadeTests()
    started = time.perf_counter()
    for name in names:
        arguments = (f"{module}.{name}", "--per_condition_timeout", str(seconds), "--example_output_format", "pytest")
        text = venv.run("crosshair", "cover", *arguments, root=root, seconds=6 * seconds + 10).stdout
        if "def test_" in text:
            _keep(made, folder / f"test_{module.replace('.', '_')}_{name}.py", text)
    made.seconds = time.perf_counter() - started
    return made


def pynguin(venv: Venv, root: Path, module: str, names: Sequence[str], seconds: float, folder: Path) -> MadeTests:
    """One run for the module, whose search gets ``seconds`` for each function, and its asserts at most 30 s."""
    made = MadeTests()
    started = time.perf_counter()
    arguments = ["--project-path", str(root), "--module-name", module, "--output-path", str(folder), "--no-rich"]
    arguments += ["--seed", "1", "--maximum-search-time", str(round(seconds * len(names)))]
    arguments += ["--maximum-mutation-time", "30", "--only-cover", *names]
    found = venv.run("pynguin", *arguments, root=root, seconds=seconds * len(names) + 300)
    made.seconds = time.perf_counter() - started
    for file in sorted(folder.glob(f"test_{module.rpartition('.')[2]}*.py")):
        _keep(made, file, file.read_text("utf-8"))
    if not made.files:
        print(f"pynguin made nothing for {module}: {found.stderr.strip()[-300:]}", flush=True)
    return made


def documents(module: str, found: Sequence[tuple[ExistingFunction, Sequence[Tried], float]], folder: Path) -> MadeTests:
    """The examples of ``intent adopt`` as such files; with how long each took."""
    made = MadeTests()
    for existing, examples, seconds in found:
        lines = ["import pytest", f"from {module} import {existing.name}"]
        for number, one in enumerate(examples):
            call, outcome = _call(existing, one.call.args), one.outcome
            lines.append(f"\n\ndef test_{number}():")
            if isinstance(outcome, Returned):
                lines.append(f"    assert {call} == {outcome.value!r}")
            else:
                lines += ["    with pytest.raises(Exception):", f"        {call}"]
        made.seconds += seconds
        _keep(made, folder / f"test_{module.replace('.', '_')}_{existing.name}.py", "\n".join(lines) + "\n")
    return made


def _call(existing: ExistingFunction, args: Sequence[object]) -> str:
    by_name = existing.entry != existing.name  # some parameter is left out
    words = [
        f"{item.name}={value!r}" if by_name and not item.rest else repr(value)
        for item, value in zip(existing.inputs, args, strict=False)
    ]
    words += map(repr, args[len(words) :])
    return f"{existing.name}({', '.join(words)})"


def _keep(made: MadeTests, path: Path, text: str) -> None:
    head, *tests = re.split(r"(?m)^(?=def test_|@pytest)", text)
    text = "".join([head, *filter(_parses, tests)])  # a result such as <object at 0x7f> is no Python
    path.write_text(text, "utf-8")
    made.files.append(path)
    made.lines += text.count("\n")
    for test in ast.walk(ast.parse(text)):
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            made.tests += 1
            _count(made, test)


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return text.startswith("@")
    return True


def _count(made: MadeTests, test: ast.FunctionDef) -> None:
    """Which calls a test makes, and which of them are plain."""
    literals: set[str] = set()
    pending: dict[str, str] = {}
    fails = any("xfail" in ast.unparse(mark) for mark in test.decorator_list)
    for number, line in enumerate(test.body):
        last = number == len(test.body) - 1
        calls = [node for node in ast.walk(line) if isinstance(node, ast.Call) and _name(node) not in _PYTEST]
        for call in calls:
            made.calls[_name(call)] += 1
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if _fed(call, literals):
                pending[name] = _name(call)
                if fails and last:
                    made.plain[_name(call)] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _plain(value, literals):
                literals.add(name)
            case ast.Assert(test=ast.Compare(left=ast.Name(id=name), comparators=[value])) if _plain(value, set()):
                made.plain[pending.pop(name, "")] += 1
            case ast.Assert(test=ast.Compare(left=ast.Call() as call, comparators=[value])):
                made.plain[_name(call)] += _fed(call, literals) and _plain(value, set())
            case ast.With(body=[*_, ast.Expr(value=ast.Call() as call)]) if _fed(call, literals):
                made.plain[_name(call)] += 1
            case ast.Expr(value=ast.Call() as call) if fails and last and _fed(call, literals):
                made.plain[_name(call)] += 1
            case _:
                pass


_PYTEST = frozenset({"raises", "approx"})


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _fed(call: ast.Call, literals: set[str]) -> bool:
    return all(_plain(one, literals) for one in [*call.args, *(word.value for word in call.keywords)])


def _plain(node: ast.expr, literals: set[str]) -> bool:
    """Whether a person reads a value there: a literal of JSON's kinds, a name of one, or about a number."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, str | int | float | None)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _plain(inner, literals)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(_plain(item, literals) for item in items)
        case ast.Dict(keys=keys, values=values):
            return all(key is not None and _plain(key, literals) for key in keys) and all(
                _plain(value, literals) for value in values
            )
        case ast.Name(id=name):
            return name in literals
        case ast.Call(args=[value, *_]) if _name(node) == "approx":
            return _plain(value, literals)
        case _:
            return False


def measure(made: MadeTests, venv: Venv, root: Path, module: str, names: Sequence[str], data: Path) -> None:
    """Run the files and fill in ``branches``."""
    path = root.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    place = ("--data-file", str(data))
    # one process for each file: a test that ends the process costs only its own
    tests: list[tuple[str, ...]] = [("-m", "pytest", "-q", "-p", "no:cacheprovider", str(one)) for one in made.files]
    for words in tests or [("-m", module)]:
        run = ("run", "--append", "--branch", f"--include={file}", *place)
        venv.run("coverage", *run, *words, root=root, seconds=_TOO_LONG)
    report = venv.run("coverage", "json", *place, "-o", "-", "-q", root=root, seconds=60)
    files = json.loads(report.stdout)["files"] if report.stdout.startswith("{") else {}
    regions: dict[str, dict[str, dict[str, int]]] = next((found["functions"] for found in files.values()), {})
    for name in names:
        inside = [one["summary"] for key, one in regions.items() if key == name or key.startswith(f"{name}.")]
        total = sum(one["num_branches"] for one in inside)
        taken = sum(one["covered_branches"] for one in inside)
        ran = any(one["covered_lines"] for one in inside)
        made.branches[name] = (taken, total) if total else (int(ran), 1)
