#!/usr/bin/env python3
# mypy: ignore-errors
# ruff: noqa
"""lspbench - time any language server over stdio, several of them in one interleaved run.

    lspbench.py servers.json --only ours,rumdl,pygls-hello --vs pygls-hello -o out.json
    lspbench.py servers.json --phases start,type --sizes 500,5000 --reps 9
    lspbench.py --show out.json [--vs NAME] [--only ...]      reprint a saved run
    lspbench.py --show out.json --check targets.json          exit 1 when a target is missed

servers.json: {"NAME": {"cmd": [...], ...}}. Relative paths that contain a "/" are resolved
against the folder of servers.json. Other keys, all optional:
    language     languageId                                        ("markdown")
    ext          file ending                                       (".md")
    docs         "markdown" | "python" | "rst" | "FILE.py:FUNC"; FUNC(lines, seed) -> str
    init         initializationOptions
    settings     sent by didChangeConfiguration, and answers workspace/configuration
    diagnostics  "auto" | "push" (hide pull support from the server) | "none"
    encodings    position encodings offered                        (["utf-16"])
    env, files   extra environment; {"relative/path": "text"} put into the workspace
    responder    command answering the server's non-standard requests (JSON lines, see
                 Responder); started before the clock, as an editor would already be up
    type_at, hover_at, complete_at   regex: where to type / hover / complete (end of match)
    type_text    what to type, one character at a time
    note         free text for the report

targets.json: [{"metric": "type.500.diag_ms", "server": "ours", "vs": "pygls-hello",
                "stat": "p50", "max_ratio": 1.5}, {..., "max": 20.0}]

Phases: start  spawn -> initialize response; CPU of an empty session; shutdown -> exit
        open   initialized -> first diagnostics of a fresh N-line document (or symbols);
               spawn -> first diagnostics (ready)
        type   1-character didChange -> diagnostics; -> documentSymbol; 20-key burst; CPU/key
        req    hover, completion, documentSymbol, codeAction, foldingRange, codeLens
        mem    RSS after start and with 1/100/1,000 open documents
        cpu    CPU and wall time of one scripted editing session
        ws     start in a workspace of 1,000 files: diagnostics, symbols, time to idle

Every repetition uses a fresh process; within a repetition the servers run one after the
other in rotating order, and ratios are taken within repetitions, so that drift and noise hit
all alike. Clocks: a time starts right before the bytes are written and stops when the last
byte of the answer was read, before it is decoded. Each sample also records how long server
and client stood in the kernel's run queue meanwhile; --stat quiet reports the median of the
quarter of samples that waited least, which is what a busy machine can still tell honestly.
Linux only, standard library only.
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import json
import os
import random
import re
import selectors
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLOCK = time.perf_counter
TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
PHASES = ["start", "open", "type", "req", "mem", "cpu", "ws"]
REQUESTS = ["hover", "completion", "documentSymbol", "codeAction", "foldingRange", "codeLens"]
PROVIDER = {"textDocument/" + m: m + "Provider" for m in REQUESTS}
PROVIDER |= {"textDocument/diagnostic": "diagnosticProvider", "workspace/symbol": "workspaceSymbolProvider"}
BARRIERS = ["textDocument/" + m for m in ("documentSymbol", "hover", "completion", "codeAction")]


# ---------------------------------------------------------------- documents

WORDS = (
    "the system shall store each order before it confirms payment and report an error when "
    "stock runs out because callers rely on a stable total that never drops below zero "
    "customer invoice ledger retry queue limit rate window token cache digest"
).split()


def _sentence(rng, low=8, high=16):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(low, high))).capitalize() + "."


def markdown_doc(lines, seed=0):
    """A spec-like document: headings, prose, lists, fences, tables, links."""
    rng = random.Random(seed)
    out, n = ["# Order service", "", _sentence(rng), ""], 0
    while len(out) < lines:
        n += 1
        out += [
            f"{'#' * rng.choice([2, 2, 3])} Feature {n}",
            "",
            _sentence(rng, 12, 24),
            f"See [feature {max(1, n - 1)}](#feature-{max(1, n - 1)}) \u2014 caf\u00e9 rules apply.",
            "",
        ]
        out += [f"- {_sentence(rng)}" for _ in range(rng.randint(2, 5))] + [""]
        kind = n % 3
        if kind == 0:
            out += ["| name | type | limit |", "| --- | --- | --- |"]
            out += [f"| {rng.choice(WORDS)} | int | {rng.randint(1, 99)} |" for _ in range(3)] + [""]
        elif kind == 1:
            out += ["```python", f"def feature_{n}(total: int) -> int:", f"    return max(0, total - {n})", "```", ""]
        else:
            out += [f"{i}. {_sentence(rng, 5, 9)}" for i in (1, 2, 3)]
            out += ["", f"> Unlike [the old rule](#gone-{n}): {_sentence(rng)}", ""]
    return "\n".join(out[:lines]) + "\n"


def python_doc(lines, seed=0):
    rng, out, n = random.Random(seed), ['"""Order service."""', "import os", "import json", ""], 0
    while len(out) < lines:
        n += 1
        out += [
            "",
            f"class Feature{n}:",
            f'    """{_sentence(rng, 5, 8)}"""',
            "",
            "    def __init__(self, total: int) -> None:",
            "        self.total = total",
            "",
            f"    def apply_{n}(self, amount: int) -> int:",
            f"        # {_sentence(rng, 5, 8)}",
            "        unused = amount",
            "        return max(0, self.total - amount)",
            "",
        ]
    return "\n".join(out[:lines]) + "\n"


def rst_doc(lines, seed=0):
    rng, out, n = random.Random(seed), ["Order service", "=============", ""], 0
    while len(out) < lines:
        n += 1
        title = f"Feature {n}"
        out += [
            title,
            "-" * len(title),
            "",
            _sentence(rng, 12, 18),
            "",
            f"- {_sentence(rng)}",
            f"- see :ref:`feature{n}`",
            "",
            ".. note::",
            "",
            f"   {_sentence(rng)}",
            "",
        ]
    return "\n".join(out[:lines]) + "\n"


KINDS = {  # generator, where to type, where to hover, where to complete
    "markdown": (markdown_doc, r"^[A-Z][a-z].*[a-z]\.$", r"\]\(#fea", r"\]\(#"),
    "python": (python_doc, r"^        # .*", r"\bself\.to", r"\bself\."),
    "rst": (rst_doc, r"^[A-Z].*\.$", r":ref:`fea", r":ref:`"),
}


class Doc:
    def __init__(self, path, text, language):
        self.path, self.language, self.version = Path(path), language, 1
        self.uri, self.lines = self.path.resolve().as_uri(), text.split("\n")

    @property
    def text(self):
        return "\n".join(self.lines)

    def places(self, pattern, limit=64):
        """(line, utf-16 column) at the end of each match, spread over the document."""
        found = [
            (i, len(line[: m.end()].encode("utf-16-le")) // 2)
            for i, line in enumerate(self.lines)
            for m in [re.search(pattern, line)]
            if m
        ]
        step = max(1, len(found) // limit)
        return found[::step][:limit] or [(len(self.lines) // 2, 0)]


# ---------------------------------------------------------------- processes


def tree(pid):
    """pid and its descendants."""
    kids = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text()
                kids.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
            except (OSError, IndexError):
                pass
    out, todo = [], [pid]
    while todo:
        out.append(todo.pop())
        todo += kids.get(out[-1], [])
    return out


def cpu_ns(pids):
    """(CPU time, time spent runnable but waiting for a CPU) of all live threads."""
    ran = waited = 0
    for pid in pids:
        mine = 0
        try:
            for tid in os.listdir(f"/proc/{pid}/task"):
                a, b, _ = Path(f"/proc/{pid}/task/{tid}/schedstat").read_text().split()
                mine, waited = mine + int(a), waited + int(b)
            stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            mine = max(mine, (int(stat[11]) + int(stat[12])) * TICK_NS)  # threads that ended
        except (OSError, ValueError):
            pass
        ran += mine
    return ran, waited


def own_wait():
    return int(Path("/proc/self/schedstat").read_text().split()[1])


def rss_mb(pids):
    total = 0
    for pid in pids:
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            pass
    return total * os.sysconf("SC_PAGE_SIZE") / 1e6


def spawn(cmd, opt, **kw):
    """Popen with the server's CPU pinning and niceness, without preexec_fn (cheap to start)."""
    before = os.sched_getaffinity(0)
    if opt.pin_server is not None:
        os.sched_setaffinity(0, {opt.pin_server})
    try:
        start = CLOCK()
        return start, subprocess.Popen(cmd, process_group=0, **kw)
    finally:
        os.sched_setaffinity(0, before)


