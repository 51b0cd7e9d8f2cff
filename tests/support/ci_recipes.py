"""Runs the recipes for CI that this repository offers to others, by their own steps, as their hosts would."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.support.command import environment
from tests.support.prose import ROOT

Done = subprocess.CompletedProcess[str]
_EXPRESSION = re.compile(r"\$\{\{ *inputs\.([\w-]+) *\}\}")
_INPUT = re.compile(r"\$\[\[ *inputs\.(\w+) *\]\]")


def shell(script: str, folder: Path, **more: str) -> Done:
    """Run a script as GitHub Actions runs ``shell: bash``; `intent` is this environment's."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=folder, text=True,
        env=environment(folder.parent, CI="true", PATH=path) | more, capture_output=True, timeout=280, check=False,
    )  # fmt: skip


def action() -> dict[str, Any]:
    """The composite action."""
    made: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    return made


def run_action(steps: list[str], repository: Path, temporary: Path, path: str = "", **inputs: str) -> Done:
    """The named steps of the action, in a repository; the last one's outcome, or that of the first that fails.

    ``path``: the machine's ``PATH``, empty for this environment's.
    """
    made = action()
    assert inputs.keys() <= made["inputs"].keys()
    given = {name: entry["default"] for name, entry in made["inputs"].items()} | inputs
    added = temporary / "path"
    added.touch()
    variables = {
        "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(repository), "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_PATH": str(added), "RUNNER_TEMP": str(temporary),
    }  # fmt: skip
    usual = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    known = {step["name"]: step for step in made["runs"]["steps"]}
    for name in steps:
        step = known[name]
        assert step["shell"] == "bash"
        assert "${{" not in step["run"], "an expression in a script lets an input write shell"
        own = {key: _filled(value, given) for key, value in step.get("env", {}).items()}
        found = os.pathsep.join([*reversed(added.read_text().split()), path or usual])
        folder = repository / _filled(step.get("working-directory", "."), given)
        done = shell(step["run"], folder, PATH=found, **variables, **own)
        if done.returncode:
            return done
    return done


def _filled(text: str, given: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: given[match[1]], text)


def hook() -> dict[str, Any]:
    """The hook for pre-commit."""
    (made,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert isinstance(made, dict)
    return made


def run_hook(repository: Path, **more: str) -> Done:
    """What pre-commit runs, without its own environment."""
    return shell(shlex.join([*shlex.split(hook()["entry"]), *hook()["args"]]), repository, **more)


def component(**inputs: str) -> dict[str, Any]:
    """The job of GitLab's component, its inputs filled in."""
    text = (ROOT / "templates" / "intent-check.yml").read_text("utf-8")
    head, _ = yaml.safe_load_all(text)
    wanted = head["spec"]["inputs"]
    given = {name: entry["default"] for name, entry in wanted.items() if "default" in entry} | inputs
    assert given.keys() == wanted.keys()
    body = text.partition("\n---\n")[2]
    (job,) = yaml.safe_load(_INPUT.sub(lambda match: given[match[1]], body)).values()
    assert isinstance(job, dict)
    return job
