"""Both languages of many programs, on inputs that people forget: ``python tests/synthesis/fuzz.py [TASKS.json …]``.

Makes ``--programs N`` random programs (``--seed S``), and searches for those of the repository's specs and examples and
of the task files (the form of ``tests/bench/bench_builtin.py``). Each is emitted, must parse in ``node`` and
``python3``, and must agree on every input tried: empty, missing, negative, astral, large. Exits with 1 when any
differs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.document.model import Intent  # noqa: E402
from tests.bench.bench_builtin import to_spec  # noqa: E402
from tests.synthesis.found_pairs import Compared, compare, intents  # noqa: E402
from tests.synthesis.pairs import differences  # noqa: E402
from tests.synthesis.random_programs import Maker  # noqa: E402
from tests.synthesis.specs import blind, unseen  # noqa: E402

_BATCH = 100


def random_programs(count: int, seed: int) -> list[str]:
    """The differences of so many random programs, told as they are found."""
    maker = Maker(seed)
    found: list[str] = []
    for start in range(0, count, _BATCH):
        found += differences([maker.program() for _ in range(min(_BATCH, count - start))], seed)
        print(f"random programs: {min(start + _BATCH, count)}, differences {len(found)}", flush=True)
    return found


def sought(files: list[Path]) -> Iterator[Intent]:
    """The intents for which programs are searched for."""
    yield from intents()
    yield from (spec.intent for spec in (*unseen(), *blind()))
    for file in files:
        tasks = json.loads(file.read_text("utf-8"))["tasks"]
        yield from (spec.intent for raw in tasks if (spec := to_spec(raw)) is not None)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--programs", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    found = random_programs(options.programs, options.seed)
    total = Compared(0, 0, [])
    for it in sought(options.files):
        total += compare(it)
    print(f"found programs: {total.programs}, inputs {total.calls}, differences {len(total.differences)}")
    found += total.differences
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
