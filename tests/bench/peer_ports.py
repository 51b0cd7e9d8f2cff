"""Tools that translate between Python and JavaScript by rule, and whether what they write does the same: for
bench_adoption_peers.py.

A tool gets the function with all it needs of its package, as one program (other modules lie beside it), and its output
is run by Node or by the venv's Python on the inputs of ``intent port``, one JSON value a line.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.adoption.contract import ExistingFunction
from intent_lsp.sandbox.contract import CodeError, Job, Outcome, Raised, Returned, Run, Stopped
from intent_lsp.values import Opaque, Target

_TOO_LONG = 10.0
"""Seconds for one job of calls, and six times that for a translation. What took longer once is not run again."""

_NODE = """
import { readFileSync } from 'node:fs';
let f;
try {
  f = (await import(process.argv[2]))[process.argv[3]];
  if (typeof f !== 'function') throw new Error('no function');
} catch (e) { console.log(JSON.stringify({ load: String(e) })); process.exit(0); }
const kind = (v) => v === undefined ? 'undefined' : typeof v === 'number' ? String(v) : typeof v;
const odd = (k, v) => v === undefined || typeof v === 'function' || typeof v === 'bigint' || typeof v === 'symbol' ||
  (typeof v === 'number' && !Number.isFinite(v)) ? { '\\u0000': kind(v) } : v;
for (const args of JSON.parse(readFileSync(0, 'utf8'))) {
  let line;
  try { line = JSON.stringify({ value: odd('', f(...args)) }, odd); }
  catch (e) { line = JSON.stringify({ error: [e && e.name || 'Error', String(e && e.message || e)] }); }
  console.log(line);
}
"""
_PYTHON = """
import json, math, sys
def plain(v):
    if hasattr(v, 'to_list') and hasattr(v, '_obj'):
        v = v.to_list() if v._obj.Class == 'Array' else v.to_dict()
    if isinstance(v, (list, tuple)): return [plain(one) for one in v]
    if isinstance(v, dict): return {str(key): plain(one) for key, one in v.items()}
    if v is None or isinstance(v, (str, bool, int)) or isinstance(v, float) and math.isfinite(v): return v
    return {'\\0': type(v).__name__}
try:
    scope = {'__name__': 'ported'}
    exec(compile(open(sys.argv[1], encoding='utf-8').read(), 'ported', 'exec'), scope)
    f = getattr(scope['module'], sys.argv[2]) if 'module' in scope else scope[sys.argv[2]]
except Exception as error:
    print(json.dumps({'load': repr(error)})); sys.exit(0)
for args in json.load(sys.stdin):
    try: line = {'value': plain(f(*args))}
    except Exception as error: line = {'error': [type(error).__name__, str(error)]}
    print(json.dumps(line), flush=True)
