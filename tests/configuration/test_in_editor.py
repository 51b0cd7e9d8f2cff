"""A wrong configuration in the language server: diagnostics on the open file, a message with the place else."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import DOUBLE
from tests.support.wire import Wire

WRONG: dict[str, tuple[str, list[tuple[int, int, str]]]] = {
    "no JSON": (
        '{"rounds": 3,\n "providers": [\n  {"type": "ollama" "model": "x"}\n ]\n}',
        [(2, 20, "is not JSON: expected , or } here")],
    ),
    "an unknown key": ('{\n  "rouns": 3\n}', [(1, 11, 'rouns: is not a setting; did you mean "rounds"?')]),
    "a wrong type": ('{\n  "rounds": "three"\n}', [(1, 12, 'rounds: must be a whole number, not "three"')]),
    "a name twice": (
        '{"providers": [\n {"type": "builtin", "name": "a"},\n {"type": "builtin", "name": "a"}\n]}',
        [(2, 29, 'providers[1].name: "a" is taken by another provider; choose another name')],
    ),
    "a host outside": (
        '{"providers": [\n {"type": "builtin"},\n {"type": "ollama", "host": "http://gpu.lan:11434"}\n]}',
        [(2, 28, "gpu.lan is not this machine, and is not contacted")],
    ),
    "a permission": (
        '{"providers": [{"type": "builtin"}],\n "allowHosts": ["gpu.lan"]}',
        [(1, 1, "a workspace cannot give this permission")],
    ),
    "two at once": (
        '{\n  "jobs": 0,\n  "offline": "no"\n}',
        [(1, 10, "jobs: must be from 1 to 64"), (2, 13, "offline: must be true or false")],
    ),
}


def matches(found: list[Any], wanted: list[tuple[int, int, str]]) -> bool:
    return len(found) == len(wanted) and all(
        (item["range"]["start"]["line"], item["range"]["start"]["character"]) == (line, character)
        and item["severity"] == 2  # the setting keeps its default, and work goes on
        and item["code"] == "configuration"
        and words in item["message"]
        for item, (line, character, words) in zip(found, wanted, strict=True)
    )


def _of_version(version: int, params: Any) -> bool:
    return bool(params["version"] == version)


@pytest.mark.parametrize("kind", ["no JSON", "an unknown key", "two at once"])
async def test_a_wrong_file_that_nobody_opened_is_told_with_its_place(tmp_path: Path, kind: str) -> None:
    text, wanted = WRONG[kind]
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_text(text)
    document = tmp_path / "double.intent.md"
    document.write_text(DOUBLE)
    async with Wire() as wire:
        await wire.initialize(tmp_path)
        wire.open(document.as_uri(), DOUBLE)
        assert await wire.diagnostics(document.as_uri()) == [], "the document is right all the same"
        message = await wire.take("window/showMessage", lambda params: "intent.config.json" in params["message"])
        assert message["type"] == 2
        (line, character, words), *more = wanted
        assert message["message"].startswith(f"{file}:{line + 1}:{character + 1}: ")
        assert words in message["message"]
        assert ("1 more such problem: see the log" in message["message"]) == (len(more) == 1)
        assert await wire.finish() == 0
        assert not [item for item in wire.messages if item["method"] == "window/showMessage"], "one message for all"
    for line, character, words in more:
        assert f"{file}:{line + 1}:{character + 1}: {words}" in wire.log


async def test_it_is_marked_while_it_is_written_and_cleared_when_it_is_right(tmp_path: Path) -> None:
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_text("{}")
    async with Wire() as wire:
        await wire.initialize(tmp_path)
        wire.open(file.as_uri(), "{}")
        for version, (text, wanted) in enumerate(WRONG.values(), start=2):
            for offset, (content, problems) in enumerate(
                ((text, wanted), ('{"providers": [{"type": "builtin"}]}', []))
            ):
                wire.notify("textDocument/didChange", {
                    "textDocument": {"uri": file.as_uri(), "version": 2 * version + offset},
                    "contentChanges": [{"text": content}],
                })  # fmt: skip
                wanted_version = 2 * version + offset
                found = await wire.diagnostics(file.as_uri(), partial(_of_version, wanted_version))
                assert matches(found, problems), found
        assert await wire.finish() == 0


@pytest.mark.parametrize(
    ("client", "allowed"),
    [("Visual Studio Code", True), ("VSCodium", True), ("Zed", False), ("helix", False), ("", False)],
)
async def test_hosts_are_allowed_by_an_editor_only_where_a_project_cannot_set_it(
    tmp_path: Path, client: str, allowed: bool
) -> None:
    """Zed, Helix, Sublime Text and others merge files of the project into the settings that they send."""
    file = tmp_path / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    text = '{"providers": [{"type": "ollama", "host": "http://gpu.lan:11434"}]}'
    file.write_text(text)
    about = {"clientInfo": {"name": client}} if client else {}
    async with Wire() as wire:
        await wire.initialize(tmp_path, initializationOptions={"allowHosts": ["gpu.lan"]}, **about)
        wire.open(file.as_uri(), text)
        found = await wire.diagnostics(file.as_uri())
        assert [item["message"] for item in found if "gpu.lan is not this machine" in item["message"]] == [
            item["message"] for item in found
        ]
        assert bool(found) is not allowed
        if not allowed:
            document = tmp_path / "double.intent.md"
            document.write_text(DOUBLE)
            wire.open(document.as_uri(), DOUBLE)
            message = await wire.take("window/showMessage", lambda params: "allowHosts:" in params["message"])
            assert "settings that a project may have cannot give this permission; put it into" in message["message"]
        assert await wire.finish() == 0
