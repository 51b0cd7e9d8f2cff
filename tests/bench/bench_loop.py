"""How much of a set of tasks comes out right with real local models, and what it costs. Prints a table.

The models are GGUF files, the tasks files ``{"source", "tasks": [{"name", "description", "signature", "shown": [{"in",
"out"}], "held": [...]}]}``. Held-out examples never enter the workspace: what was written is run on them by plain
``node`` and this Python, outside the program::

    python tests/bench/bench_loop.py TASKS.json --draft SMALL.gguf [--repair LARGE.gguf] [--half odd] [--tasks 20]
        [--targets js,py] [--rounds 3] [--threads 1] [--lock auto] [--config '{"candidates": 2}'] [--naive]
    python tests/bench/bench_loop.py TASKS.json --builtin

``--half``: tune on ``even``, report ``odd`` once. ``--naive``: one plain chat call a piece instead of the program.
``--builtin``: the built-in provider alone. ``--out FOLDER`` keeps workspace, events and rows. Needs the extra
``llama``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from intent_lsp.equality import difference

Row = dict[str, Any]
_NAMES = {"js": "JavaScript", "py": "Python"}
_SERVER = """
import json, sys, time, xllamacpp
path, threads = sys.argv[1], int(sys.argv[2])
made = xllamacpp.CommonParams()
made.model.path, made.hostnames, made.port, made.n_ctx, made.n_parallel = path, ["127.0.0.1"], 0, 8192, 1
made.cpuparams.n_threads = made.cpuparams_batch.n_threads = threads
made.endpoint_metrics = True
server = xllamacpp.Server(made)
print(server.listening_address, flush=True)
sys.stdin.read()
"""
_JS = """
;const given = JSON.parse({calls});
const results = given.map(args => {{ try {{ const r = {name}(...args); return r === undefined ? null : r; }}
  catch (e) {{ return {{"<error>": String(e)}}; }} }});
require("fs").writeSync(1, "\\n@@" + JSON.stringify(results));
"""
_PY = """
import json as _json, sys as _sys
_results = []
for _args in _json.loads({calls}):
    try:
        _results.append({name}(*_args))
    except Exception as _error:
        _results.append({{"<error>": str(_error)}})
_sys.stdout.write("\\n@@" + _json.dumps(_results))
"""


def right(code: str, name: str, target: str, examples: list[Row]) -> bool:
    """Whether the function gives every expected value, in a process of its own (10 s)."""
    calls = json.dumps(json.dumps([list(example["in"].values()) for example in examples]))
    if target == "js":
        code = re.sub(r"^\s*export\s*\{[^}]*\}\s*;?", "", code, flags=re.M)
        code = re.sub(r"^\s*export\s+(default\s+)?", "", code, flags=re.M)
        command = ["node", "-e", code + _JS.format(calls=calls, name=name)]
    else:
        command = [sys.executable, "-I", "-c", code + _PY.format(calls=calls, name=name)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
        got = json.loads(done.stdout.rpartition("@@")[2])
        return not difference([example["out"] for example in examples], got)
    except (subprocess.TimeoutExpired, ValueError):
        return False


@contextmanager
def served(model: str, threads: int) -> Iterator[str]:
    """A llama.cpp server on loopback for the time of the block; its address."""
    command = [sys.executable, "-c", _SERVER, model, str(threads)]
    child = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert child.stdout is not None
        yield next(line.strip() for line in child.stdout if line.startswith("http"))
    finally:
        child.kill()
        child.wait()


def evaluated(url: str) -> tuple[int, int]:
    """Tokens so far: prompt tokens that were evaluated, not taken from the server's cache, and tokens written."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=30) as answer:
        text = answer.read().decode()
    names = ("llamacpp:prompt_tokens_total", "llamacpp:tokens_predicted_total")
    found = [re.search(rf"^{name} (\S+)", text, re.M) for name in names]
    return tuple(int(float(match[1])) if match else 0 for match in found)  # type: ignore[return-value]


def naive(tasks: list[Row], targets: list[str], url: str) -> list[Row]:
    """One plain chat call a piece: no program at all, the first fenced block counts."""
    rows = []
    for task in tasks:
        for target in targets:
            shown = "\n".join(
                f"{task['name']}({', '.join(map(json.dumps, e['in'].values()))}) returns {json.dumps(e['out'])}"
                for e in task["shown"]
            )
            head = f"Write a {_NAMES[target]} function `{task['name']}({', '.join(task['shown'][0]['in'])})`."
            message = {"role": "user", "content": f"{head}\n{task['description']}\nExamples:\n{shown}"}
            body = {"messages": [message], "max_tokens": 700, "temperature": 0.1, "seed": 7}
            request = urllib.request.Request(
                f"{url}/v1/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
            )
            with urllib.request.urlopen(request, timeout=900) as answer:
                said = json.load(answer)["choices"][0]["message"]["content"]
            fence = re.search(r"```[\w+-]*\n(.*?)```", said, re.S)
            code = fence[1] if fence else said
            passed = right(code, task["name"], target, task["shown"])
            good = right(code, task["name"], target, [*task["shown"], *task["held"]])
            status = "verified" if passed else "failed"
            rows.append({"name": task["name"], "target": target, "status": status, "right": good, "calls": 1})
    return rows


