"""Peers of ``intent adopt`` and ``intent port`` on the same functions as ``bench_adoption.py``.

``python tests/bench/bench_adoption_peers.py NAME=PATH[,PATH…] … [--examples VENV] [--ports VENV]``

VENV is the path of a virtual environment with the tools: Pynguin, CrossHair, coverage and pytest for the first;
Transcrypt, RapydScript, PScript, JavaScripthon, Js2Py and jiphy for the second. One that is not there is left out with
a word. The peers run the packages' code without a sandbox: take packages that you would run yourself. Prints tables in
Markdown.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.adoption import sources  # noqa: E402
from intent_lsp.adoption.contract import ExistingFunction, Tried  # noqa: E402
from intent_lsp.adoption.proposal import Exploration, explore, propose  # noqa: E402
from intent_lsp.cli.existing_code.existing_source import Source, function_of  # noqa: E402
from intent_lsp.config import Config  # noqa: E402
from intent_lsp.document.model import Parameter  # noqa: E402
from intent_lsp.errors import AdoptionError  # noqa: E402
from intent_lsp.porting.port import PortResult, compare_port, port  # noqa: E402
from intent_lsp.sandbox.contract import Returned, Sandbox  # noqa: E402
from intent_lsp.values import LANGUAGES, Opaque, Target  # noqa: E402
from intent_lsp.workbench import open_workbench  # noqa: E402
from tests.bench import peer_examples, peer_ports  # noqa: E402
from tests.bench.bench_adoption import Package, copied, functions  # noqa: E402
from tests.bench.peer_examples import MadeTests, Venv  # noqa: E402
from tests.bench.peer_ports import PEERS, Peer  # noqa: E402

OURS = "intent-lsp"
Inputs: TypeAlias = tuple[tuple[Parameter, ...], Exploration]


# Examples ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Module:
    """What the tools made for one module; ``adopted``: those of its functions that ``intent adopt`` takes."""

    names: tuple[str, ...]
    adopted: frozenset[str]
    made: dict[str, MadeTests]


async def examples(package: Package, most: int, venv: Venv, budgets: Sequence[float], folder: Path) -> list[Module]:
    """All Python modules of a package."""
    modules: dict[str, list[tuple[Source, str]]] = {}
    for source, name in functions(package, most):
        if source.path.suffix == ".py":
            words = source.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            modules.setdefault(words, []).append((source, name))
    found = []
    for module, offered in modules.items():
        names = tuple(name for _, name in offered)
        proposals = await _proposals(package, offered)
        made = {OURS: peer_examples.documents(module, proposals, _new(folder / OURS))}
        for seconds in budgets:
            for peer, tool in (("crosshair", peer_examples.crosshair), ("pynguin", peer_examples.pynguin)):
                if venv.has(peer):
                    label = f"{peer}, {seconds:g} s"
                    made[label] = tool(
                        venv, package.root, module, names, seconds, _new(folder / label.replace(" ", ""))
                    )
        for label, one in made.items():
            data = folder / f"{label.replace(' ', '')}.{module}.coverage"
            peer_examples.measure(one, venv, package.root, module, names, data)
            print(f"{module} {label}: {replace(one, files=[])}", flush=True)
        found.append(Module(names, frozenset(existing.name for existing, *_ in proposals), made))
    return found


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _proposals(
    package: Package, offered: Sequence[tuple[Source, str]]
) -> list[tuple[ExistingFunction, Sequence[Tried], float]]:
    found: list[tuple[ExistingFunction, Sequence[Tried], float]] = []
    async with open_workbench(package.root, Config(), offline=True) as bench:
        for source, name in offered:
            started = time.perf_counter()
            existing = function_of(source, name, [name])
            try:
                made = await propose(existing, (), bench.sandbox)
            except AdoptionError:
                continue
            found.append((existing, made.examples, time.perf_counter() - started))
    return found


def examples_table(modules: Sequence[Module]) -> Iterator[str]:
    """One line for each tool."""
    taken, rest = sum(len(one.adopted) for one in modules), sum(len(one.names) - len(one.adopted) for one in modules)
    yield (
        f"| | branches of the {taken} adopted | of these shown whole | of the {rest} others | tests | lines |"
        " calls of the functions | plain | s for all |"
    )
    yield "|---" * 9 + "|"
    for label in modules[0].made if modules else ():
        made = [one.made[label] for one in modules]
        adopted = [one.made[label].branches[name] for one in modules for name in one.names if name in one.adopted]
        others = [one.made[label].branches[name] for one in modules for name in one.names if name not in one.adopted]
        calls = sum(one.made[label].calls[name] for one in modules for name in one.names)
        plain = sum(one.made[label].plain[name] for one in modules for name in one.names)
        whole = sum(reached == branches for reached, branches in adopted)
        cells: list[object] = [label, _share(adopted), whole, _share(others), sum(one.tests for one in made)]
        cells += [sum(one.lines for one in made), calls, plain]
        yield f"| {' | '.join(map(str, [*cells, round(sum(one.seconds for one in made))]))} |"


def _share(branches: Sequence[tuple[int, int]]) -> str:
    return f"{sum(one for one, _ in branches)} of {sum(all_ for _, all_ in branches)}"


# Ports ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Port:
    """What came of one function with one tool."""

    status: str
    """``agrees``, ``differs``, ``does not load``, or why there is nothing."""
    calls: int = 0
    alike: int = 0
    wrong: bool = False
    """Whether some call gives another value, and no error."""
    size: int = 0


async def ports(package: Package, most: int, venv: Path, folder: Path) -> list[tuple[Target, dict[str, Port]]]:
    """The functions of a package for which anything can be compared, each with every tool for its language."""
    found = []
    async with open_workbench(package.root, Config(), offline=True) as bench:
        for source, name in functions(package, most):
            existing = function_of(source, name, [name])
            code = sources.without_types(source.name, source.text.replace("\r\n", "\n"))
            ours = await port(existing, code, (), bench.sandbox)
            inputs = await _inputs(existing, ours, bench.sandbox)
            if not inputs:
                continue
            made = {OURS: _port(ours, len(ours.code.encode()))}
            for peer in PEERS:
                if peer.source == existing.target and peer_ports.is_installed(peer, venv):
                    made[peer.name] = await _by(peer, existing, inputs, venv, _new(folder / peer.name / name))
            found.append((existing.target, made))
            print(name, {label: astuple(one) for label, one in made.items()}, flush=True)
    return found


async def _inputs(existing: ExistingFunction, ours: PortResult, sandbox: Sandbox) -> list[Inputs]:
    """What was tried, also for the types for which the rules hold; nothing where the function gives no value."""
    free = replace(existing, obstacles=())
    try:
        found = await explore(free, (), sandbox)
    except AdoptionError:
        return []
    inputs = [(found.parameters, found)]
    if ours.agrees and ours.parameters != found.parameters:
        types = zip(existing.inputs, ours.parameters, strict=True)
        other = replace(free, inputs=tuple(replace(item, type=one.type) for item, one in types))
        inputs.append((ours.parameters, await explore(other, (), sandbox)))
    given = (one.outcome for _, one_set in inputs for one in one_set.tried)
    return inputs if any(isinstance(one, Returned) and not isinstance(one.value, Opaque) for one in given) else []


async def _by(peer: Peer, existing: ExistingFunction, inputs: Sequence[Inputs], venv: Path, folder: Path) -> Port:
    written = peer.translate(venv, existing, folder)
    if written.file is None:
        return Port(f"refused: {written.problem[-160:]}")
    target: Target = "js" if existing.target == "py" else "py"
    runner = peer_ports.Runner(written.file, existing.entry, target, venv)
    text, size = written.file.read_text("utf-8"), peer_ports.size(written.file)
    made = [_port(await compare_port(existing, taken, found, text, runner), size) for taken, found in inputs]
    return max(made, key=lambda one: (one.status == "agrees", one.alike))


def _port(ported: PortResult, size: int) -> Port:
    if ported.agrees:
        return Port("agrees", ported.inputs, ported.inputs, size=size)
    if not ported.code:
        return Port("refused")
    if ported.problem:
        return Port(f"does not load: {ported.problem}", size=size)
    wrong = any(
        isinstance(one.other, Returned) and isinstance(one.reference.outcome, Returned) for one in ported.differences
    )
    return Port("differs", ported.inputs, ported.inputs - len(ported.differences), wrong, size)


def ports_table(target: Target, found: Sequence[dict[str, Port]]) -> Iterator[str]:
    """One line for each tool that reads a language."""
    columns = f"| {len(found)} functions of {LANGUAGES[target]} | translated | load | agree on all calls |"
    yield f"{columns} give other values | calls alike, of those that ran | bytes, median |"
    yield "|---" * 7 + "|"
    for label in found[0] if found else ():
        made = [one[label] for one in found]
        running = [one for one in made if one.calls]
        cells: list[object] = [label, sum(not one.status.startswith("refused") for one in made), len(running)]
        cells += [sum(one.status == "agrees" for one in made), sum(one.wrong for one in made)]
        cells += [f"{sum(one.alike for one in running)} of {sum(one.calls for one in running)}"]
        cells += [round(statistics.median(one.size for one in running)) if running else ""]
        yield f"| {' | '.join(map(str, cells))} |"


# ------------------------------------------------------------------------------------------------------------------


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", nargs="+", metavar="NAME=PATH[,PATH…]")
    parser.add_argument("--examples", type=Path, metavar="VENV")
    parser.add_argument("--ports", type=Path, metavar="VENV")
    parser.add_argument("--seconds", type=float, nargs="+", default=[10.0], help="of search for each function (10)")
    parser.add_argument("--most", type=int, default=25, help="functions of a package (25)")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    _missing(options.examples, options.ports)
    modules: list[Module] = []
    ported: list[tuple[Target, dict[str, Port]]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or Path(temporary)).resolve()
        for argument in options.packages:
            package = copied(argument, _new(folder / "packages"))
            place = folder / package.name
            if options.examples:
                venv = Venv(options.examples.absolute())
                modules += asyncio.run(examples(package, options.most, venv, options.seconds, place / "examples"))
            if options.ports:
                ported += asyncio.run(ports(package, options.most, options.ports.absolute(), place / "ports"))
    if modules:
        print("\n".join(examples_table(modules)))
    targets: tuple[Target, ...] = ("py", "js")
    for target in targets:
        found = [made for one, made in ported if one == target]
        if found:
            print("\n".join(["", *ports_table(target, found)]))


def _missing(examples: Path | None, ports: Path | None) -> None:
    there: dict[str, bool] = {}
    if examples:
        there |= {name: Venv(examples).has(name) for name in ("pynguin", "crosshair")}
    if ports:
        there |= {peer.name: peer_ports.is_installed(peer, ports) for peer in PEERS}
    for name, installed in there.items():
        if not installed:
            print(f"{name} is not installed there: left out")


if __name__ == "__main__":
    main()
