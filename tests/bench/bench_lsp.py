"""How fast the language server is, beside others in one interleaved run.

    python tests/bench/bench_lsp.py                     ours and the floor: a bare pygls server with trivial answers
    python tests/bench/bench_lsp.py --peers             and the named peers, if they are installed
    python tests/bench/bench_lsp.py --check             exit 1 when a goal is missed (ratios within this run)

The peers are optional; this installs them into a folder that git ignores:

    python -m venv .venv-peers
    .venv-peers/bin/pip install jedi-language-server==0.47.0 esbonio==2.1.0 rumdl==0.3.0
    npm install --prefix .venv-peers vscode-langservers-extracted@4.10.0 markdown-it@15

Every repetition starts fresh processes, the servers one after the other in rotating order; ratios are taken within
repetitions, so that a busy machine slows all alike. ``lspbench.py`` does the measuring; its docstring says what each
row is, ``exits.py`` what it adds. Servers get documents of their own language with the same number of lines.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = ROOT / ".venv-peers"
MARKDOWN_SERVER = PEERS / "node_modules/vscode-langservers-extracted/bin/vscode-markdown-language-server"

OURS, FLOOR = "intent-lsp", "bare pygls"
Json = dict[str, Any]


def intent_server(command: list[str], **more: str) -> Json:
    """A server that gets intent documents."""
    return {
        "cmd": command,
        "docs": f"{HERE / 'intent_documents.py'}:intent_document",
        "ext": ".intent.md",
        # An installed package has its bytecode; where writing it is forbidden, each start would compile all of ours.
        "env": {"PYTHONPATH": str(ROOT / "server"), "PYTHONDONTWRITEBYTECODE": ""},
        "init": {"transpileOnSave": False},
        "type_at": r"^[A-Z][a-z].*[a-z]\.$",
        "hover_at": r"^- in: \{",
        "complete_at": r"^# ",
        **more,
    }


SERVERS: dict[str, Json] = {
    FLOOR: intent_server([sys.executable, str(HERE / "hello_server.py")]),
    OURS: intent_server([sys.executable, "-m", "intent_lsp", "lsp"], parent="--clientProcessId"),
    "jedi-language-server": {
        "cmd": [str(PEERS / "bin/jedi-language-server")], "language": "python", "docs": "python", "ext": ".py",
    },
    "esbonio": {
        "cmd": [str(PEERS / "bin/esbonio"), "server"], "language": "restructuredtext", "docs": "rst", "ext": ".rst",
        "files": {"conf.py": "project = 'bench'\n"},
    },
    "vscode-markdown": {
        "cmd": ["node", str(MARKDOWN_SERVER), "--stdio"],
        "responder": ["node", str(HERE / "markdown_editor.mjs"), str(PEERS / "node_modules")],
        "init": {"markdownFileExtensions": ["md"]},
        "settings": {"markdown": {"validate": {
            "enabled": True, "referenceLinks": {"enabled": "warning"}, "fragmentLinks": {"enabled": "warning"},
            "fileLinks": {"enabled": "warning", "markdownFragmentLinks": "inherit"}, "ignoredLinks": [],
            "unusedLinkDefinitions": {"enabled": "hint"}, "duplicateLinkDefinitions": {"enabled": "warning"},
        }}},
    },
    "rumdl": {"cmd": [str(PEERS / "bin/rumdl"), "server"]},
}  # fmt: skip


def goal(metric: str, limit: float) -> Json:
    """Our median, at most so many times the floor's."""
    return {"server": OURS, "metric": metric, "vs": FLOOR, "max_ratio": limit}