class Responder:
    """Answers server->client requests that only one editor knows (e.g. markdown/parse).

    Reads one JSON object per line: {"id", "method", "params"} for a request, or the same without
    "id" for a mirrored didOpen/didChange/didClose. Writes "ID<TAB>RESULT-JSON" lines."""

    def __init__(self, cmd, root):
        self.proc = subprocess.Popen(cmd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=root, process_group=0)
        self.fd, self.buf = self.proc.stdout.fileno(), b""
        self.tell({"id": 0, "method": "ping", "params": {}})
        while b"\n" not in self.buf:  # wait until it is up
            self.buf += os.read(self.fd, 65536)
        self.buf = b""

    def tell(self, obj):
        self.proc.stdin.write(json.dumps(obj).encode() + b"\n")
        self.proc.stdin.flush()

    def read(self):
        self.buf += os.read(self.fd, 1 << 20)
        *done, self.buf = self.buf.split(b"\n")
        return [line.split(b"\t", 1) for line in done]

    def close(self):
        self.proc.stdin.close()
        self.proc.kill()
        self.proc.wait()


# ---------------------------------------------------------------- client

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "applyEdit": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
        "symbol": {},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": True},
        "completion": {
            "dynamicRegistration": True,
            "contextSupport": True,
            "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown", "plaintext"]},
        },
        "hover": {"dynamicRegistration": True, "contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"dynamicRegistration": True, "hierarchicalDocumentSymbolSupport": True},
        "codeAction": {
            "dynamicRegistration": True,
            "dataSupport": True,
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
        },
        "foldingRange": {"dynamicRegistration": True},
        "codeLens": {"dynamicRegistration": True},
    },
}


class ServerGone(Exception):
    pass


class OverLimit(Exception):
    """The server has used up its seconds for this row."""


def message(method, params, ident=None):
    msg = {"jsonrpc": "2.0"} | ({} if ident is None else {"id": ident}) | {"method": method}
    return msg if params is None else msg | {"params": params}


