"""What has changed in a repository since a revision, as Git tells. Nothing that the repository configures is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from intent_lsp.child_environment import select_variables
from intent_lsp.cli.terminal.status import UsageError

_INERT = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=", "-c", "core.untrackedCache=false")
"""A repository's own settings may name programs; none of these is needed to compare."""
_SECONDS = 60


def changed_since(root: Path, revision: str) -> frozenset[Path]:
    """The files below ``root``, changed, added, deleted or not yet known to Git, absolute.

    Raises :class:`UsageError` where there is no Git, no repository, or no such revision.
    """
    output = _git(root, "diff", "--no-ext-diff", "--no-textconv", "--name-only", "--no-renames", "-z", "--relative",
                "--end-of-options", revision, "--")  # fmt: skip
    output += _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return frozenset(root / os.fsdecode(name) for name in output.split(b"\0") if name)


def _git(root: Path, *arguments: str) -> bytes:
    program = _program(root)
    try:
        done = subprocess.run(  # noqa: S603 - Git as found on PATH, with words of ours, and one behind --end-of-options
            [program, *_INERT, *arguments], cwd=root,
            env=select_variables(("PATH", "HOME"), ("XDG_",)) | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"git could not be run: {error}", hint="omit --changed-since") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {done.returncode}"]
        raise UsageError(
            f"git could not list changes: {said[0]}", hint="name a commit that is there, such as origin/main"
        )
    return done.stdout


def _program(root: Path) -> str:
    """Git as found on PATH; never one that lies in the workspace."""
    found = shutil.which("git")
    if found is None or Path(found).resolve().is_relative_to(root):
        raise UsageError("--changed-since needs Git on PATH", hint="install it, or omit the option")
    return found
