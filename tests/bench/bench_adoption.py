"""How much of published code can be adopted and ported: ``python tests/bench/bench_adoption.py NAME=PATH[,PATH…] …``.

NAME is what the table calls a package, PATH a file or a folder of it as pip or npm installed it. Each function that a
file offers becomes a document (``intent adopt``), the documents are transpiled by the built-in provider alone
(``intent transpile --offline``), what came of it is compared with the original (``intent adopt --check``), and each
function is ported to the other language by rule (``intent port``). Prints one table in Markdown, and with ``--details``
a line for each function. All happens in copies, which ``--keep FOLDER`` leaves there to be read.

With ``--mutants`` a column says how many small mistakes in the adopted functions the examples find.

With ``--model FILE.gguf`` a llama.cpp server on loopback is asked for the ports that the rules do not hold, as a user
would (``intent port``). Needs the extra ``llama``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.adoption import sources  # noqa: E402
from intent_lsp.adoption.call_text import call_text  # noqa: E402
from intent_lsp.adoption.mutant_runs import MutantRuns  # noqa: E402
from intent_lsp.adoption.proposal import propose  # noqa: E402
from intent_lsp.checks.outcomes import render_outcome  # noqa: E402
from intent_lsp.cli.existing_code.existing_source import Source, function_of  # noqa: E402
from intent_lsp.config import Config  # noqa: E402
from intent_lsp.errors import AdoptionError  # noqa: E402
from intent_lsp.output.workspace import Workspace  # noqa: E402
from intent_lsp.porting.port import PortResult, port  # noqa: E402
from intent_lsp.sandbox.contract import Sandbox  # noqa: E402
from intent_lsp.workbench import open_workbench  # noqa: E402
from tests.bench.bench_loop import served  # noqa: E402

MOST_MUTANTS = 250
"""Of one function: more than those that the examples are chosen by."""
KINDS = {
    r"calls its parameter|takes (any )?keywords|arguments that it does not declare": "takes functions or keywords",
    r"is a generator|returns |results are JSON": "gives no JSON value",
    r"arguments are JSON values": "takes no JSON value",
    r"depends on (the|chance)|outlives the call|keeps state|changes its|order": "state, clock, chance, machine",
    r"(opens|reads|writes|changes) |network|asynchronous|waits for|runs text|processes|threads": "input and output",
    r"imports ": "imports a package",
    r"is a method|uses this": "is a method",
    r"fails with every input": "fails with all that was tried",
}
"""Kinds of reasons, by what the messages hold; the first that fits."""


@dataclass
class Row:
    """What came of one function."""

    file: str
    name: str
    why: str = ""
    """The first reason why it is not adopted."""
    reached: int = 0
    branches: int = 0
    killed: int = 0
    """Mutants that the examples find, of ``mutants`` in all; measured where it is asked for."""
    mutants: int = 0
    again: str = ""
    """What the transpiled document's status is, and whether the code agrees."""
    agrees: bool = False
    ported: str = ""
    """``agrees``, or what keeps it; by rule."""
    asked: str = ""
    """Who made a port that agrees where the rules made none, or why there is none; empty: nobody was asked."""
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Package:
    """A copy of what is installed, as a workspace."""

    name: str
    root: Path
    files: tuple[str, ...]


def copied(argument: str, folder: Path) -> Package:
    """The named part of an installed package, with the rest of the package around it."""
    name, _, paths = argument.partition("=")
    root = folder / name
    files: list[str] = []
    for text in paths.split(","):
        path = Path(text).resolve()
        top = _top(path)
        place = root / top.name
        if not place.exists():
            root.mkdir(exist_ok=True)
            ignored = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(top, place, ignore=ignored) if top.is_dir() else shutil.copy(top, place)
        files += _code(place / path.relative_to(top) if top.is_dir() else place, root)
    return Package(name, root, tuple(files))


def _top(path: Path) -> Path:
    """The whole package that a file or a folder belongs to."""
    for above in (path, *path.parents):
        if (above / "package.json").exists():
            return above
    while (path.parent / "__init__.py").exists():
        path = path.parent
    return path


