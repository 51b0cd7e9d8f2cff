"""How long a command thinks about very many documents: nothing known, everything known, one of them changed.

Prints a table of seconds (wall, processor) and peak memory::

    python tests/bench/bench_planning.py [--documents 10000] [--cold] [--watch] [--folder FOLDER]

The documents, their code, reports and proofs are made without transpiling (`tests/support/many_documents.py`): a
hundred thousand take some minutes and 2.5 GB. `--folder` keeps them for the next time. `--cold` also checks all of
them as if for the first time, which takes as long as everything else together; `--watch` compares how long one change
takes in a watched folder of ten documents and of all of them. The first row is what the disk's names and stamps cost
by themselves: no command that looks at each file can be faster.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.cli.commands.watch import Watch  # noqa: E402
from intent_lsp.cli.parser import parser  # noqa: E402
from intent_lsp.config import Config, ProviderConfig  # noqa: E402
from intent_lsp.configuration.load import load  # noqa: E402
from intent_lsp.workbench import Request, open_workbench  # noqa: E402
from tests.support.command import environment  # noqa: E402
from tests.support.many_documents import document_of, make, place_of, settle  # noqa: E402

ALONE = multiprocessing.get_context("spawn")
"""What is made and remembered beforehand: a process takes over the peak memory of the one that starts it."""
_LINE = "{0:<44}{1:>8.2f}{2:>10.2f}{3:>9.0f}   {4}"


def measured(label: str, folder: Path, *arguments: str) -> None:
    """One command, in a process of its own."""
    env = environment(folder, XDG_CACHE_HOME=str(folder / "cache"))
    began = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder / "workspace", env=env, stdout=out, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        out.seek(0, os.SEEK_END)
        out.seek(max(0, out.tell() - 60))
        last = out.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    process.returncode = os.waitstatus_to_exitcode(status)
    said = last if process.returncode == 0 else f"status {process.returncode}: {last}"
    print(_LINE.format(label, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said[-30:]), flush=True)


FLOOR = """
import os
waiting, count = ["."], 0
while waiting:
    with os.scandir(waiting.pop()) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            elif not entry.path.startswith("./.promirror/proofs"):
                entry.stat(follow_symlinks=False)
                count += 1
print(count, "files")
"""


PLAN = """
import sys
from pathlib import Path
from intent_lsp.cli.documents.typed_paths import find_documents
from intent_lsp.config import Config
from intent_lsp.transpile.planning.plan import Request, Requests
from intent_lsp.transpile.planning.planner import Planner
documents = find_documents([Path("docs")])
plan = Planner(Path.cwd(), Config()).plan(Requests(Request(Path.cwd()), documents)) if sys.argv[1:] else None
print(len(documents), "found" if plan is None else len(plan.intents))
"""


@contextmanager
def folder_of(path: Path | None) -> Iterator[Path]:
    if path is not None:
        path.mkdir(parents=True, exist_ok=True)
        yield path
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def alone(work: Callable[[Path, int, Config], None], root: Path, count: int, config: Config) -> None:
    """Do this in a process of its own."""
    process = ALONE.Process(target=work, args=(root, count, config))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("that did not work")


async def one_change(folder: Path, count: int) -> tuple[float, float]:
    """Milliseconds of the processor until a changed document is understood, and until it is transpiled: medians."""
    os.chdir(folder / "workspace")
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    config = Config(providers=(ProviderConfig("builtin", "builtin"),))
    root = Path.cwd()
    watch = Watch(parser().parse_args(["watch", "docs"]), root, {root: config})
    path, text = place_of(root, 1), document_of(1)
    noticed, done = [], []
    async with open_workbench(root, config, offline=True) as bench:
        for number in range(12):
            if number == 0:
                assert len(await watch._documents_to_run(set(watch._documents()))) == count
                continue
            path.write_text(text + f"# notes: {number}\n")
            await asyncio.sleep(0.05)
            began = time.process_time()
            wanted = await watch._documents_to_run({path})
            noticed.append(time.process_time() - began)
            assert list(wanted) == [path]
            await bench.transpile([Request(path, text=wanted[path].text)], lambda _: None)
            done.append(time.process_time() - began)
            watch._seen |= {path: read.digest for path, read in wanted.items()}
    path.write_text(text)
    return sorted(noticed)[5] * 1e3, sorted(done)[5] * 1e3


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=10_000)
    options.add_argument("--folder", type=Path, help="where the documents are, or are made")
    options.add_argument("--cold", action="store_true")
    options.add_argument("--watch", action="store_true")
    chosen = options.parse_args()
    with folder_of(chosen.folder) as folder:
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        root = folder / "workspace"
        if not root.exists():
            (folder / "cache").mkdir(mode=0o700)
            (root / ".promirror").mkdir(parents=True)
            alone(make, root, chosen.documents, Config())
        print(f"{chosen.documents} documents{'':<29}{'wall s':>8}{'processor':>10}{'MB':>9}")
        measured("walk and stamps alone", folder, "-c", FLOOR)
        command = ("-m", "intent_lsp")
        measured("found", folder, "-c", PLAN)
        measured("found, read and planned", folder, "-c", PLAN, "all")
        if chosen.cold:
            measured("check, nothing known", folder, *command, "check", "--no-run")
        time.sleep(2.5)  # what was just written is looked at once more
        alone(settle, root, chosen.documents, load(root, env=environment(folder)).config)
        for label, arguments in (
            ("check", ["check"]),
            ("check --json", ["check", "--json"]),
            ("check --shard 3/8", ["check", "--shard", "3/8"]),
            ("transpile", ["transpile", "--offline"]),
            ("transpile -q", ["transpile", "--offline", "-q"]),
        ):
            measured(f"{label}, nothing changed", folder, *command, *arguments)
        place_of(root, 7).write_text(document_of(7) + "# notes: none\n")
        measured("check --no-run, one document changed", folder, *command, "check", "--no-run")
        place_of(root, 7).write_text(document_of(7))
        if chosen.watch:
            with tempfile.TemporaryDirectory() as made:
                (Path(made) / "cache").mkdir(mode=0o700)
                (Path(made) / "workspace/.promirror").mkdir(parents=True)
                make(Path(made) / "workspace", 10, Config())
                for place, count in ((Path(made), 10), (folder.resolve(), chosen.documents)):
                    noticed, done = asyncio.run(one_change(place, count))
                    print(f"one change among {count}: understood in {noticed:.1f} ms, done in {done:.1f} ms")
                os.chdir(ROOT)


if __name__ == "__main__":
    main()
