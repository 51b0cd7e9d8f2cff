"""How long servers take to leave: a phase of ``lspbench.py`` that ``bench_lsp.py`` adds.

``exit.idle_ms``       ``shutdown`` and ``exit`` to the end of the process, when nothing is under way
``exit.eof_ms``        the end of the input, without ``shutdown``
``exit.killed_ms``     the editor's process was killed, while another one holds the input open

The same (``shutdown`` and ``exit``; killed) with work under way, for a server whose spec has ``"work"``:

``exit.model…_ms``     a model server that accepts the request and never answers
``exit.search…_ms``    the built-in provider, deep in a search
``exit.loop…_ms``      generated code in an endless loop, in the sandbox
``exit.left_n``        processes that any of these left behind
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]

LONGEST = 10.0
"""Seconds after which a server counts as one that does not leave."""
DOCUMENT = """# name: strange
# target: js
# description: d
# signature: (x: number) -> string
# examples:
- in: { x: 1 } out: "qzx"
- in: { x: 2 } out: "rtyu1"
- in: { x: 7 } out: "aa bb 12 zz"
"""
ENDLESS = "```javascript\nexport function strange(x) { while (true) {} }\n```"
WORK = ("model", "search", "loop")


def measure(bench: Any) -> None:
    """One repetition for one server; ``bench`` is lspbench's ``Bench``."""
    bench.put("exit.idle_ms", _leaves(bench, "", "exit"))
    bench.put("exit.eof_ms", _leaves(bench, "", "eof"))
    if "parent" not in bench.spec:
        return
    bench.put("exit.killed_ms", _leaves(bench, "", "killed"))
    for work in WORK:
        bench.put(f"exit.{work}_ms", _leaves(bench, work, "exit"))
        bench.put(f"exit.{work}_killed_ms", _leaves(bench, work, "killed"))


def _leaves(bench: Any, work: str, how: str) -> float | None:
    """Milliseconds from the wish to the end of the process; ``None``: it did not leave, or the work did not last."""
    root = bench.root(f"exit-{work or 'idle'}")
    shutil.rmtree(root / ".promirror", ignore_errors=True)
    editor = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    spec = bench.spec
    if how == "killed":
        bench.spec = {**spec, "cmd": [*spec["cmd"], spec["parent"], str(editor.pid)]}
    with contextlib.ExitStack() as stack:
        stack.callback(_end, editor)
        stack.callback(setattr, bench, "spec", spec)
        asked = stack.enter_context(_models(work))
        if work:
            _configure(root, work, asked.url)
        session = bench.session(root)
        stack.callback(session.close)
        session.initialize()
        session.initialized()
        path = root / "strange.intent.md"
        if work:
            ident = _begin(session, path, asked)
        else:
            document = bench.doc(root, 50)
            session.wait_diagnostics(document, session.open(document)) if bench.spec["_open_diag"] else None
            session.settle(limit=10)
            ident = None
        if ident in session.answers:
            print(f"exit.{work}: the work ended by itself: {session.answers[ident]}"[:300], file=sys.stderr)
            return None
        took = _timed(bench, session, how, editor)
        session.eof = True  # there is nobody to say goodbye to
        return took


def _begin(session: Any, path: Path, asked: _Models) -> int:
    """Transpile, and wait until that is well under way; the request's id."""
    path.write_text(DOCUMENT, encoding="utf-8")
    uri = path.resolve().as_uri()
    item = {"uri": uri, "languageId": "markdown", "version": 1, "text": DOCUMENT}
    session.notify("textDocument/didOpen", {"textDocument": item})
    ident: int
    ident, _ = session.begin("workspace/executeCommand", {"command": "intent.transpile", "arguments": [{"uri": uri}]})
    session.pump(10, lambda: asked.called.is_set() or ident in session.answers)
    session.pump(1.0, lambda: ident in session.answers)
    return ident


def _timed(bench: Any, session: Any, how: str, editor: subprocess.Popen[bytes]) -> float | None:
    pid = session.proc.pid
    family = _family(pid)
    begin = time.perf_counter()
    if how == "exit":
        session.request("shutdown", None, timeout=LONGEST)
        session.notify("exit", None)
    elif how == "eof":
        session.proc.stdin.close()
    else:
        editor.kill()
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.perf_counter() - begin > LONGEST:
            return None
        time.sleep(0.001)
    took = (time.perf_counter() - begin) * 1e3
    time.sleep(0.1)  # what was killed is gone a moment later
    bench.put("exit.left_n", len([child for child in family[1:] if _lives(child)]))
    return took


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


class _Models:
    """A server for models: where it is, and whether it was asked for code."""

    def __init__(self) -> None:
        self.url = ""
        self.called = threading.Event()


@contextlib.contextmanager
def _models(work: str) -> Iterator[_Models]:
    models, over = _Models(), threading.Event()
    if work not in ("model", "loop"):
        models.called.set()
        yield models
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(work, models, over)) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        models.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield models
        finally:
            over.set()
            server.shutdown()


def _handler(work: str, models: _Models, over: threading.Event) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """The list of models; a chat that never answers, or answers with an endless loop."""

        def log_message(self, format: str, *args: Any) -> None:
            """Be silent."""

        def answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer("application/json", json.dumps({"object": "list", "data": [{"id": "m"}]}).encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            models.called.set()
            if work == "model":
                over.wait(60)
                return
            delta = {"index": 0, "delta": {"role": "assistant", "content": ENDLESS}, "finish_reason": None}
            last = {"index": 0, "delta": {}, "finish_reason": "stop"}
            events = [json.dumps({"id": "1", "choices": [choice]}) for choice in (delta, last)]
            self.answer("text/event-stream", "".join(f"data: {event}\n\n" for event in [*events, "[DONE]"]).encode())

    return Handler


def _configure(root: Path, work: str, url: str) -> None:
    provider: Json = {"type": "builtin"}
    if work != "search":
        provider = {"type": "openai_compat", "baseUrl": url, "model": "m"}
    (root / ".promirror").mkdir()
    (root / ".promirror/intent.config.json").write_text(json.dumps({"providers": [provider]}), encoding="utf-8")