def transpiled(tasks: list[Row], targets: list[str], out: Path, config: Row) -> list[Row]:
    """The program's own command on a workspace of the tasks."""
    workspace = out / "workspace"
    (workspace / "specs").mkdir(parents=True, exist_ok=True)
    (workspace / ".promirror").mkdir(exist_ok=True)
    (workspace / ".promirror" / "intent.config.json").write_text(json.dumps(config, indent=1))
    for task in tasks:
        (workspace / "specs" / f"{task['name']}.intent.md").write_text(document(task, targets))
    command = [sys.executable, "-m", "intent_lsp", "transpile", "specs", "--json"]
    with (out / "events.ndjson").open("w") as events, (out / "stderr.txt").open("w") as errors:
        env = {**os.environ, "INTENT_LEARN": "false"}  # a benchmark says nothing of what its user does
        subprocess.run(command, cwd=workspace, stdout=events, stderr=errors, check=False, env=env)
    told = [json.loads(line) for line in (out / "events.ndjson").read_text().splitlines()]
    held = {task["name"]: task["held"] for task in tasks}
    return [_row(result, told, workspace, held) for result in told[-1]["results"]]


def document(task: Row, targets: list[str]) -> str:
    """The task as an intent document."""
    items = "".join(
        f"- in: {json.dumps(e['in'], ensure_ascii=False)} out: {json.dumps(e['out'], ensure_ascii=False)}\n"
        for e in task["shown"]
    )
    description = task["description"].replace("\n#", "\n #")
    return (
        f"# name: {task['name']}\n# target: {','.join(targets)}\n# description:\n{description}\n"
        f"# signature:\n{task['signature']}\n# examples:\n{items}"
    )


def _row(result: Row, told: list[Row], workspace: Path, held: dict[str, list[Row]]) -> Row:
    mine = [e for e in told if e.get("intent") == result["intent"] and e.get("target") == result["target"]]
    candidates = [e for e in mine if e["event"] == "candidate_ready"]
    codes = [e["code"] for e in candidates]
    written = result["status"] in ("verified", "uncertain", "fresh")
    name, target = result["intent"], result["target"]
    good = written and right((workspace / result["file"]).read_text(), name, target, held[name])
    return {
        "name": name,
        "target": target,
        "status": result["status"],
        "right": good,
        "rounds": result["rounds"],
        "calls": result["usage"]["calls"],
        "repeated": len(codes) - len(set(codes)),
        "note": next((e["note"] for e in mine if e["event"] == "verified"), ""),
    }


def told(rows: list[Row], seconds: float, spent: tuple[int, int]) -> str:
    """The table."""
    heads = ("pieces", 8), ("verified", 10), ("right", 7), ("uncertain", 11), ("right", 7), ("calls", 7), ("again", 7)
    lines = ["    " + "".join(f"{head:>{width}}" for head, width in heads)]
    for target in (*dict.fromkeys(row["target"] for row in rows), "all"):
        some = [row for row in rows if target in (row["target"], "all")]
        sure = [row for row in some if row["status"] in ("verified", "fresh")]
        unsure = [row for row in some if row["status"] == "uncertain"]
        calls, repeated = (sum(row.get(key, 0) for row in some) for key in ("calls", "repeated"))
        lines.append(
            f"{target:4}{len(some):>8}{len(sure):>10}{sum(row['right'] for row in sure):>7}{len(unsure):>11}"
            f"{sum(row['right'] for row in unsure):>7}{calls:>7}{repeated:>7}"
        )
    good = max(1, sum(row["status"] != "failed" and row["right"] for row in rows))
    lines.append(
        f"{seconds:.0f} s; prompt tokens evaluated {spent[0]}, written {spent[1]}; "
        f"a right file: {seconds / good:.1f} s, {spent[0] / good:.0f} evaluated, {spent[1] / good:.0f} written"
    )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    for name in ("draft", "repair"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--half", choices=("even", "odd", "all"), default="even")
    parser.add_argument("--tasks", type=int, default=20)
    parser.add_argument("--targets", default="js,py")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--lock", default="auto")
    parser.add_argument("--config", type=json.loads, default={})
    parser.add_argument("--naive", action="store_true")
    parser.add_argument("--builtin", action="store_true")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    tasks = json.loads(asked.file.read_text())["tasks"]
    tasks = tasks if asked.half == "all" else tasks[asked.half == "odd" :: 2]
    random.Random(1).shuffle(tasks)
    tasks, targets = tasks[: asked.tasks], asked.targets.split(",")
    with contextlib.ExitStack() as stack:
        out = asked.out or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        out.mkdir(parents=True, exist_ok=True)
        roles = {} if asked.builtin else {role: path for role in ("draft", "repair") if (path := getattr(asked, role))}
        urls = {role: stack.enter_context(served(path, asked.threads)) for role, path in roles.items()}
        started = time.time()
        if asked.naive:
            rows = naive(tasks, targets, urls["draft"])
        else:
            rows = transpiled(tasks, targets, out, settings(urls, asked))
        seconds = time.time() - started
        each = [evaluated(url) for url in urls.values()]
        (out / "rows.json").write_text(json.dumps(rows, indent=0))
        print(told(rows, seconds, (sum(one for one, _ in each), sum(two for _, two in each))))


def settings(urls: dict[str, str], asked: argparse.Namespace) -> Row:
    """The workspace's configuration."""
    lock = {} if asked.lock == "auto" else {"lock": asked.lock}
    providers: list[Row] = [
        {"name": role, "type": "openai_compat", "preset": "llamacpp", "baseUrl": f"{url}/v1", **lock}
        for role, url in urls.items()
    ]
    schedule = {"draft": ["draft"], "repair": ["repair" if "repair" in urls else "draft"]}
    base: Row = {"rounds": asked.rounds, "providers": providers or [{"type": "builtin"}]}
    more: Row = asked.config
    return {**base, **({"schedule": schedule} if providers else {}), **more}


if __name__ == "__main__":
    main()