class Session:
    """One server process and a minimal, single-threaded LSP client for it."""

    def __init__(self, spec, root, opt, log=None):
        self.spec, self.root, self.opt = spec, Path(root), opt
        self.next_id, self.answers, self.diags, self.items = 0, {}, {}, {}
        self.caps, self.dynamic, self.info = {}, set(), {}
        self.deadline = float("inf")
        self.inbuf, self.outbuf, self.eof, self.writing = bytearray(), bytearray(), False, False
        self.responder = Responder(spec["responder"], root) if spec.get("responder") else None
        self.log = open(log, "ab") if log else subprocess.DEVNULL
        self.wait0 = own_wait()
        self.t_spawn, self.proc = spawn(
            spec["cmd"],
            opt,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=root,
            env={**os.environ, **spec.get("env", {})},
            bufsize=0,
        )
        self.pids = [self.proc.pid]
        self.rd, self.wr = self.proc.stdout.fileno(), self.proc.stdin.fileno()
        self.sel = selectors.DefaultSelector()
        for fd in (self.rd, self.wr):
            os.set_blocking(fd, False)
            fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, 1 << 20)
        self.sel.register(self.rd, selectors.EVENT_READ)
        if self.responder:
            self.sel.register(self.responder.fd, selectors.EVENT_READ)

    # -- wire

    def send(self, obj):
        if self.responder and obj.get("method", "").startswith("textDocument/did"):
            self.responder.tell(obj)
        body = json.dumps(obj, ensure_ascii=False, separators=(",", ":")).encode()
        return self.send_raw(body)

    def send_raw(self, body):
        self.outbuf += b"Content-Length: %d\r\n\r\n" % len(body) + body
        sent = CLOCK()
        self._flush()
        return sent

    def _flush(self):
        try:
            while self.outbuf:
                del self.outbuf[: os.write(self.wr, self.outbuf[: 1 << 20])]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.eof = True
        if bool(self.outbuf) != self.writing:
            self.writing = not self.writing
            if self.writing:
                self.sel.register(self.wr, selectors.EVENT_WRITE)
            else:
                self.sel.unregister(self.wr)

    def pump(self, seconds, until=lambda: False):
        """Exchange bytes until `until()` holds; False when the time ran out first."""
        end, left = CLOCK() + seconds, seconds
        while not until():
            if left < 0:
                return False
            if CLOCK() > self.deadline:
                raise OverLimit
            if self.eof:
                raise ServerGone("the server closed its output")
            for key, _ in self.sel.select(min(left, max(0, self.deadline - CLOCK()))):
                if key.fd == self.wr:
                    self._flush()
                elif key.fd == self.rd:
                    try:
                        data = os.read(self.rd, 1 << 20)
                    except BlockingIOError:
                        continue
                    self.eof |= not data
                    self.inbuf += data
                    self._frames(CLOCK())
                else:
                    for ident, result in self.responder.read():
                        self.send_raw(b'{"jsonrpc":"2.0","id":%b,"result":%b}' % (ident, result))
            left = end - CLOCK()
        return True

    def _frames(self, now):
        while (head := self.inbuf.find(b"\r\n\r\n")) >= 0:
            size = int(re.search(rb"(?i)content-length: *(\d+)", self.inbuf[:head]).group(1))
            if len(self.inbuf) < head + 4 + size:
                return
            body = bytes(self.inbuf[head + 4 : head + 4 + size])
            del self.inbuf[: head + 4 + size]
            self._message(json.loads(body), now)

    def _message(self, msg, now):
        method, params = msg.get("method"), msg.get("params") or {}
        if method is None:
            self.answers[msg.get("id")] = (now, msg)
        elif "id" in msg:
            self._answer(msg["id"], method, params)
        elif method == "textDocument/publishDiagnostics":
            self.diags.setdefault(params["uri"], []).append((now, params.get("version")))
            self.items[params["uri"]] = params.get("diagnostics", [])

    def _answer(self, ident, method, params):
        result = None
        if method == "workspace/configuration":
            result = [self._setting(item.get("section")) for item in params.get("items", [])]
        elif method == "client/registerCapability":
            self.dynamic |= {r["method"] for r in params.get("registrations", [])}
        elif method == "workspace/workspaceFolders":
            result = self._folders()
        elif method == "workspace/applyEdit":
            result = {"applied": True}
        elif self.responder and not method.startswith(("workspace/", "window/", "client/")):
            return self.responder.tell({"id": ident, "method": method, "params": params})
        self.send({"jsonrpc": "2.0", "id": ident, "result": result})

    def _setting(self, section):
        value = self.spec.get("settings")
        for part in (section or "").split(".") if section else []:
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def _folders(self):
        return [{"uri": self.root.resolve().as_uri(), "name": self.root.name}]

    # -- protocol

    def notify(self, method, params):
        return self.send(message(method, params))

    def begin(self, method, params):
        self.next_id += 1
        return self.next_id, self.send(message(method, params, self.next_id))

    def finish(self, ident, timeout=None):
        """(arrival time, message) or None."""
        if self.pump(timeout or self.opt.timeout, lambda: ident in self.answers):
            return self.answers.pop(ident)

    def waited(self):
        """Nanoseconds that server and client spent runnable but not running so far."""
        return cpu_ns(self.pids)[1] + own_wait() - self.wait0

    def request(self, method, params, timeout=None):
        """(milliseconds, result); (None, None) on timeout or error."""
        ident, sent = self.begin(method, params)
        got = self.finish(ident, timeout)
        if not got or "error" in got[1]:
            return None, None
        return (got[0] - sent) * 1e3, got[1].get("result")

    def initialize(self):
        """Milliseconds from spawn to the initialize response."""
        caps = json.loads(json.dumps(CAPABILITIES))
        caps["general"]["positionEncodings"] = self.spec.get("encodings", ["utf-16"])
        if self.spec.get("diagnostics") == "push":
            del caps["textDocument"]["diagnostic"]
        ident, _ = self.begin(
            "initialize",
            {
                "processId": os.getpid(),
                "clientInfo": {"name": "lspbench"},
                "capabilities": caps,
                "rootUri": self.root.resolve().as_uri(),
                "rootPath": str(self.root.resolve()),
                "workspaceFolders": self._folders(),
                "initializationOptions": self.spec.get("init", {}),
                "trace": "off",
            },
        )
        got = self.finish(ident)
        if not got or "error" in got[1]:
            raise ServerGone(f"no initialize response: {got}")
        self.caps = got[1]["result"]["capabilities"]
        self.info = got[1]["result"].get("serverInfo") or {}
        return (got[0] - self.t_spawn) * 1e3

    def initialized(self):
        sent = self.notify("initialized", {})
        if "settings" in self.spec:
            self.notify("workspace/didChangeConfiguration", {"settings": self.spec["settings"]})
        return sent

    def supports(self, method):
        return method in self.dynamic or self.caps.get(PROVIDER[method]) not in (None, False)

    @property
    def barrier(self):
        return next((m for m in BARRIERS if self.supports(m)), None)

    def open(self, doc):
        return self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": doc.uri, "languageId": doc.language, "version": doc.version, "text": doc.text}},
        )

    def insert(self, doc, line, col, text):
        """One didChange; returns when it was sent. col counts in an ASCII line."""
        old = doc.lines[line]
        doc.lines[line], doc.version = old[:col] + text + old[col:], doc.version + 1
        sync = self.caps.get("textDocumentSync", 2)
        kind = sync.get("change", 2) if isinstance(sync, dict) else sync
        at = {"line": line, "character": col}
        change = {"text": doc.text} if kind == 1 else {"range": {"start": at, "end": at}, "text": text}
        return self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": doc.uri, "version": doc.version}, "contentChanges": [change]},
        )

    def wait_diagnostics(self, doc, sent, timeout=None):
        """Milliseconds from `sent` to the diagnostics of the document's current version."""
        mode, timeout = self.spec.get("_mode", "push"), timeout or self.opt.timeout
        if mode == "pull":
            provider = self.caps.get("diagnosticProvider") or {}
            params = {"textDocument": {"uri": doc.uri}}
            if isinstance(provider, dict) and provider.get("identifier"):
                params["identifier"] = provider["identifier"]
            for _ in range(5):
                ident, _ = self.begin("textDocument/diagnostic", params)
                got = self.finish(ident, timeout)
                if got and got[1].get("error", {}).get("code") in (-32801, -32802):
                    continue  # content modified / server cancelled: ask again, as editors do
                break
            if not got or "error" in got[1]:
                return None
            if (got[1].get("result") or {}).get("kind") == "full":
                self.items[doc.uri] = got[1]["result"]["items"]
            return (got[0] - sent) * 1e3

        def fresh():
            return next(
                (t for t, v in self.diags.get(doc.uri, []) if t > sent and (v is None or v >= doc.version)), None
            )

        return (fresh() - sent) * 1e3 if self.pump(timeout, fresh) else None

    def settle(self, quiet=0.3, limit=60.0):
        """Wait until the process tree used less than 2 ms CPU for `quiet` seconds.
        Returns the moment the quiet began."""
        self.pids, end = tree(self.proc.pid), CLOCK() + limit
        last, since = cpu_ns(self.pids)[0], CLOCK()
        while CLOCK() < end:
            self.pump(0.05)
            used = cpu_ns(self.pids)[0]
            if used - last > 2e6:
                last, since, self.pids = used, CLOCK(), tree(self.proc.pid)
            elif CLOCK() - since >= quiet:
                break
        return since

    def close(self):
        """Polite shutdown; returns (CPU seconds of the whole life, shutdown->exit ms)."""
        sent, pids = CLOCK(), tree(self.proc.pid)
        self.deadline = float("inf")
        try:
            if not self.eof:
                self.request("shutdown", None, timeout=3)
                self.notify("exit", None)
                self.pump(1, lambda: self.eof)
        except (ServerGone, OSError):
            pass
        self.proc.stdin.close()  # some servers only end with their input
        took, used, done = None, 0.0, 0
        for _ in range(1000):
            done, _, usage = os.wait4(self.proc.pid, os.WNOHANG)
            if done:
                took, used = (CLOCK() - sent) * 1e3, usage.ru_utime + usage.ru_stime
                break
            time.sleep(0.002)
        for pid in pids[1:] + ([] if done else [self.proc.pid]):
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        if not done:
            _, _, usage = os.wait4(self.proc.pid, 0)
            used = usage.ru_utime + usage.ru_stime
        self.proc.returncode = 0
        self.proc.stdout.close()
        self.sel.close()
        if self.responder:
            self.responder.close()
        if self.log is not subprocess.DEVNULL:
            self.log.close()
        return used, took


