"""How far the built-in provider's word can be trusted: ``python tests/bench/bench_builtin.py TASKS.json [--half odd]``.

TASKS.json holds ``{"tasks": [{"name", "description", "signature", "shown": [{"in": {…}, "out": …}], "held": […]}]}``.
The program is learnt from the shown examples; what is *right* is right on every shown and every held-out one, in both
languages, as emitted, in real ``node`` and ``python3``. ``--half`` takes the tasks with an even or an odd index only,
so that one half can be tuned for and the other one be told once. ``--check`` fails below 95 % right of *likely*.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from intent_lsp.document import parse  # noqa: E402
from tests.synthesis.evaluate import evaluate  # noqa: E402
from tests.synthesis.specs import Spec  # noqa: E402

BAR = 0.95


def to_spec(raw: dict[str, Any]) -> Spec | None:
    """The task as a person would have written it; ``None`` where the document format cannot say it."""
    lines = [f"# name: {raw['name']}", "# description:", raw["description"].replace("\n#", "\n #"), "# signature:"]
    lines += [raw["signature"], "# examples:"]
    for row in raw["shown"]:
        given, wanted = (json.dumps(row[key], ensure_ascii=False) for key in ("in", "out"))
        lines.append(f"- in: {given} out: {wanted}")
    intents = parse("\n".join(lines) + "\n").intents
    if len(intents) != 1 or intents[0].broken or len(intents[0].shown) != len(raw["shown"]):
        return None
    return Spec(intents[0], tuple((tuple(row["in"].values()), row["out"]) for row in raw["held"]))


@dataclass(frozen=True, slots=True)
class Measured:
    """What is told of one task; plain enough to come from another process. ``program`` with what is said about it."""

    name: str
    outcome: str
    correct: bool
    seconds: float
    program: str


def measure(raw: dict[str, Any]) -> Measured | None:
    """One task; ``None`` where the document format cannot say it."""
    spec = to_spec(raw)
    if spec is None:
        return None
    (result,) = evaluate([spec])
    found = result.synthesis
    program = f"{found.explanation or found.doubt}\n{found.question}\n{found.code.get('py', '')}"
    return Measured(result.name, found.outcome, result.correct, result.seconds, program)


def table(title: str, results: list[Measured]) -> bool:
    """Print the counts; whether enough of what is called likely is right."""
    likely = [result.correct for result in results if result.outcome == "likely"]
    fits = sum(result.outcome != "none" for result in results)
    print(
        f"{title}: {len(results)} tasks, fits {fits}, likely {len(likely)}, right among likely {sum(likely)}, "
        f"right overall {sum(result.correct for result in results)}"
    )
    return sum(likely) >= BAR * len(likely)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--half", choices=["even", "odd"])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--code", action="store_true", help="print the programs that fit")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    trusted = True
    for file in options.files:
        tasks = json.loads(file.read_text("utf-8"))["tasks"]
        if options.half:
            tasks = tasks[options.half == "odd" :: 2]
        results = []
        with multiprocessing.Pool(options.jobs) as pool:
            for result in filter(None, pool.imap(measure, tasks)):
                verdict = "right" if result.correct else "wrong" if result.outcome != "none" else "-"
                print(f"{result.name:36} {verdict:5} {result.outcome:9} {result.seconds:6.2f} s", flush=True)
                if options.code and result.outcome != "none":
                    print(result.program, flush=True)
                results.append(result)
        trusted &= table(file.name, results)
    if options.check and not trusted:
        sys.exit(f"less than {BAR:.0%} of what is called likely is right")


if __name__ == "__main__":
    main()
