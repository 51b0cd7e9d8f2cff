"""The extension in the real VS Code: the suite in the extension host, and the scenarios of the user interface.

Needs ``tests/editors/vscode/setup`` and a built extension; without them the tests are skipped, and say so.
"""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from intent_lsp import __version__
from tests.support import repair_story
from tests.support.llama_server import llama_server

HERE = Path(__file__).resolve().parent
SERVER = HERE.parents[2] / "server"
NOT_INSTALLED = 3
"""Exit status of ``run.mjs`` when something has to be installed or built first."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", ["suite", "scenario", "language", "untrusted", "debugging", "first-use"])
def test_vscode(what: str, tmp_path: Path) -> None:
    run(what, tmp_path)


@pytest.mark.timeout(600)
def test_repair_by_the_real_llama_server(tmp_path: Path) -> None:
    with llama_server(repair_story.scripted_weights(tmp_path)) as url:
        document = repair_story.workspace(tmp_path / "story", url)
        names = [".promirror/intent.config.json", document.name]
        story = {
            "files": {name: (document.parent / name).read_text(encoding="utf-8") for name in names},
            "server": url.removesuffix("/v1"),
            "repair": repair_story.TOLD,
            "failing": repair_story.FAILING_LINE,
        }
        run("repair", tmp_path, INTENT_REPAIR_STORY=json.dumps(story))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("what", ["venv", "install"])
def test_the_server_is_found_or_installed(what: str, tmp_path: Path) -> None:
    told = {"interpreter": str(environment(tmp_path / "env", tree=what == "venv")), "env": nothing_else(tmp_path)}
    run(what, tmp_path, INTENT_ENVIRONMENTS=json.dumps(told))


@pytest.mark.timeout(600)
def test_uvx_downloads_the_server_when_told_to(tmp_path: Path) -> None:
    """With the real uv, which asks an index on this machine that has one package: that of this tree."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("uv", "uvx"):
        (programs / name).symlink_to(Path(sysconfig.get_path("scripts")) / name)
    uv = {"UV_CACHE_DIR": str(tmp_path / "cache"), "UV_PYTHON": sys.executable, "UV_PYTHON_DOWNLOADS": "never"}
    with index(wheel(tmp_path / "wheels", [SERVER, Path(sysconfig.get_path("purelib"))])) as url:
        env = {
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": "",
            "UV_NO_CONFIG": "1",
            "UV_DEFAULT_INDEX": url,
            **uv,
        }
        run("uvx", tmp_path, INTENT_ENVIRONMENTS=json.dumps({"env": env}))


@contextmanager
def index(file: Path) -> Iterator[str]:
    """A package index of one wheel, as pip and uv ask for it (PEP 503), at an address of this machine."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == f"/simple/{file.name}"
            body = file.read_bytes() if found else f'<a href="/simple/{file.name}">{file.name}</a>'.encode()
            known = found or self.path == "/simple/intent-lsp/"
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/zip" if found else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/simple"
        finally:
            server.shutdown()


def environment(folder: Path, *, tree: bool) -> Path:
    """The Python of a new virtual environment with everything that this Python has, except our own package.

    ``tree``: with our own package as it lies in this tree.
    """
    create = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(create, check=True, timeout=120)
    packages = next(folder.glob("lib/python*/site-packages"))
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith("intent_lsp") and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    if tree:
        (packages / "tree.pth").write_text(str(SERVER), encoding="utf-8")
    return folder / "bin/python"


def nothing_else(folder: Path) -> dict[str, str]:
    """Variables for an editor that finds no server by itself, and with a pip that has one wheel: that of this tree."""
    wheels = wheel(folder / "wheels", [SERVER]).parent
    pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_CONFIG_FILE": os.devnull}
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": "", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **pip}


def wheel(folder: Path, paths: Sequence[Path]) -> Path:
    """Our own package as a wheel that only points to this tree (and to what else is in ``paths``)."""
    folder.mkdir()
    about = f"intent_lsp-{__version__}.dist-info"
    files = {
        "intent_lsp_tree.pth": "\n".join(map(str, paths)),
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: intent-lsp\nVersion: {__version__}\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": "[console_scripts]\nintent = intent_lsp.__main__:main\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD"))
    path = folder / f"intent_lsp-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


def run(what: str, folder: Path, **more: str) -> None:
    """Run ``run.mjs`` with ``more`` variables. Pictures go to ``INTENT_PICTURES``; else only failures have one."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    wanted = os.environ.get("INTENT_PICTURES")
    pictures = ["--pictures", wanted] if wanted else ["--failures", str(folder / "pictures")]
    arguments = [node, str(HERE / "run.mjs"), what, *(pictures if what != "suite" else [])]
    done = subprocess.run(
        arguments,
        env={**os.environ, "INTENT_TEST_PYTHON": sys.executable, **more},
        capture_output=True,
        text=True,
        timeout=580,
        check=False,
    )
    if done.returncode == NOT_INSTALLED:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