GOALS = [
    goal("start.init_ms", 0.1),
    goal("open.500.ready_ms", 0.7),
    goal("type.500.diag_ms", 1.0),
    goal("type.5000.diag_ms", 1.5),
    *(goal(f"req.{size}.{method}_ms", 1.5)
      for method in ("completion", "hover", "documentSymbol") for size in (500, 5000)),
    goal("mem.1docs_mb", 1.2),
    {"server": OURS, "metric": "mem.1000docs_each_kb", "max": 30.0},
    *({"server": OURS, "metric": f"exit.{how}_ms", "max": 1000.0} for how in (
        "idle", "eof", "killed", "model", "model_killed", "search", "search_killed", "loop", "loop_killed")),
    {"server": OURS, "metric": "exit.left_n", "max": 0.0},
]  # fmt: skip
RIVALS = ("jedi-language-server", "esbonio", "vscode-markdown")
ROWS = (
    "start.init_ms", "open.500.ready_ms", "open.500.warm_diag_ms", "open.5000.warm_diag_ms", "type.500.diag_ms",
    "type.5000.diag_ms", "req.500.completion_ms", "req.500.hover_ms", "req.500.documentSymbol_ms",
    "req.5000.completion_ms", "req.5000.hover_ms", "req.5000.documentSymbol_ms", "mem.1docs_mb", "mem.1000docs_mb",
    "cpu.session_ms",
)  # fmt: skip


def available(names: list[str]) -> list[str]:
    """The servers that are there; says which are not, and why."""
    found = []
    for name in names:
        command = SERVERS[name]["cmd"]
        program = Path(command[1] if command[0] == "node" else command[0])
        if program.exists():
            found.append(name)
        else:
            print(f"{name}: left out, {program} is not installed (the head of bench_lsp.py says how)", file=sys.stderr)
    return found


def beside(name: str) -> Any:
    """A program or module beside this file."""
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def lspbench() -> Any:
    """The harness, with one more phase."""
    bench = beside("lspbench")
    bench.Bench.exit = beside("exits").measure
    bench.PHASES.append("exit")
    return bench


def targets(data: Json) -> list[Json]:
    """The goals of this run: the fixed ones, as far as measured, and being faster than each rival in every row."""
    found = [target for target in GOALS if target["metric"] in data["samples"].get(OURS, {})]
    for rival in RIVALS:
        known = data["samples"].get(rival, {})
        found += [{"server": OURS, "metric": row, "vs": rival, "max_ratio": 1.0} for row in ROWS if row in known]
    return found


def main() -> int:
    """Measure, print the table, and compare with the goals if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", action="store_true", help="measure the peers, too")
    parser.add_argument("--check", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument("--phases", default="start,open,type,req,mem,cpu,exit", help="of lspbench.py; exit: exits.py")
    parser.add_argument("--sizes", default="50,500,5000", help="lines")
    parser.add_argument("--docs", default="1,100,1000", help="open documents")
    parser.add_argument("--reps", type=int, default=5, help="fresh processes for start and open")
    parser.add_argument("--heavy-reps", type=int, default=3, help="the same for the other phases")
    parser.add_argument("--budget", type=float, default=4.0, help="seconds for one figure before it is cut short")
    parser.add_argument(
        "--limit", type=float, default=15.0, help="seconds for one server in one phase and size, in all"
    )
    parser.add_argument(
        "--stat",
        choices=("p50", "quiet"),
        default="p50",
        help="quiet: the median of the quarter of samples that waited least for a CPU",
    )
    parser.add_argument("--out", type=Path, help="write the samples as JSON")
    options = parser.parse_args()

    bench = lspbench()
    names = available([name for name in SERVERS if options.peers or name in (OURS, FLOOR)])
    settings = argparse.Namespace(
        phases=options.phases.split(","), sizes=_numbers(options.sizes), docs=_numbers(options.docs),
        req_sizes=[size for size in _numbers(options.sizes) if size >= 500], reps=options.reps,
        heavy_reps=options.heavy_reps, keys=40, reqs=40, gap=0.01, budget=options.budget, limit=options.limit,
        timeout=options.limit, ws_files=1000, ws_lines=100, pin_server=None, pin_client=None, nice=0, keep=False,
    )  # fmt: skip
    data = bench.run({name: dict(SERVERS[name]) for name in names}, settings)
    if options.out is not None:
        options.out.write_text(json.dumps(data), encoding="utf-8")
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; {options.stat}/p95, x: ratio to {FLOOR}")
    print(bench.table(data, FLOOR, stat=options.stat))
    wanted = [{**target, "stat": options.stat} for target in targets(data)]
    return 0 if not options.check or bench.check(data, wanted) else 1


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
