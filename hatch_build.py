"""The build hook: makes the two WebAssembly guests of the sandbox, so that users need neither Node nor a compiler.

* ``python.wasm``: CPython with our runner, by componentize-py from ``server/intent_lsp/sandbox/guest_py/``;
* ``quickjs.wasm``: taken from the npm package quickjs-wasi, pinned by version and by the hash of its tarball.

Both land in ``server/intent_lsp/sandbox/guests/`` (never committed) and in the wheel. Nothing is done again while the
inputs' hash in ``stamp`` is the same.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NPM_PACKAGE = "quickjs-wasi"
NPM_VERSION = "3.6.2"
NPM_SHA512 = "FCqGtGOrMgzUiIrMNMA2YnsOxCNwo31dzqXvclXUC6xeT35NJLKXQJsvbeCTjvoFAwZgEAPg8U6+KAPDGXn8Mg=="
COMPONENTIZE_PY = "0.25.1"
SANDBOX = Path("server") / "intent_lsp" / "sandbox"


class GuestsHook(BuildHookInterface[Any]):
    """Runs before a wheel (also an editable one) is put together; an sdist carries the sources only."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the guests if their inputs have changed."""
        if self.target_name == "wheel":
            build_guests(Path(self.root), self.app.display_info)


def build_guests(root: Path, say: Any = print) -> None:
    """Make both guests below ``root`` unless they are up to date. Raises RuntimeError with what to do."""
    folder = root / SANDBOX / "guests"
    sources = root / SANDBOX / "guest_py"
    stamp, wanted = folder / "stamp", _inputs(sources)
    made = [folder / "python.wasm", folder / "quickjs.wasm", folder / "manifest.json"]
    if all(path.is_file() for path in made) and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="intent-guests-") as name:
        work = Path(name)
        say("Taking the JavaScript guest from npm")
        quickjs = _quickjs(work)
        say("Building the Python guest (about ten seconds)")
        python = _python(sources, work)
        hashes = {}
        for target, built in (("python", python), ("quickjs", quickjs)):
            hashes[target] = hashlib.sha256(built.read_bytes()).hexdigest()
            fresh = folder / f".{target}.new"
            shutil.copyfile(built, fresh)
            fresh.replace(folder / f"{target}.wasm")
    made[2].write_text(json.dumps({"sha256": hashes}, indent=1) + "\n", encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def _inputs(sources: Path) -> str:
    """A hash of everything the guests are made from."""
    digest = hashlib.sha256(f"{NPM_PACKAGE}@{NPM_VERSION} {NPM_SHA512} componentize-py {COMPONENTIZE_PY}".encode())
    for path in sorted(sources.rglob("*")):
        if path.suffix in (".py", ".wit"):
            digest.update(path.relative_to(sources).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest() + "\n"


def _quickjs(work: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            f"npm is needed to build intent-lsp (it takes the JavaScript engine {NPM_PACKAGE} from the npm registry). "
            "Install Node.js 20 or later, or install a ready-made wheel, which needs neither."
        )
    packing = subprocess.run(  # noqa: S603 (a fixed command)
        [npm, "pack", f"{NPM_PACKAGE}@{NPM_VERSION}", "--silent", "--ignore-scripts", "--pack-destination", str(work)],
        cwd=work, capture_output=True, text=True, timeout=300, check=False,
    )
    tarball = work / f"{NPM_PACKAGE}-{NPM_VERSION}.tgz"
    if packing.returncode or not tarball.is_file():
        raise RuntimeError(
            f"`npm pack {NPM_PACKAGE}@{NPM_VERSION}` failed; is the npm registry reachable?\n"
            + packing.stderr.strip()[-2000:]
        )
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != NPM_SHA512:
        raise RuntimeError(
            f"{NPM_PACKAGE} {NPM_VERSION} is not what it was: sha512-{found}, expected sha512-{NPM_SHA512}. "
            "Nothing was installed. Check the registry that npm is configured for."
        )
    with tarfile.open(tarball) as archive:
        member = archive.extractfile("package/quickjs.wasm")
        if member is None:
            raise RuntimeError(f"{NPM_PACKAGE} {NPM_VERSION} holds no quickjs.wasm")
        target = work / "quickjs.wasm"
        target.write_bytes(member.read())
    return target


def _python(sources: Path, work: Path) -> Path:
    # A copy, because componentize-py imports the sources and would leave __pycache__ folders beside them.
    copied = shutil.copytree(sources, work / "guest_py", ignore=shutil.ignore_patterns("__pycache__"))
    target = work / "python.wasm"
    code = "import sys; from componentize_py import script; sys.argv[0] = 'componentize-py'; sys.exit(script())"
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    # An isolated build finds its requirements through variables of its own; this process has them on its path.
    found = importlib.util.find_spec("componentize_py")
    if found is None or found.origin is None:
        raise RuntimeError(f"componentize-py {COMPONENTIZE_PY} is needed to build the Python guest: pip install it")
    environment["PYTHONPATH"] = str(Path(found.origin).parent.parent)
    making = subprocess.run(  # noqa: S603 (a fixed command)
        [sys.executable, "-c", code, "-d", str(copied / "wit"), "-w", "guest", "componentize", "intent_app",
         "-p", str(copied), "-o", str(target)],
        cwd=work, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )
    if making.returncode or not target.is_file():
        said = (making.stdout + making.stderr).strip()[-3000:]
        raise RuntimeError(f"componentize-py cannot build the Python guest:\n{said}")
    return target


if __name__ == "__main__":
    build_guests(Path(__file__).parent)