"""
_PSCRIPT = "import sys, pscript; print(pscript.py2js(sys.stdin.read()))"
_JIPHY = "import sys, jiphy; print(getattr(jiphy.to, sys.argv[1])(sys.stdin.read()))"
_JS2PY = """
import sys, js2py
code = sys.stdin.read()
try: made = js2py.translate_js(code)
except Exception: made = js2py.translate_js6(code)
print(made + "\\nmodule = var.to_python()")
"""


@dataclass(frozen=True)
class Written:
    """A translation: ``file`` to be loaded, or why there is none."""

    file: Path | None
    problem: str = ""


@dataclass(frozen=True)
class Peer:
    """One tool. ``command``: what must be there in the venv."""

    name: str
    source: Target
    installed: str
    translate: Callable[[Path, ExistingFunction, Path], Written]


def _said(command: Sequence[str], folder: Path, text: str = "") -> tuple[str, str]:
    """What a command prints, and what it complains of where it fails."""
    try:
        found = subprocess.run(
            command, cwd=folder, input=text, capture_output=True, text=True, timeout=6 * _TOO_LONG, check=False
        )
    except subprocess.TimeoutExpired:
        return "", f"no result within {6 * _TOO_LONG:.0f} s"
    words = (found.stderr.strip() or found.stdout.strip()).splitlines()
    return found.stdout, (words or ["failed"])[-1] if found.returncode else ""


def _laid(existing: ExistingFunction, folder: Path) -> Path:
    """The program and its modules as Python files, without what only a type checker reads."""
    for name, code in [("program", existing.code), *existing.modules.items()]:
        (folder / f"{name}.py").write_text(code.replace("from __future__ import annotations\n", ""), "utf-8")
    return folder / "program.py"


def _exporting(code: str, existing: ExistingFunction, folder: Path) -> Written:
    file = folder / "ported.mjs"
    file.write_text(f"{code}\nexport {{ {existing.entry} }};\n", "utf-8")
    return Written(file)


def _transcrypt(*flags: str) -> Callable[[Path, ExistingFunction, Path], Written]:
    def translate(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
        _laid(existing, folder)
        (folder / "package.json").write_text('{"type": "module"}', "utf-8")
        command = [str(venv / "bin" / "python"), "-m", "transcrypt", "-b", "-n", *flags, "program.py"]
        said, problem = _said(command, folder)
        file = folder / "__target__" / "program.js"
        wrong = re.search(r"^Error.*(?:\n.+)*", said, re.MULTILINE)
        return Written(file) if file.exists() else Written(None, problem or (wrong[0] if wrong else said[-200:]))

    return translate


def _javascripthon(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
    _laid(existing, folder)
    _, problem = _said([str(venv / "bin" / "python"), "-m", "metapensiero.pj", "program.py"], folder)
    file = folder / "program.js"
    return _exporting(file.read_text("utf-8"), existing, folder) if file.exists() else Written(None, problem)


def _pscript(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
    text = _laid(existing, folder).read_text("utf-8")
    said, problem = _said([str(venv / "bin" / "python"), "-c", _PSCRIPT], folder, text)
    return Written(None, problem) if problem else _exporting(said, existing, folder)


def _rapydscript(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
    text = _laid(existing, folder).read_text("utf-8")
    asked = "from __python__ import dict_literals, overload_getitem\nfrom pythonize import strings\nstrings()\n"
    (folder / "program.py").write_text(f"{asked}{text}\nglobalThis.ported = {existing.entry}\n", "utf-8")
    said, problem = _said([str(venv / "bin" / "rapydscript"), "compile", "-p", str(folder), "program.py"], folder)
    file = folder / "ported.mjs"
    file.write_text(f"{said}\nconst f = globalThis.ported;\nexport {{ f as {existing.entry} }};\n", "utf-8")
    return Written(None, problem) if problem else Written(file)


def _jiphy_to_javascript(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
    text = _laid(existing, folder).read_text("utf-8")
    said, problem = _said([str(venv / "bin" / "python"), "-c", _JIPHY, "javascript"], folder, text)
    return Written(None, problem) if problem else _exporting(said, existing, folder)


def _script(existing: ExistingFunction) -> str:
    """JavaScript without exports, for tools that know no modules; the frames of required modules in the old style."""
    text = re.sub(r"(?m)^export\s*\{[^}]*\};?\s*$", "", existing.code)
    frame = "(() => { const module = { exports: {} }; let exports = module.exports;"
    text = text.replace(frame, "(function () { var module = { exports: {} }; var exports = module.exports;")
    return re.sub(r"(?m)^export\s+(?:default\s+)?(?=function|const|let|var|class)", "", text)


def _to_python(program: str, *words: str) -> Callable[[Path, ExistingFunction, Path], Written]:
    def translate(venv: Path, existing: ExistingFunction, folder: Path) -> Written:
        command = [str(venv / "bin" / "python"), "-c", program, *words]
        said, problem = _said(command, folder, _script(existing))
        file = folder / "ported.py"
        file.write_text(said, "utf-8")
        return Written(None, problem) if problem else Written(file)

    return translate


PEERS = (
    Peer("Transcrypt", "py", "transcrypt", _transcrypt()),
    Peer("Transcrypt, all switches", "py", "transcrypt", _transcrypt("-o", "-t", "-k", "-kc", "-i", "-g")),
    Peer("RapydScript", "py", "rapydscript", _rapydscript),
    Peer("PScript", "py", "pscript", _pscript),
    Peer("JavaScripthon", "py", "metapensiero", _javascripthon),
    Peer("jiphy", "py", "jiphy", _jiphy_to_javascript),
    Peer("Js2Py", "js", "js2py", _to_python(_JS2PY)),
    Peer("jiphy, to Python", "js", "jiphy", _to_python(_JIPHY, "python")),
)


def is_installed(peer: Peer, venv: Path) -> bool:
    """Whether the venv has the tool."""
    return (venv / "bin" / peer.installed).exists() or any(venv.glob(f"lib/python*/site-packages/{peer.installed}"))


class Runner:
    """Runs one translation outside of the sandbox, as the sandbox would answer. Only for code that is harmless."""

    def __init__(self, file: Path, entry: str, target: Target, venv: Path) -> None:
        self._command = [str(venv / "bin" / "python"), "-c", _PYTHON]
        if target == "js":
            driver = file.parent / "driver.mjs"
            driver.write_text(_NODE, "utf-8")
            self._command = ["node", str(driver)]
        self._command += [str(file), entry]
        self._hangs = False

    async def start(self) -> None:
        """Nothing to do."""

    async def close(self) -> None:
        """Nothing to do."""

    async def run(self, job: Job) -> Run:
        """One process for the job's calls; the code is the file's."""
        stopped = Stopped("time", "did not answer")
        if self._hangs:
            return Run((stopped,) * len(job.calls))
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            said, _ = process.communicate(json.dumps(job.calls), timeout=_TOO_LONG)
        except subprocess.TimeoutExpired:
            self._hangs = True
            process.kill()
            said, _ = process.communicate()
        found: list[Outcome] = []
        for line in said.splitlines():
            if not line.startswith("{"):
                continue  # what the code printed
            answer = json.loads(line)
            if "load" in answer:
                return Run((), CodeError("Error", answer["load"]))
            found.append(_outcome(answer))
        found += [stopped] * (len(job.calls) - len(found))
        return Run(tuple(found[: len(job.calls)]))


def _outcome(answer: dict[str, object]) -> Outcome:
    if "error" in answer:
        kind, message = map(str, answer["error"]) if isinstance(answer["error"], list) else ("Error", "")
        return Raised(CodeError(kind, message))
    return Returned(_decoded(answer.get("value")))  # JSON, with marks of what is not


def _decoded(value: object) -> object:
    if isinstance(value, list):
        return [_decoded(item) for item in value]
    if isinstance(value, dict):
        if "\0" in value:
            return Opaque(str(value["\0"]))
        return {key: _decoded(item) for key, item in value.items()}
    return value


def size(file: Path) -> int:
    """Bytes of the translation with what the tool laid beside it."""
    beside = file.parent.glob("*.js") if file.parent.name == "__target__" else [file]
    return sum(one.stat().st_size for one in beside)