def _code(path: Path, root: Path) -> Iterator[str]:
    found = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in found:
        name = file.relative_to(root).as_posix()
        if file.suffix in sources.TARGET_OF and not name.endswith(".d.ts"):
            yield name


def functions(package: Package, most: int) -> list[tuple[Source, str]]:
    """The functions that the files offer, each name once; evenly spread where there are more than ``most``."""
    workspace, config = Workspace(package.root), Config()
    found: dict[str, tuple[Source, str]] = {}
    for file in package.files:
        path = package.root / file
        source = Source(path, path.read_text("utf-8"), workspace, config, package.root)
        for name in sources.public_functions(file, source.text):
            found.setdefault(name, (source, name))
    names = list(found)
    if len(names) > most:
        names = [names[number * len(names) // most] for number in range(most)]
    return [found[name] for name in names]


async def measure(package: Package, most: int, address: str, *, details: bool, mutants: bool) -> list[Row]:
    """All of a package, one function after the other. ``address``: the model server's, or empty."""
    rows = []
    if address:
        asked = {"name": "model", "type": "openai_compat", "preset": "llamacpp", "baseUrl": f"{address}/v1"}
        builtin = {"name": "builtin", "type": "builtin"}
        schedule = {"draft": ["model", "builtin"], "repair": ["model"]}
        file = package.root / ".promirror" / "intent.config.json"
        file.parent.mkdir()
        file.write_text(json.dumps({"providers": [asked, builtin], "schedule": schedule}))
    async with open_workbench(package.root, Config(), offline=True) as bench:
        for source, name in functions(package, most):
            rows.append(await _adopted(source, name, bench.sandbox, mutants=mutants))
    documents = [package.root / Path(row.file).parent / f"{row.name}.intent.md" for row in rows if not row.why]
    _transpile(documents, package)
    _check(rows, package)
    async with open_workbench(package.root, Config(), offline=True) as bench:
        for row, (source, name) in zip(rows, functions(package, most), strict=True):
            started = time.perf_counter()
            row.ported = await _ported(source, name, bench.sandbox)
            row.seconds.append(time.perf_counter() - started)
            if address and row.ported != "agrees":
                row.asked = _asked(row, package)
            if details:
                print(
                    f"{row.file}:{row.name}\n    adopt: {row.why or f'{row.reached}/{row.branches}'}"
                    f"\n    again: {row.again}\n    port:  {row.ported}\n    asked: {row.asked}\n    {row.seconds}",
                    flush=True,
                )
    return rows


async def _adopted(source: Source, name: str, sandbox: Sandbox, *, mutants: bool) -> Row:
    row = Row(source.name, name)
    started = time.perf_counter()
    existing = function_of(source, name, [name])
    try:
        made = await propose(existing, (), sandbox)
    except AdoptionError as error:
        row.why = "; ".join(f"{line}: {message}" for line, message in error.reasons) or str(error)
    else:
        row.reached, row.branches = made.reached, made.branches
        (source.path.parent / f"{name}.intent.md").write_text(made.text, "utf-8")
    row.seconds.append(time.perf_counter() - started)
    if mutants and not row.why:
        runs = await MutantRuns.of(existing, sandbox, MOST_MUTANTS)
        row.mutants = len(runs.texts)
        row.killed = len(frozenset().union(*await runs.kills(range(row.mutants), made.examples)))
    return row


def _asked(row: Row, package: Package) -> str:
    """Who made the port that ``intent port`` writes; else why it writes none."""
    out = Path(row.file).with_name(f"{row.name}.ported")
    found = intent("port", f"{row.file}:{row.name}", "--out", str(out), cwd=package.root)
    made = re.search(r"^made +by (.*)$", found.stdout, re.M)
    if found.returncode == 0 and made:
        return f"by {made[1]}"
    why = re.search(r"^not written: (.*)$", found.stderr, re.M)
    return why[1] if why else found.stderr.strip()


def _transpile(documents: Sequence[Path], package: Package) -> None:
    if documents:
        intent("transpile", "--offline", "--no-input", *map(str, documents), cwd=package.root)


def _check(rows: Sequence[Row], package: Package) -> None:
    for row in rows:
        if not row.why:
            found = intent("adopt", f"{row.file}:{row.name}", "--check", cwd=package.root)
            row.agrees = found.returncode == 0
            row.again = found.stdout.strip().partition("\n")[0] or found.stderr.strip()


def intent(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command, as a user runs it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "server")}
    command = [sys.executable, "-m", "intent_lsp", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


async def _ported(source: Source, name: str, sandbox: Sandbox) -> str:
    code = sources.without_types(source.name, source.text.replace("\r\n", "\n"))
    found: PortResult = await port(function_of(source, name, [name]), code, (), sandbox)
    if found.agrees:
        return "agrees"
    if found.differences:
        one = found.differences[0]
        call = call_text(found.existing, one.reference.call)
        return f"differs: {call}: {render_outcome(one.reference.outcome)}, {render_outcome(one.other)}"
    return found.problem or "; ".join(f"{one.line}: {one.reason}" for one in found.refused)


def kind(why: str) -> str:
    """What sort of reason a sentence is."""
    return next((name for pattern, name in KINDS.items() if re.search(pattern, why)), "other")


def table(measured: dict[str, list[Row]]) -> Iterator[str]:
    """The lines of the table."""
    columns = ["package", "functions", "adopted", "not, and why", "branches shown", "built again", "ported", "s each"]
    asked = any(row.asked for rows in measured.values() for row in rows)
    told = any(row.mutants for rows in measured.values() for row in rows)
    columns += ["and by asking"] * asked + ["mutants killed"] * told
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"
    everything = [row for rows in measured.values() for row in rows]
    for name, rows in [*measured.items(), ("all", everything)]:
        adopted = [row for row in rows if not row.why]
        why = Counter(kind(row.why) for row in rows if row.why)
        reasons = ", ".join(f"{count} {reason}" for reason, count in why.most_common())
        reached, branches = sum(row.reached for row in adopted), sum(row.branches for row in adopted)
        again = sum(row.again.startswith(("agrees", "differs")) for row in adopted)
        ported = sum(row.ported == "agrees" for row in rows)
        differing = sum(row.ported.startswith("differs") for row in rows)
        seconds = statistics.median(sum(row.seconds) for row in rows) if rows else 0
        cells = [name, len(rows), len(adopted), reasons, f"{reached} of {branches}"]
        cells += [f"{again}, {sum(row.agrees for row in adopted)} agree"]
        cells += [f"{ported}{f', {differing} differ' * bool(differing)}", f"{seconds:.1f}"]
        makers = Counter(row.asked.removeprefix("by ") for row in rows if row.asked.startswith("by "))
        cells += [", ".join(f"{count} by {maker}" for maker, count in makers.most_common())] * asked
        cells += [f"{sum(row.killed for row in rows)} of {sum(row.mutants for row in rows)}"] * told
        yield f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", metavar="NAME=PATH[,PATH…]")
    parser.add_argument("--most", type=int, default=25, help="functions of a package (25)")
    parser.add_argument("--details", action="store_true")
    parser.add_argument("--mutants", action="store_true", help="count the small mistakes that the examples find")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--model", metavar="FILE.gguf", help="ask this model where the rules end")
    parser.add_argument("--threads", type=int, default=1, help="of the model's server (1)")
    options = parser.parse_args()
    measured: dict[str, list[Row]] = {}
    server = served(options.model, options.threads) if options.model else nullcontext("")
    with tempfile.TemporaryDirectory() as temporary, server as address:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for argument in options.packages:
            package = copied(argument, folder)
            found = measure(package, options.most, address, details=options.details, mutants=options.mutants)
            measured[package.name] = asyncio.run(found)
    print("\n".join(table(measured)))


if __name__ == "__main__":
    main()
