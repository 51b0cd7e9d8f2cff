"""The bench of the built-in provider runs: its tasks go to other processes and come back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[1] / "bench" / "bench_builtin.py"
DOUBLE = {
    "name": "double",
    "description": "Twice the number.",
    "signature": "double(n: number) -> number",
    "shown": [{"in": {"n": n}, "out": 2 * n} for n in (2, 5, 0, -3)],
    "held": [{"in": {"n": 7}, "out": 14}],
}


def test_the_bench_tells_what_is_likely_and_right(tmp_path: Path) -> None:
    tasks = [DOUBLE, {**DOUBLE, "name": "triple", "held": [{"in": {"n": 7}, "out": 21}]}, {**DOUBLE, "signature": "?"}]
    (tmp_path / "tasks.json").write_text(json.dumps({"tasks": tasks}))
    command = [sys.executable, str(BENCH), str(tmp_path / "tasks.json")]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split()[:3] for line in told[:2]] == [["double", "right", "likely"], ["triple", "wrong", "likely"]]
    assert told[2:] == ["tasks.json: 2 tasks, fits 2, likely 2, right among likely 1, right overall 1"]
    assert subprocess.run([*command, "--check"], capture_output=True, check=False).returncode == 1
