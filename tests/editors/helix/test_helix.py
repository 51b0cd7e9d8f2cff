"""The README's configuration in a real Helix, typed to in a terminal, with the real server.

Before a release, not at every push. ``python tests/editors/install.py helix helix-25.07`` installs it; without it the
test is skipped.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.editors.common import INSTALLED, ROOT, environment, workspace
from tests.editors.terminal import terminal

README = ROOT / "clients/helix/README.md"


def helix(name: str) -> tuple[Path, Path]:
    """The program and its runtime folder."""
    root = INSTALLED / name / "root"
    program = root / "usr/bin/hx"
    if not program.exists():
        pytest.skip(f"Helix is not installed: run `python tests/editors/install.py {name}`")
    return program, root / "usr/lib/hx/runtime"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def configure(home: Path) -> None:
    """What the README says."""
    config = home / ".config/helix"
    queries = config / "runtime/queries/intent"
    queries.mkdir(parents=True)
    (config / "languages.toml").write_text("\n".join(blocks("toml")[:2]), encoding="utf-8")
    for name in ("highlights.scm", "injections.scm"):
        (queries / name).write_text(blocks("scheme")[0], encoding="utf-8")


def installed(name: str, place: Path) -> tuple[Path, dict[str, str], Path]:
    """The program, its environment, and a workspace."""
    program, runtime = helix(name)
    folder, home = workspace(place / "workspace"), place / "home"
    configure(home)
    variables = {**environment(home), "HELIX_RUNTIME": str(runtime), "XDG_CONFIG_HOME": str(home / ".config")}
    return program, variables, folder


@pytest.mark.parametrize("name", ["helix", "helix-25.07"])
def test_the_documented_configuration(name: str, tmp_path: Path) -> None:
    program, variables, folder = installed(name, tmp_path)
    javascript, python = folder / "src/js/auto/scale.js", folder / "src/py/auto/scale.py"

    with terminal(tmp_path) as screen:
        screen.start([str(program), "scale.intent.md"], variables, folder)
        screen.sees("# name: scale")
        screen.press("1", "0", "G", "g", "l")
        screen.sees("got a string, want number")

        screen.press("x")
        screen.type('c- in: {"x": 10} out: 20')
        screen.press("Enter", "Escape")
        screen.type(":w")
        screen.press("Enter")
        screen.wait_for(javascript)
        screen.wait_for(python)

        screen.press("g", "g", "Space", "a")
        screen.sees("Transpile intention 'scale'")
        while "Cancel transpiling" in screen.screen():  # still under way: what is asked for now would join that run
            screen.press("Escape", "Space", "a")
            screen.sees("Transpile intention 'scale'")
        javascript.unlink()
        screen.press("Enter")
        screen.wait_for(javascript)


@pytest.mark.parametrize("name", ["helix", "helix-25.07"])
def test_a_function_is_adopted_by_a_code_action(name: str, tmp_path: Path) -> None:
    program, variables, folder = installed(name, tmp_path)
    (folder / "names.py").write_text('def initials(name: str) -> str:\n    return "".join(word[0] for word in name)\n')

    with terminal(tmp_path) as screen:
        screen.start([str(program), "names.py"], variables, folder)
        screen.sees("def initials")
        screen.press("Space", "a")
        screen.sees("Adopt 'initials' as an intention")
        screen.press("Enter")
        screen.wait_for(folder / "initials.intent.md")
        screen.sees("It is in" if name == "helix" else "# name: initials")  # 25.01 opens no file for a server
