"""How good the synthesiser is: ``python tests/synthesis/evaluate.py [specs.json …] [--examples N] [--code] [--why]``.

For each spec: whether a program fits the examples, whether it is right on the held-out ones (in both languages, as
emitted), the outcome, evaluations and CPU time (one core). Without files: all specs of this folder.
``--examples N`` learns from the first N examples only and holds out the rest; ``--code`` prints the programs,
``--why`` what is not certain and the question.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[1] / "server")]

from intent_lsp.synthesis.contract import Synthesis  # noqa: E402
from intent_lsp.values import Target  # noqa: E402
from tests.synthesis.languages import NODE, Case, right, run  # noqa: E402
from tests.synthesis.specs import Spec, load, solved  # noqa: E402


@dataclass(frozen=True, slots=True)
class Result:
    """One spec. ``correct`` counts only what both languages get right on every held-out example."""

    name: str
    synthesis: Synthesis
    correct: bool
    seconds: float


def shortened(spec: Spec, count: int) -> Spec:
    """The spec with the first examples only; the others are held out."""
    shown = spec.intent.shown
    rest = tuple((example.args, example.expected) for example in shown[count:])
    return Spec(replace(spec.intent, examples=shown[:count]), spec.held + rest)


def evaluate(specs: list[Spec]) -> list[Result]:
    """Solve every spec, then run all programs on all their examples, one process per language."""
    found: list[tuple[Synthesis, float]] = []
    for spec in specs:
        start = time.process_time()
        found.append((solved(spec.intent), time.process_time() - start))
    correct = [synthesis.outcome != "none" for synthesis, _ in found]
    targets: tuple[Target, ...] = ("js", "py") if NODE else ("py",)
    for target in targets:
        cases = []
        for spec, (synthesis, _) in zip(specs, found, strict=True):
            rows = [(e.args, e.expected) for e in spec.intent.shown if not e.raises] + list(spec.held)
            source = synthesis.code.get(target, "")
            cases.append(Case(spec.intent.name, source, tuple(args for args, _ in rows)))
        for index, (spec, answers) in enumerate(zip(specs, run(target, cases), strict=True)):
            wanted = [e.expected for e in spec.intent.shown if not e.raises] + [value for _, value in spec.held]
            correct[index] &= all(right(answer, value) for answer, value in zip(answers, wanted, strict=True))
    return [
        Result(spec.intent.name, synthesis, correct[index], seconds)
        for index, (spec, (synthesis, seconds)) in enumerate(zip(specs, found, strict=True))
    ]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--code", action="store_true")
    parser.add_argument("--why", action="store_true")
    options = parser.parse_args()
    for file in options.files or sorted(HERE.glob("*-specs.json")):
        specs = load(file)
        if options.examples:
            specs = [shortened(spec, options.examples) for spec in specs]
        results = evaluate(specs)
        print(file.name)
        for result in results:
            mark = "right" if result.correct else "wrong" if result.synthesis.outcome != "none" else "-"
            print(
                f"  {result.name:22} {mark:6} {result.synthesis.outcome:10} {result.synthesis.evaluations:9,} "
                f"evaluations {result.seconds:6.2f} s CPU"
            )
            if options.why and result.synthesis.outcome != "likely":
                told = result.synthesis.doubt or result.synthesis.explanation
                print(f"    {told}\n    {result.synthesis.question}")
            if options.code:
                print(result.synthesis.explanation)
                print("\n".join(result.synthesis.code.values()))
        fits = sum(result.synthesis.outcome != "none" for result in results)
        likely = [result for result in results if result.synthesis.outcome == "likely"]
        times = sorted(result.seconds for result in results)
        print(
            f"  fits {fits}/{len(results)}, right on held-out {sum(r.correct for r in results)}/{len(results)}, "
            f"likely {len(likely)} of which right {sum(r.correct for r in likely)}, "
            f"median {times[len(times) // 2]:.2f} s, worst {times[-1]:.2f} s"
        )


if __name__ == "__main__":
    main()
