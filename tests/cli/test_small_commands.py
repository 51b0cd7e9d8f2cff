"""`init`, `doctor`, `cache`, `--version`, and the language server's lean start."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from intent_lsp import __version__
from intent_lsp.cli.commands.init import configuration
from intent_lsp.cli.parser import parser
from intent_lsp.config import ProviderConfig
from intent_lsp.configuration.load import load
from intent_lsp.models.discovery import Plan
from intent_lsp.models.learning.learnt import LearntKey, candidate
from intent_lsp.models.learning.learnt_file import add
from intent_lsp.user_cache import user_cache
from tests.support.chat_server import Say, chat_server
from tests.support.command import DOUBLE, RIGHT, configure, environment, files, intent
from tests.support.formatters import installed


async def test_init_makes_a_workspace_that_works_and_never_replaces(tmp_path: Path) -> None:
    first = await intent(tmp_path, "init")
    assert first.status == 0, first.err
    assert set(files(tmp_path)) == {".promirror/intent.config.json", ".promirror/.gitignore", "initials.intent.md"}
    assert "next     intent transpile initials.intent.md" in first.out
    assert (await intent(tmp_path, "check", ".")).status == 1  # nothing is generated yet, and the document is right
    before = files(tmp_path)
    (tmp_path / "initials.intent.md").write_text(DOUBLE)
    second = await intent(tmp_path, "init")
    assert second.status == 0
    assert files(tmp_path) == before | {"initials.intent.md": DOUBLE.encode()}
    assert second.out.count("(it was there)") == 2


async def test_init_wants_a_folder(tmp_path: Path) -> None:
    done = await intent(tmp_path, "init", "nowhere")
    assert (done.status, done.out) == (2, "")
    assert "nowhere is not a folder" in done.err


def test_what_init_writes_is_what_was_found() -> None:
    providers = (
        ProviderConfig("ollama", "ollama", "http://127.0.0.1:11434", "qwen2.5-coder:7b"),
        ProviderConfig("openai_compat", "vllm", "http://127.0.0.1:8000/v1", "m", preset="vllm"),
        ProviderConfig("builtin", "builtin"),
    )
    text = configuration(Plan(providers, ("ollama", "builtin"), ("vllm", "ollama", "builtin")))
    result = load(Path("/nowhere"), env={}, text=text)
    assert result.problems == ()
    assert result.config.providers == providers
    assert result.config.draft == ("ollama", "builtin")
    assert result.config.repair == ("vllm", "ollama", "builtin")


@pytest.mark.slow
async def test_doctor_tells_what_works_and_what_does_not(tmp_path: Path) -> None:
    async with chat_server([Say(RIGHT)]) as server:
        up = {"name": "up", "type": "openai_compat", "baseUrl": server.url}
        async with chat_server([]) as gone:
            down = {"name": "down", "type": "openai_compat", "baseUrl": gone.url, "model": "m"}
        configure(tmp_path, providers=[down, up])
        done = await intent(tmp_path, "doctor", "--json")
        people = await intent(tmp_path, "doctor")
    assert (done.status, people.status) == (0, 0), done.err
    data = json.loads(done.out)
    assert data["version"] == __version__
    assert data["sandbox"]["ready"]
    assert {provider["name"]: provider["state"] for provider in data["models"]["providers"]} == {
        "down": "down", "up": "ready",
    }  # fmt: skip
    assert data["models"]["draft"] == ["up · scripted"]
    for text in (
        "Configuration",
        "Models",
        "Sandbox",
        "Cache",
        "✗ down",
        "✓ up",
        "JavaScript   runs",
        "Python       runs",
    ):
        assert text in people.out
    assert "\x1b" not in people.out


async def test_doctor_tells_which_formatters_are_used(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("")
    (tmp_path / ".prettierrc").write_text("semi: false\n")
    path = os.pathsep.join([str(installed("ruff").parent), os.environ["PATH"]])
    env = {"INTENT_PROVIDERS": '[{"type": "builtin"}]', "INTENT_ALLOW_FORMATTERS": "ruff", "PATH": path}
    done = await intent(tmp_path, "doctor", "--json", **env)
    prettier, ruff = json.loads(done.out)["formatters"]
    assert (ruff["name"], ruff["settings"], ruff["problem"]) == ("ruff", "ruff.toml", "")
    assert Path(ruff["path"]).name.startswith("ruff")
    assert (prettier["name"], prettier["settings"], prettier["path"]) == ("prettier", ".prettierrc", "")
    assert prettier["problem"] == ('not permitted; add "prettier", or the full path of the project, to allowFormatters')
    people = await intent(tmp_path, "doctor", **env)
    assert "with the settings of ruff.toml" in " ".join(people.out.split())


async def test_doctor_shows_a_wrong_configuration(tmp_path: Path) -> None:
    configure(tmp_path, rounds="x")
    done = await intent(tmp_path, "doctor")
    assert done.status == 2
    assert '.promirror/intent.config.json:1:12: rounds: must be a whole number, not "x"' in done.out


async def test_replies_that_cannot_be_removed_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "ab"
    folder.mkdir(parents=True)
    (folder / f"{'ab' * 32}.json").write_text("{}")
    (tmp_path / "w" / ".promirror").mkdir(parents=True)
    (tmp_path / "w" / ".promirror" / "cache").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    done = await intent(tmp_path / "w", "cache", "clear")
    assert done.status == 1
    assert "1 reply could not be removed" in done.err
    assert "symlink" in done.err


@pytest.mark.slow
async def test_cache_is_measured_pruned_and_cleared(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    async with chat_server([Say(RIGHT)]) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(tmp_path, "transpile", ".")).status == 0
    assert (await intent(tmp_path, "cache", "stats")).out.startswith(".promirror/cache: 1 reply, ")
    assert (await intent(tmp_path, "cache", "prune")).out.startswith("0 replies removed\n")
    assert (await intent(tmp_path, "cache", "prune", INTENT_CACHE_LIMIT="1")).out.startswith("1 reply removed\n")
    assert (await intent(tmp_path, "cache", "clear")).out.startswith(
        "0 replies removed\n.promirror/cache: 0 replies, 0 B"
    )
    assert (await intent(tmp_path, "check", ".")).status == 0  # proofs need no cache


@pytest.mark.slow
async def test_how_models_did_is_shown_and_forgotten(tmp_path: Path) -> None:
    """And nothing of it is in the workspace, and nothing is learnt where that is turned off."""
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    own = {"XDG_CACHE_HOME": str(tmp_path / "own")}
    guests = tmp_path / "own" / "intent-lsp" / "guests"
    guests.mkdir(mode=0o700, parents=True)
    with contextlib.suppress(OSError):  # on another disk they are compiled anew, which takes ten seconds
        for compiled in (user_cache() / "guests").glob("*.cwasm"):
            (guests / compiled.name).hardlink_to(compiled)
    add(
        tmp_path / "own" / "intent-lsp" / "learnt",
        {LearntKey("scripted", "repair", "js"): candidate(passed=True, round_=3)},
    )
    async with chat_server([Say(RIGHT)]) as server:
        configure(tmp_path, providers=[{"type": "openai_compat", "baseUrl": server.url, "model": "scripted"}])
        assert (await intent(tmp_path, "transpile", ".", **own)).status == 0
        assert (await intent(tmp_path, "transpile", ".", "--regenerate", INTENT_LEARN="true", **own)).status == 0
        people = await intent(tmp_path, "doctor", INTENT_LEARN="true", **own)
        done = await intent(tmp_path, "doctor", "--json", INTENT_LEARN="true", **own)
        off = await intent(tmp_path, "doctor", **own)
    said = " ".join(people.out.split())
    assert (
        "scripted: 1 of 1 drafts pass (JavaScript 1 of 1); 1 of 1 repairs pass (JavaScript 1 of 1; 1 in round 3)"
        in said
    )
    assert [row["passed_by_round"] for row in json.loads(done.out)["models"]["learnt"]] == [
        [0, 0, 1, 0, 0], [1, 0, 0, 0, 0],
    ]  # fmt: skip
    assert "repairs pass" not in off.out
    assert not [path for path in tmp_path.rglob("models.json") if "own" not in path.parts]
    assert (await intent(tmp_path, "cache", "forget", **own)).out == "what was learnt of 1 model is forgotten\n"
    assert (await intent(tmp_path, "cache", "forget", **own)).out == "what was learnt of 0 models is forgotten\n"


async def test_version_and_help(tmp_path: Path) -> None:
    assert (await intent(tmp_path, "--version")).out == f"intent-lsp {__version__}\n"
    done = await intent(tmp_path, "--help")
    assert done.status == 0
    for command in ("transpile", "watch", "check", "init", "doctor", "cache", "lsp"):
        assert command in done.out


def test_the_documentation_has_every_command_and_option() -> None:
    import argparse

    text = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
    (commands,) = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    for name, command in commands.choices.items():
        assert f"intent {name}" in text
        for action in command._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or f"`{option}" in text, (name, option)


def test_the_language_server_imports_none_of_the_command_line(tmp_path: Path) -> None:
    def message(data: dict[str, object]) -> bytes:
        body = json.dumps({"jsonrpc": "2.0", **data}).encode()
        return b"Content-Length: %d\r\n\r\n" % len(body) + body

    hello: dict[str, object] = {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}
    session = (
        message({"id": 1, "method": "initialize", "params": hello})
        + message({"method": "initialized", "params": {}})
        + message({"id": 2, "method": "shutdown"})
        + message({"method": "exit"})
    )
    program = (
        "import sys\nfrom intent_lsp.__main__ import main\n"
        "status = main(['lsp'])\nprint(status, *sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=session, capture_output=True, timeout=60, check=True,
        env=environment(tmp_path),
    )  # fmt: skip
    assert b'"id":2' in done.stdout.replace(b" ", b"")
    status, *modules = done.stderr.decode().splitlines()[-1].split()
    assert status == "0"
    assert "intent_lsp.lsp.server" in modules
    heavy = {"rich", "pathspec", "watchfiles", "typer", "click", "jsonschema_rs"}
    assert not [name for name in modules if name.split(".")[0] in heavy or name.startswith("intent_lsp.cli")]