# ---------------------------------------------------------------- phases


class Bench:
    """The measurements. Each method runs one repetition on one server and calls put()."""

    def __init__(self, name, spec, opt, work):
        self.name, self.spec, self.opt, self.work = name, spec, opt, work
        self.samples, self.waits, self.notes, self.dead, self.rep = {}, {}, {}, set(), 0
        self.deadline, self.over = float("inf"), {}
        self.log = work / f"{name}.stderr"
        kind = spec.get("docs", "markdown")
        if kind in KINDS:
            self.make, type_at, hover_at, complete_at = KINDS[kind]
        else:
            path, func = kind.rsplit(":", 1)
            loaded = importlib.util.spec_from_file_location("lspbench_docs", path)
            module = importlib.util.module_from_spec(loaded)
            loaded.loader.exec_module(module)
            self.make, (_, type_at, hover_at, complete_at) = getattr(module, func), KINDS["markdown"]
        self.type_at = spec.get("type_at", type_at)
        self.at = {"hover": spec.get("hover_at", hover_at), "completion": spec.get("complete_at", complete_at)}
        self.keys = spec.get("type_text", "and then it waits ")

    def put(self, metric, value, waited=0):
        """Add one sample (None = timed out or failed) to this repetition."""
        for store, x in ((self.samples, value), (self.waits, max(0, waited) / 1e6)):
            store.setdefault(metric, {}).setdefault(self.rep, []).append(x)
        return value

    def timed(self, metric, s, call):
        """Add the milliseconds that call() reports, with the queueing that happened meanwhile."""
        before = s.waited()
        return self.put(metric, call(), s.waited() - before)

    def root(self, tag, files=0):
        root = self.work / self.name / tag
        if not root.exists():
            root.mkdir(parents=True)
            for rel, text in self.spec.get("files", {}).items():
                (root / rel).parent.mkdir(parents=True, exist_ok=True)
                (root / rel).write_text(text)
            for i in range(files):
                (root / f"doc{i:05}{self.ext}").write_text(self.make(self.opt.ws_lines, i))
        return root

    @property
    def ext(self):
        return self.spec.get("ext", ".md")

    def doc(self, root, lines, seed=0, name=None):
        doc = Doc(
            root / f"{name or f'bench{seed:05}'}{self.ext}",
            self.make(lines, seed),
            self.spec.get("language", "markdown"),
        )
        doc.path.write_text(doc.text)
        return doc

    def session(self, root):
        s = Session(self.spec, root, self.opt, self.log)
        s.deadline = self.deadline
        return s

    def probe(self):
        """Untimed first contact: what the server offers and how it reports diagnostics."""
        s = self.session(root := self.root("probe"))
        try:
            s.initialize()
            s.initialized()
            doc, found = self.doc(root, 200), []
            sent = s.open(doc)
            s.pump(0.3)
            if self.spec.get("diagnostics") == "none":
                mode = "none"
            elif s.supports("textDocument/diagnostic"):
                mode = "pull"
                self.spec["_mode"] = mode
                s.wait_diagnostics(doc, sent)
                found = s.items.get(doc.uri, [])
            else:
                self.spec["_mode"] = "push"
                opened = s.wait_diagnostics(doc, sent, 5)
                s.settle(limit=5)
                found = s.items.get(doc.uri, [])
                line, col = doc.places(self.type_at)[0]
                typed = s.wait_diagnostics(doc, s.insert(doc, line, col, "x"), 3)
                mode = "push" if typed else "none"
                self.spec["_open_diag"] = bool(opened)
            self.spec["_mode"] = mode
            self.spec["_open_diag"] = self.spec.get("_open_diag", mode == "pull")
            self.notes = {
                "server": " ".join(filter(None, (s.info.get("name"), s.info.get("version")))),
                "diagnostics": mode,
                "on_open": self.spec["_open_diag"],
                "found_200": len(found),
                "sync": s.caps.get("textDocumentSync"),
                "barrier": s.barrier,
                "requests": [m for m in REQUESTS if s.supports("textDocument/" + m)],
            }
        finally:
            s.close()

    # -- one phase each

    def start(self):
        s = self.session(self.root("start"))
        try:
            self.put("start.init_ms", s.initialize(), s.waited())
            self.put("start.rss_mb", rss_mb(tree(s.proc.pid)))
        finally:
            used, took = s.close()
        self.put("start.cpu_ms", used * 1e3)
        self.put("start.exit_ms", took)

    def open(self, size):
        key = f"open.{size}"
        s = self.session(root := self.root("open"))
        try:
            doc, warm = self.doc(root, size, 1), self.doc(root, size, 2)
            s.initialize()
            for tag, d in (("cold", doc), ("warm", warm)):
                sent = s.initialized() if tag == "cold" else None
                opened = s.open(d)
                since = sent or opened
                if self.spec["_open_diag"]:
                    metric, call = "diag", lambda: s.wait_diagnostics(d, since)
                elif s.barrier:
                    metric, call = "sym", lambda: self.answered(s, d, since, 0)
                else:
                    return
                ms = self.timed(f"{key}.{tag}_{metric}_ms", s, call)
                if ms is None:
                    self.dead.add(("open", size))
                    return
                if tag == "cold":
                    self.put(f"{key}.ready_ms", ms + (since - s.t_spawn) * 1e3, s.waited())
        finally:
            s.close()

    def answered(self, s, doc, since, i):
        """Milliseconds from `since` to the answer to a request that needs the current text."""
        ident, _ = s.begin(s.barrier, self.params(s.barrier, doc, i))
        got = s.finish(ident)
        return (got[0] - since) * 1e3 if got else None

    def type(self, size):
        key, opt = f"type.{size}", self.opt
        s = self.session(root := self.root("type"))
        try:
            doc = self.doc(root, size, 3)
            s.initialize()
            s.initialized()
            sent = s.open(doc)
            if self.spec["_open_diag"] and s.wait_diagnostics(doc, sent) is None:
                self.dead.add(("type", size))
                return
            s.settle(limit=10)
            line, col = sorted(doc.places(self.type_at))[len(doc.places(self.type_at)) // 2]
            typed, budget = 0, opt.budget

            def key_down():
                nonlocal typed
                typed += 1
                return s.insert(doc, line, col + typed - 1, self.keys[(typed - 1) % len(self.keys)])

            if self.spec["_mode"] != "none":
                end = CLOCK() + budget
                ran, n = cpu_ns(s.pids)[0], 0
                while n < opt.keys and (CLOCK() < end or n < 5):
                    n += 1
                    if self.timed(f"{key}.diag_ms", s, lambda: s.wait_diagnostics(doc, key_down())) is None:
                        break
                    s.pump(opt.gap)
                self.put(f"{key}.cpu_per_key_ms", (cpu_ns(s.pids)[0] - ran) / n / 1e6)
            if s.barrier:
                end, n = CLOCK() + budget, 0
                s.settle(limit=5)
                while n < opt.keys and (CLOCK() < end or n < 5):
                    n += 1
                    if self.timed(f"{key}.sym_ms", s, lambda: self.answered(s, doc, key_down(), n)) is None:
                        break
                    s.pump(opt.gap)
            if self.spec["_mode"] != "none":
                s.settle(limit=10)
                for _ in range(19):
                    key_down()
                    s.pump(0.015)
                self.timed(f"{key}.burst_ms", s, lambda: s.wait_diagnostics(doc, key_down()))
        finally:
            s.close()

    def params(self, method, doc, i, items=()):
        short, params = method.split("/")[1], {"textDocument": {"uri": doc.uri}}
        if short in ("hover", "completion"):
            places = doc.places(self.at[short])
            line, col = places[i * 7 % len(places)]
            params["position"] = {"line": line, "character": col}
            if short == "completion":
                params["context"] = {"triggerKind": 1}
        elif short == "codeAction":
            if items:
                item = items[i * 7 % len(items)]
                params |= {"range": item["range"], "context": {"diagnostics": [item]}}
            else:
                line = i * 7 % len(doc.lines)
                params |= {
                    "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 0}},
                    "context": {"diagnostics": []},
                }
        return params

    def req(self, size):
        s = self.session(root := self.root("req"))
        try:
            doc = self.doc(root, size, 4)
            s.initialize()
            s.initialized()
            sent = s.open(doc)
            if self.spec["_open_diag"]:
                s.wait_diagnostics(doc, sent)
            s.settle(limit=10)
            for short in REQUESTS:
                method = "textDocument/" + short
                if not s.supports(method):
                    continue
                end = CLOCK() + self.opt.budget
                for i in range(self.opt.reqs + 2):
                    before = s.waited()
                    ms, result = s.request(method, self.params(method, doc, i, s.items.get(doc.uri, [])))
                    if i >= 2:  # two warm-up requests
                        self.put(f"req.{size}.{short}_ms", ms, s.waited() - before)
                        self.put(f"req.{size}.{short}_n", count(result))
                    if ms is None or CLOCK() > end and i >= 7:
                        break
        finally:
            s.close()

    def mem(self):
        s = self.session(root := self.root("mem"))
        try:
            s.initialize()
            s.initialized()
            s.settle(limit=10)
            self.put("mem.start_mb", rss_mb(tree(s.proc.pid)))
            opened, doc, first = 0, None, None
            for goal in self.opt.docs:
                docs = [self.doc(root, 200, 100 + i) for i in range(opened, goal)]
                begin = CLOCK()
                for doc in docs:
                    sent = s.open(doc)
                    s.pump(0)
                if self.spec["_open_diag"]:
                    s.wait_diagnostics(doc, sent)
                # What a server only loads a while after the first document is not a cost of the further ones.
                idle = s.settle(*((2.0,) if first is None else ()), limit=self.opt.timeout)
                self.put(f"mem.{goal}docs_mb", rss_mb(tree(s.proc.pid)))
                self.put(f"mem.{goal}docs_idle_ms", (idle - begin) * 1e3)
                now = rss_mb(tree(s.proc.pid))
                if first is not None:
                    self.put(f"mem.{goal}docs_each_kb", (now - first[1]) * 1e3 / (goal - first[0]))
                opened, first = goal, first or (goal, now)
        finally:
            s.close()

    def cpu(self):
        """Open 500 lines, 100 keys with diagnostics, 20 of each request, close."""
        begin = CLOCK()
        s = self.session(root := self.root("cpu"))
        try:
            doc = self.doc(root, 500, 5)
            s.initialize()
            s.initialized()
            sent = s.open(doc)
            if self.spec["_open_diag"]:
                s.wait_diagnostics(doc, sent)
            line, col = doc.places(self.type_at)[0]
            for i in range(100):
                sent = s.insert(doc, line, col + i, self.keys[i % len(self.keys)])
                if self.spec["_mode"] == "none":
                    s.pump(0.02)
                else:
                    s.wait_diagnostics(doc, sent)
            for short in REQUESTS[:5]:
                if s.supports("textDocument/" + short):
                    for i in range(20):
                        s.request("textDocument/" + short, self.params("textDocument/" + short, doc, i))
        finally:
            used, _ = s.close()
        self.put("cpu.session_ms", used * 1e3)
        self.put("cpu.wall_ms", (CLOCK() - begin) * 1e3)

    def ws(self):
        s = self.session(root := self.root("ws", self.opt.ws_files))
        try:
            self.put("ws.init_ms", s.initialize(), s.waited())
            s.initialized()
            doc = Doc(
                root / f"doc00000{self.ext}", self.make(self.opt.ws_lines, 0), self.spec.get("language", "markdown")
            )
            sent = s.open(doc)
            if self.spec["_open_diag"]:
                ms = s.wait_diagnostics(doc, sent)
                self.put("ws.first_diag_ms", None if ms is None else ms + (sent - s.t_spawn) * 1e3)
            if s.supports("workspace/symbol"):
                _, found = s.request("workspace/symbol", {"query": "feature"})
                self.put("ws.first_symbol_ms", (CLOCK() - s.t_spawn) * 1e3)
                self.put("ws.symbols_n", len(found or []))
            idle = s.settle(limit=self.opt.timeout)
            self.put("ws.idle_ms", (idle - s.t_spawn) * 1e3)
            self.put("ws.rss_mb", rss_mb(tree(s.proc.pid)))
            self.put("ws.cpu_ms", cpu_ns(tree(s.proc.pid))[0] / 1e6)
        finally:
            s.close()


# ---------------------------------------------------------------- running and reporting


def run(specs, opt):
    work = Path(tempfile.mkdtemp(prefix="lspbench-"))
    benches = []
    try:
        for name, spec in specs.items():
            bench = Bench(name, spec, opt, work)
            bench.deadline = CLOCK() + max(opt.limit, 20)
            try:
                bench.probe()
                benches.append(bench)
                say(f"{name}: {bench.notes}")
            except (ServerGone, OverLimit, OSError) as exc:
                say(f"{name}: left out, {exc}; stderr tail: {tail(bench.log)}")
        plan = [
            (p, n)
            for p in opt.phases
            for n in (opt.sizes if p in ("open", "type") else opt.req_sizes if p == "req" else [None])
        ]
        for phase, size in plan:
            reps = {"mem": opt.heavy_reps, "ws": opt.heavy_reps, "cpu": opt.heavy_reps}.get(phase, opt.reps)
            if phase in ("type", "req"):
                reps = min(reps, opt.heavy_reps)
            spent = {b.name: 0.0 for b in benches}
            for rep in range(reps):
                for bench in benches[rep % len(benches) :] + benches[: rep % len(benches)]:
                    gave_up = any(p == phase and (n or 0) <= (size or 0) for p, n in bench.dead)
                    left = opt.limit - spent[bench.name]
                    # Another repetition only where it should fit: a part of one is not a sample of the later figures.
                    if gave_up and any(row_of.startswith(f"{phase}.") for row_of in bench.over):
                        bench.over.setdefault(f"{phase}.{size}.", opt.limit)  # a longer document takes no less
                    if gave_up or (rep and left < spent[bench.name] / rep):
                        continue
                    bench.rep, begin = rep, CLOCK()
                    bench.deadline = begin + left
                    try:
                        getattr(bench, phase)(*([size] if size else []))
                    except OverLimit:
                        bench.over[f"{phase}.{size}." if size else f"{phase}."] = opt.limit
                        if not rep:
                            bench.dead.add((phase, size))
                    except ServerGone as exc:
                        say(f"{bench.name} {phase} {size}: {exc}; {tail(bench.log)}")
                        bench.dead.add((phase, size))
                    spent[bench.name] += CLOCK() - begin
            say(
                f"{phase} {size or ''} done, load {os.getloadavg()[0]:.1f}; "
                + ", ".join(f"{n} {t:.0f}s" for n, t in spent.items())
            )
        return {
            "meta": {
                "time": time.strftime("%F %T"),
                "cpus": os.cpu_count(),
                "load": os.getloadavg(),
                "python": sys.version.split()[0],
                "kernel": os.uname().release,
                "options": vars(opt),
            },
            "over": {b.name: b.over for b in benches},
            "servers": {b.name: {**b.notes, "note": b.spec.get("note", ""), "cmd": b.spec["cmd"]} for b in benches},
            **{
                key: {
                    b.name: {m: [reps.get(r, []) for r in range(max(reps) + 1)] for m, reps in getattr(b, key).items()}
                    for b in benches
                }
                for key in ("samples", "waits")
            },
        }
    finally:
        if opt.keep:
            say(f"kept {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


def count(result):
    """How much an answer holds, so that an empty one is not mistaken for a fast one."""
    if isinstance(result, dict):
        result = result.get("items", [1])
    return sum(1 + count(x.get("children") if isinstance(x, dict) else None) for x in result or [])


def tail(path, n=300):
    return path.read_text(errors="replace")[-n:] if path.exists() else ""


def say(text):
    print(text, file=sys.stderr, flush=True)


def stats(reps, waits=()):
    """n, p50, p95, min, quiet; `lost` counts timeouts and failures. Times in milliseconds."""
    pairs = [(x, w) for i, rep in enumerate(reps) for x, w in zip(rep, waits[i] if i < len(waits) else [0] * len(rep))]
    flat, lost = sorted(x for x, _ in pairs if x is not None), sum(x is None for x, _ in pairs)
    if not flat:
        return {"n": 0, "lost": lost}
    calm = sorted((w, x) for x, w in pairs if x is not None)[: max(3, len(flat) // 4)]
    return {
        "n": len(flat),
        "lost": lost,
        "min": flat[0],
        "p50": statistics.median(flat),
        "p95": flat[min(len(flat) - 1, int(0.95 * len(flat)))],
        "quiet": statistics.median(x for _, x in calm),
        "waited": statistics.median(w for _, w in pairs),
    }


def cell_stats(data, name, metric):
    return stats(data["samples"][name].get(metric, []), data["waits"][name].get(metric, ()))


def ratio(data, metric, name, vs, stat):
    """name/vs: for p50 the median over the repetitions, otherwise of the pooled statistic."""
    both = [data["samples"].get(n, {}).get(metric, []) for n in (name, vs)]
    if stat == "p50":
        each = [(stats([a]), stats([b])) for a, b in zip(*both)]
        each = [a["p50"] / b["p50"] for a, b in each if a["n"] and b["n"] and b["p50"]]
        return statistics.median(each) if each else None
    if not all(both):
        return None
    a, b = (cell_stats(data, n, metric).get(stat) for n in (name, vs))
    return a / b if a is not None and b else None


def table(data, vs=None, only=None, stat="p50"):
    """Rows: metrics. Cells: STAT[/p95] [!lost samples] [xRATIO to vs]; "over N s" where nothing was measured in
    that time, "–" where the server does not do this."""
    names = [n for n in data["samples"] if not only or n in only]
    metrics = list(dict.fromkeys(m for n in names for m in data["samples"][n]))
    metrics.sort(
        key=lambda m: (PHASES.index(m.split(".")[0]), [int(x) if x.isdigit() else x for x in re.split(r"(\d+)", m)])
    )
    rows = [[f"metric ({stat})"] + names]
    for metric in metrics:
        row = [metric]
        for name in names:
            if metric not in data["samples"][name]:
                over = data.get("over", {}).get(name, {})
                seconds = next((s for row_of, s in over.items() if metric.startswith(row_of)), None)
                row.append("–" if seconds is None else f"over {seconds:g} s")
                continue
            st = cell_stats(data, name, metric)
            cell = (
                "lost"
                if not st["n"]
                else fmt(st[stat])
                + (f"/{fmt(st['p95'])}" if st["n"] >= 20 else "")
                + (f" !{st['lost']}" if st["lost"] else "")
            )
            if vs and name != vs and (r := ratio(data, metric, name, vs, stat)) is not None:
                cell += f" x{fmt(r)}"
            row.append(cell)
        rows.append(row)
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() for r in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def fmt(x):
    return f"{x:.0f}" if x >= 100 else f"{x:.1f}" if x >= 10 else f"{x:.2f}"


def check(data, targets):
    """Print one line per target; True when all hold. A figure that is missing is a miss."""
    good = True
    for t in targets:
        name, metric, stat = t["server"], t["metric"], t.get("stat", "p50")
        limit, value = t.get("max_ratio", t.get("max")), None
        if name in data["samples"]:
            value = (
                ratio(data, metric, name, t["vs"], stat)
                if "max_ratio" in t
                else cell_stats(data, name, metric).get(stat)
            )
        ok = value is not None and value <= limit
        good &= ok
        print(
            f"{'ok  ' if ok else 'MISS'} {name} {metric} {stat} {'none' if value is None else fmt(value)} "
            f"<= {limit}{' x ' + t['vs'] if 'max_ratio' in t else ''}"
        )
    return good


def load_specs(path, only):
    here, specs = Path(path).resolve().parent, json.loads(Path(path).read_text())
    for name in only or []:
        if name not in specs:
            raise SystemExit(f"{path} has no server {name!r}")
    specs = {n: specs[n] for n in (only or specs) if not n.startswith("_")}

    def fix(arg):
        path, colon, func = arg.partition(":")
        local = here / path
        return f"{local}{colon}{func}" if "/" in arg and not arg.startswith("/") and local.exists() else arg

    for spec in specs.values():
        for key in ("cmd", "responder"):
            if key in spec:
                spec[key] = [fix(a) for a in spec[key]]
        if ":" in spec.get("docs", ""):
            spec["docs"] = fix(spec["docs"])
    return specs


def main(argv=None):
    ints = lambda text: [int(x) for x in text.split(",")]
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("servers", nargs="?", help="servers.json")
    ap.add_argument("--only", type=lambda t: t.split(","), help="names, in this order")
    ap.add_argument("--vs", help="show ratios to this server")
    ap.add_argument(
        "--stat", default="p50", choices=["p50", "p95", "min", "quiet"], help="statistic shown and used for ratios"
    )
    ap.add_argument("--phases", type=lambda t: t.split(","), default=PHASES)
    ap.add_argument("--sizes", type=ints, default=[50, 500, 5000, 50000], help="lines for open and type")
    ap.add_argument("--req-sizes", type=ints, default=[500, 5000])
    ap.add_argument("--docs", type=ints, default=[1, 100, 1000], help="open documents for mem")
    ap.add_argument("--ws-files", type=int, default=1000)
    ap.add_argument("--ws-lines", type=int, default=100)
    ap.add_argument("--reps", type=int, default=9, help="fresh processes for start and open")
    ap.add_argument("--heavy-reps", type=int, default=3, help="the same for type, req, mem, cpu, ws")
    ap.add_argument("--keys", type=int, default=40, help="keystrokes per repetition")
    ap.add_argument("--reqs", type=int, default=40, help="requests per method and repetition")
    ap.add_argument("--gap", type=float, default=0.02, help="pause between keystrokes, seconds")
    ap.add_argument("--budget", type=float, default=20, help="seconds per cell before it is cut short")
    ap.add_argument("--limit", type=float, default=80, help="seconds for one server in one phase and size, in all")
    ap.add_argument("--timeout", type=float, default=60, help="seconds for one answer")
    ap.add_argument("--pin-server", type=int, help="CPU for the servers")
    ap.add_argument("--pin-client", type=int, help="CPU for this client")
    ap.add_argument("--nice", type=int, default=0, help="niceness for client and servers (negative: root)")
    ap.add_argument("--keep", action="store_true", help="keep workspaces and server stderr")
    ap.add_argument("-o", "--out", help="write samples and statistics as JSON")
    ap.add_argument("--show", help="report a saved run instead of measuring")
    ap.add_argument("--check", help="targets.json; exit 1 when one is missed")
    opt = ap.parse_args(argv)
    if opt.show:
        data = json.loads(Path(opt.show).read_text())
    else:
        if not opt.servers:
            ap.error("servers.json is missing")
        if opt.nice:
            os.nice(opt.nice)
        if opt.pin_client is not None:
            os.sched_setaffinity(0, {opt.pin_client})
        data = run(load_specs(opt.servers, opt.only), opt)
    data["stats"] = {n: {m: cell_stats(data, n, m) for m in ms} for n, ms in data["samples"].items()}
    if opt.out:
        Path(opt.out).write_text(json.dumps(data))
    print(table(data, opt.vs, opt.only, opt.stat))
    if opt.check and not check(data, json.loads(Path(opt.check).read_text())):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
