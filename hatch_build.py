"""The build hook: makes the two WebAssembly guests of the sandbox, so that users need neither Node nor a compiler.

* ``python.wasm``: CPython with our runner, by componentize-py from ``server/intent_lsp/sandbox/guest_py/``;
* ``quickjs.wasm``: taken from the npm package quickjs-wasi, pinned by version and by the hash of its tarball;
* ``url_modules.js``: ``URL`` for the JavaScript guest, the modules of the npm package whatwg-url in one file.

All land in ``server/intent_lsp/sandbox/guests/`` (never committed) and in the wheel. Nothing is done again while the
inputs' hash in ``stamp`` (of the guests) or in the first line (of the modules) is the same.
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
URL_PACKAGES = {
    "whatwg-url": (
        "14.2.0",
        "De72GdQZzNTUBBChsXueQUnPKDkg/5A5zp7pFDuQAj5UFoENpiACU0wlCvzpAGnTkj++ihpKwKyYewn/XNUbKw==",
    ),
    "webidl-conversions": (
        "7.0.0",
        "VwddBukDzu71offAQR975unBIGqfKZpM+8ZX6ySk8nYhVoo5CYaZyzt3YBvYtRtO+aoGlqxPg/B87NGVZ/fu6g==",
    ),
}
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
    folder.mkdir(parents=True, exist_ok=True)
    build_url(folder, say)
    sources = root / SANDBOX / "guest_py"
    stamp, wanted = folder / "stamp", _inputs(sources)
    made = [folder / "python.wasm", folder / "quickjs.wasm", folder / "manifest.json"]
    if all(path.is_file() for path in made) and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
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


def build_url(folder: Path, say: Any = print) -> None:
    """Make ``url_modules.js`` unless it is up to date. Raises RuntimeError with what to do."""
    target, first = folder / "url_modules.js", f"// {URL_PACKAGES}\n"
    if target.is_file() and target.read_text(encoding="utf-8").startswith(first):
        return
    say("Taking URL for the JavaScript guest from npm")
    pieces = [first, "({ __proto__: null,\n"]
    with tempfile.TemporaryDirectory(prefix="intent-url-") as name:
        for package, (version, sha512) in URL_PACKAGES.items():
            with tarfile.open(_npm_pack(Path(name), package, version, sha512)) as archive:
                for member in sorted(archive.getnames()):
                    source = archive.extractfile(member)
                    path = member.removeprefix("package/")
                    if source is None or not (path.startswith(("lib/", "webidl2js-wrapper", "LICENSE"))):
                        continue
                    text = source.read().decode()
                    if path.startswith("LICENSE"):
                        pieces.append(f"/* {package} {version}\n{text}*/\n")
                        continue
                    key = json.dumps(f"{package}/{path}")
                    pieces.append(f"{key}: function (module, exports, require, TypeError) {{\n{text}\n}},\n")
    fresh = folder / ".url_modules.new"
    fresh.write_text("".join([*pieces, "})\n"]), encoding="utf-8")
    fresh.replace(target)


def _inputs(sources: Path) -> str:
    """A hash of everything the guests are made from."""
    digest = hashlib.sha256(f"{NPM_PACKAGE}@{NPM_VERSION} {NPM_SHA512} componentize-py {COMPONENTIZE_PY}".encode())
    for path in sorted(sources.rglob("*")):
        if path.suffix in (".py", ".wit"):
            digest.update(path.relative_to(sources).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest() + "\n"


def _quickjs(work: Path) -> Path:
    with tarfile.open(_npm_pack(work, NPM_PACKAGE, NPM_VERSION, NPM_SHA512)) as archive:
        member = archive.extractfile("package/quickjs.wasm")
        if member is None:
            raise RuntimeError(f"{NPM_PACKAGE} {NPM_VERSION} holds no quickjs.wasm")
        target = work / "quickjs.wasm"
        target.write_bytes(member.read())
    return target


def _npm_pack(work: Path, package: str, version: str, sha512: str) -> Path:
    """The tarball of a package, its hash checked."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            f"npm is needed to build intent-lsp (it takes {package} for the JavaScript sandbox from the npm registry). "
            "Install Node.js 20 or later, or install a ready-made wheel, which needs neither."
        )
    packing = subprocess.run(  # noqa: S603 (a fixed command)
        [npm, "pack", f"{package}@{version}", "--silent", "--ignore-scripts", "--pack-destination", str(work)],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    tarball = work / f"{package}-{version}.tgz"
    if packing.returncode or not tarball.is_file():
        raise RuntimeError(
            f"`npm pack {package}@{version}` failed; is the npm registry reachable?\n" + packing.stderr.strip()[-2000:]
        )
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != sha512:
        raise RuntimeError(
            f"{package} {version} is not what it was: sha512-{found}, expected sha512-{sha512}. "
            "Nothing was installed. Check the registry that npm is configured for."
        )
    return tarball


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
        [
            sys.executable,
            "-c",
            code,
            "-d",
            str(copied / "wit"),
            "-w",
            "guest",
            "componentize",
            "intent_app",
            "-p",
            str(copied),
            "-o",
            str(target),
        ],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if making.returncode or not target.is_file():
        said = (making.stdout + making.stderr).strip()[-3000:]
        raise RuntimeError(f"componentize-py cannot build the Python guest:\n{said}")
    return target


if __name__ == "__main__":
    build_guests(Path(__file__).parent)
