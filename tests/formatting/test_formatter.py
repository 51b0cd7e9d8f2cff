"""What a workspace holds is not run, unless the user says so; real formatters read their own settings."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from intent_lsp.config import Config
from intent_lsp.errors import FormatterFailed
from intent_lsp.formatting.formatter import Formatter
from intent_lsp.formatting.program import Program, RefusedFormatter
from intent_lsp.values import Target
from tests.support.formatters import installed, put_on_path

UGLY: dict[Target, str] = {
    "js": "export function f(a){return {'a':a,b:\"it's\"}}\n",
    "py": "def f(a):\n    return {'a':a,'b':\"it's\"}\n",
}
ALL = ("ruff", "black", "prettier")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = (tmp_path / "workspace").resolve()
    folder.mkdir()
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_program(path: Path, script: str) -> None:
    write(path, f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


async def formatted(root: Path, target: Target, *allowed: str, seconds: float = 15.0) -> str:
    path = root / f"src/{target}/auto/f.{target}"
    formatter = Formatter(root, Config(allow_formatters=allowed), seconds)
    return await formatter.format(UGLY[target], path, target)


async def test_ruff_reads_the_project_s_settings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_path(monkeypatch, installed("ruff"))
    write(root / "pyproject.toml", "[tool.ruff.format]\nquote-style = 'single'\n")
    write(root / "src/ruff.toml", "indent-width = 2\n[format]\nquote-style = 'single'\n")
    assert await formatted(root, "py", "ruff") == "def f(a):\n  return {'a': a, 'b': \"it's\"}\n"
    (root / "src/ruff.toml").unlink()
    assert await formatted(root, "py", "ruff") == "def f(a):\n    return {'a': a, 'b': \"it's\"}\n"
    assert await formatted(root, "py", "black", "prettier") == UGLY["py"], "ruff is not permitted"
    assert list(root.rglob("*cache*")) == []


async def test_black_formats_where_both_have_settings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_on_path(monkeypatch, installed("black"))
    write(root / "pyproject.toml", "[tool.ruff]\nline-length = 20\n[tool.black]\nline-length = 30\n")
    made = await formatted(root, "py", *ALL)
    assert made == 'def f(a):\n    return {\n        "a": a,\n        "b": "it\'s",\n    }\n'


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (".prettierrc", "semi: false\n"),
        (".prettierrc.toml", "semi = false\n"),
        (".prettierrc.json5", "{semi: false}"),
        ("package.json", '{"prettier": {"semi": false}}'),
    ],
)
async def test_prettier_reads_settings_that_are_data(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, settings: str
) -> None:
    put_on_path(monkeypatch, installed("prettier"))
    write(root / name, settings)
    write(root / ".editorconfig", "root = true\n[*]\nindent_style = space\nindent_size = 4\n")
    made = await formatted(root, "js", "prettier")
    assert made == 'export function f(a) {\n    return { a: a, b: "it\'s" }\n}\n'
    write(root / ".prettierignore", "src/js/auto\n")
    assert await formatted(root, "js", "prettier") == UGLY["js"]


async def test_a_project_that_only_depends_on_prettier_gets_its_defaults(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(monkeypatch, installed("prettier"))
    write(root / "package.json", '{"devDependencies": {"prettier": "3"}}')
    assert await formatted(root, "js", "prettier") == 'export function f(a) {\n  return { a: a, b: "it\'s" };\n}\n'


async def test_settings_that_are_a_program_need_the_project_s_permission(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on_path(monkeypatch, installed("prettier"))
    ran = root / "ran"
    write(root / "plugin.mjs", f"import fs from 'node:fs'; fs.writeFileSync({str(ran)!r}, '');\n")
    write(root / "prettier.config.mjs", "import './plugin.mjs';\nexport default { semi: false };\n")
    with pytest.raises(FormatterFailed, match=r"prettier\.config\.mjs may run code"):
        await formatted(root, "js", *ALL)
    write(root / ".prettierrc", "plugins: [./plugin.mjs]\n")
    with pytest.raises(FormatterFailed, match=r"\.prettierrc may run code"):
        await formatted(root, "js", *ALL)
    assert not ran.exists()
    (root / ".prettierrc").unlink()
    made = await formatted(root, "js", str(root.parent))
    assert ran.exists()
    assert made.endswith('b: "it\'s" }\n}\n')


async def test_programs_of_the_workspace_are_not_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = root / "ran"
    bait = f"touch {ran}; cat"
    for place in ("node_modules/.bin/prettier", ".venv/bin/ruff", ".venv/bin/node", "bin/prettier"):
        write_program(root / place, bait)
    write(root / "pyproject.toml", "[tool.ruff]\n")
    write(root / ".prettierrc", "semi: false\n")
    outside = root.parent / "bin"
    outside.mkdir()
    (outside / "ruff").symlink_to(root / ".venv/bin/ruff")
    write_program(outside / "prettier", "node; echo done; command -v node; command -v touch")
    inside = [str(root / folder) for folder in (".venv/bin", "bin", "node_modules/.bin")]
    monkeypatch.setenv("PATH", os.pathsep.join([*inside, "node_modules/.bin", str(outside), "/usr/bin", "/bin"]))
    monkeypatch.chdir(root)
    for allowed in ((), ("ruff",), ALL, (*ALL, str(root.parent / "other"))):
        assert await formatted(root, "py", *allowed) == UGLY["py"]
    assert "done\n" in await formatted(root, "js", *ALL)
    assert not ran.exists()
    formatter = Formatter(root, Config(allow_formatters=(str(root.parent),)))
    found = formatter.formatter_of(root / "src/f.py", "py")
    assert isinstance(found, Program)
    assert found.path == root / ".venv/bin/ruff"
    assert await formatted(root, "py", str(root)) == UGLY["py"]
    assert ran.exists(), "it is run once the user permits the project's own"


def test_the_name_of_a_formatter_is_no_folder(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``ruff`` permits ruff, not the projects below a folder of that name."""
    monkeypatch.chdir(root.parent)
    project = root.parent / "ruff/project"
    write_program(project / "node_modules/.bin/prettier", "cat")
    write(project / ".prettierrc", "semi: false\n")
    found = Formatter(project, Config(allow_formatters=("ruff",))).formatter_of(project / "f.js", "js")
    assert isinstance(found, RefusedFormatter)
    assert "not permitted" in found.reason


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("cat > /dev/null; echo 'bad settings' >&2; exit 2", "ruff: bad settings"),
        ("cat > /dev/null; exit 3", "ruff: it ended with status 3"),
        ("sleep 60", "ruff: it took more than 0.5 s"),
        ("exec yes", "ruff: its output is far longer than its input"),
        ("printf '\\377'", "ruff: its output is not UTF-8"),
    ],
)
async def test_a_formatter_that_fails_says_why(
    root: Path, monkeypatch: pytest.MonkeyPatch, script: str, said: str
) -> None:
    write_program(root.parent / "bin/ruff", script)
    put_on_path(monkeypatch, root.parent / "bin/ruff")
    write(root / "ruff.toml", "")
    started = time.monotonic()
    with pytest.raises(FormatterFailed, match=said):
        await formatted(root, "py", "ruff", seconds=0.5 if "sleep" in script else 15.0)
    assert time.monotonic() - started < 10


async def test_no_key_goes_along(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "never-seen")
    write_program(root.parent / "bin/ruff", "cat > /dev/null; env; pwd")
    put_on_path(monkeypatch, root.parent / "bin/ruff")
    write(root / "ruff.toml", "")
    said = await formatted(root, "py", "ruff")
    assert "PATH=" in said
    assert "never-seen" not in said
    assert said.endswith("\n/\n"), "nobody's project is the current folder"


async def test_a_project_without_settings_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a folder above the workspace has some."""
    write_program(root.parent / "bin/ruff", "echo formatted")
    put_on_path(monkeypatch, root.parent / "bin/ruff")
    write(root.parent / "ruff.toml", "")
    write(root / "pyproject.toml", "[tool.mypy]\n")
    assert await formatted(root, "py", "ruff") == UGLY["py"]
    write(root / "pyproject.toml", "[tool.ruff]\n")
    assert await formatted(root, "py", "ruff") == "formatted\n"
    off = Formatter(root, Config(allow_formatters=("ruff",), format="off"))
    assert await off.format(UGLY["py"], root / "f.py", "py") == UGLY["py"]
