"""Makes a release of what is committed: source archive, wheel, and the list of what is in them (SBOM).

``python release/build.py FOLDER`` (or ``./dev release``). Archive and wheel are made twice, and the bytes compared.
Needs the packages of ``requirements-release.txt``, git, and npm for the wheel; the archive is made without npm.

The Python guest is made once: componentize-py gives other bytes at every run (its issue 247), so the second wheel takes
the first one's. The SBOM holds its hash.
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
import venv
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[1]
GUESTS = Path("server/intent_lsp/sandbox/guests")


def main(folder: Path) -> None:
    """Build into an empty ``folder``. Raises ``SystemExit`` with what is wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty: release from an empty folder")
    with tempfile.TemporaryDirectory(prefix="intent-release-") as name:
        commit = said("git", "-C", ROOT, "rev-parse", "HEAD")
        first = build(Path(name, "first"), commit)
        second = build(Path(name, "second"), commit, Path(name, "first"))
        for one, other in zip(first, second, strict=True):
            if digest(one) != digest(other):
                raise SystemExit(f"{one.name} differs from one build to the next")
            shutil.copy(one, folder)
    run(sys.executable, "-m", "twine", "check", "--strict", *folder.iterdir())
    wheel = next(folder.glob("*.whl"))
    with tempfile.TemporaryDirectory(prefix="intent-sbom-") as name:
        bill = described(wheel, Path(name))
    (folder / f"{wheel.name.removesuffix('-py3-none-any.whl')}.cdx.json").write_text(bill, encoding="utf-8")
    made = sorted(folder.iterdir())
    sums = "".join(f"{digest(file)}  {file.name}\n" for file in made)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(sums, end="")


def build(work: Path, commit: str, guests_of: Path | None = None) -> tuple[Path, Path]:
    """The source archive of a commit, made without npm, and the wheel made from that archive alone.

    ``guests_of`` names the folder of an earlier build, whose guests are taken.
    """
    tree, out = work / "tree", work / "dist"
    tree.mkdir(parents=True)
    archive = work / "committed.tar"
    run("git", "-C", ROOT, "archive", "--output", archive, commit)
    with tarfile.open(archive) as files:
        files.extractall(tree, filter="data")
    epoch = said("git", "-C", ROOT, "log", "-1", "--format=%ct", commit)
    stamped = os.environ | {"SOURCE_DATE_EPOCH": epoch, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    without_npm = stamped | {"PATH": path_without("npm", work / "programs")}
    run(sys.executable, "-m", "build", "--sdist", "--outdir", out, tree, env=without_npm)
    source = next(out.glob("*.tar.gz"))
    with tarfile.open(source) as files:
        files.extractall(work / "unpacked", filter="data")
    unpacked = work / "unpacked" / source.name.removesuffix(".tar.gz")
    if guests_of:
        shutil.copytree(guests_of / "unpacked" / unpacked.name / GUESTS, unpacked / GUESTS, dirs_exist_ok=True)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", out, unpacked, env=stamped)
    return source, next(out.glob("*.whl"))


def path_without(program: str, folder: Path) -> str:
    """A ``PATH`` without a program: each of its folders that holds it becomes one of links to the rest."""
    kept = []
    for number, name in enumerate(os.environ["PATH"].split(os.pathsep)):
        if not (Path(name) / program).exists():
            kept.append(name)
            continue
        stand_in = folder / str(number)
        stand_in.mkdir(parents=True)
        for file in Path(name).iterdir():
            if file.name != program:
                (stand_in / file.name).symlink_to(file)
        kept.append(str(stand_in))
    return os.pathsep.join(kept)


def described(wheel: Path, work: Path) -> str:
    """The SBOM (CycloneDX): the wheel with everything that it installs, and what its build takes from npm."""
    venv.create(work / "venv", with_pip=True)
    python = work / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip", "setuptools")
    out = work / "bill.json"
    run(
        sys.executable, "-m", "cyclonedx_py", "environment", python, "--pyproject", ROOT / "pyproject.toml",
        "--output-reproducible", "--output-format", "JSON", "--output-file", out,
    )  # fmt: skip
    bill: dict[str, Any] = json.loads(out.read_text("utf-8"))
    bill["components"] = sorted([*bill["components"], *_vendored(wheel)], key=lambda component: component["name"])
    for component in bill["components"]:
        component.pop("externalReferences", None)  # they name the registry of this machine
    return json.dumps(bill, indent=2, sort_keys=True) + "\n"


def _vendored(wheel: Path) -> list[dict[str, Any]]:
    hook = _hook()
    with zipfile.ZipFile(wheel) as files:
        guest = hashlib.sha256(files.read("intent_lsp/sandbox/guests/python.wasm")).hexdigest()
    packages = {hook.NPM_PACKAGE: (hook.NPM_VERSION, hook.NPM_SHA512), **hook.URL_PACKAGES}
    made: list[dict[str, Any]] = [
        {
            "type": "library", "name": name, "version": version, "bom-ref": f"pkg:npm/{name}@{version}",
            "purl": f"pkg:npm/{name}@{version}",
            "hashes": [{"alg": "SHA-512", "content": _hex(sha512)}],
        }
        for name, (version, sha512) in packages.items()
    ]  # fmt: skip
    made.append({
        "type": "library", "name": "componentize-py", "version": hook.COMPONENTIZE_PY,
        "bom-ref": f"pkg:pypi/componentize-py@{hook.COMPONENTIZE_PY}",
        "purl": f"pkg:pypi/componentize-py@{hook.COMPONENTIZE_PY}",
        "description": "Made python.wasm, whose hash this is: CPython, its standard library, and the runner.",
        "hashes": [{"alg": "SHA-256", "content": guest}],
    })  # fmt: skip
    return made


def _hook() -> ModuleType:
    specification = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    if specification is None or specification.loader is None:
        raise SystemExit("hatch_build.py cannot be read")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _hex(text: str) -> str:
    return base64.b64decode(text).hex()


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def said(*command: object) -> str:
    """What a command prints. Raises ``CalledProcessError`` when it fails."""
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stdout.strip()


def run(*command: object, env: dict[str, str] | None = None) -> None:
    """Run to the end. Raises ``SystemExit`` when it fails."""
    words = [str(word) for word in command]
    if subprocess.run(words, env=env, check=False).returncode:
        raise SystemExit(f"failed: {' '.join(words)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
