"""The command line in the hands of somebody who is unlucky with servers: where, what, and what to do next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers import dialects
from tests.servers.dialects import DIALECTS, MODEL
from tests.servers.fake import Behaviour, Request, Wire, black_hole, fake, free_port
from tests.support.command import configure, files, intent

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS
RIDDLE = """\
# name: riddle
# description:
Guess.
# signature:
(x: number) -> number
# examples:
- in: { "x": 1 } out: 83
- in: { "x": 2 } out: 7
- in: { "x": 3 } out: 1009
"""
CODE = "```js\nexport function riddle(x) {\n  return [83, 7, 1009][x - 1];\n}\n```"


def having(*names: str) -> Behaviour:
    async def chat(request: Request, wire: Wire) -> None:
        if request.body["messages"]:
            await OLLAMA.say(wire, [json.dumps({"code": CODE.partition("\n")[2].removesuffix("```")})])
        else:
            await wire.whole(200, {"model": MODEL, "done": True, "done_reason": "load"})

    return dialects.having(names, OLLAMA.serving(chat))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "riddle.intent.md").write_text(RIDDLE)
    return tmp_path


@pytest.mark.slow
async def test_it_works_with_what_is_there_and_nothing_configured(folder: Path) -> None:
    async with fake(having(MODEL, "nomic-embed-text", "qwen2.5-coder:14b")) as server:
        env = {"OLLAMA_HOST": f"127.0.0.1:{server.port}"}
        done = await intent(folder, "transpile", ".", **env)
        assert done.status == 0, done.out + done.err
        people = await intent(folder, "doctor", **env)
        assert f"✓ draft        ollama · {MODEL}" in people.out
        assert "✓ repair       ollama-2 · qwen2.5-coder:14b" in people.out
        assert "32,768 tokens of context" in people.out


async def test_init_writes_what_was_found_and_the_next_run_uses_it(folder: Path) -> None:
    async with fake(having(MODEL, "qwen2.5-coder:14b")) as server:
        first = await intent(folder, "init", OLLAMA_HOST=f"127.0.0.1:{server.port}")
        assert f"found    Ollama at {server.root}: {MODEL}, qwen2.5-coder:14b" in first.out
        written = json.loads((folder / ".promirror" / "intent.config.json").read_text())
        assert written["providers"] == [
            {"name": "ollama", "type": "ollama", "host": server.root, "model": MODEL},
            {"name": "ollama-2", "type": "ollama", "host": server.root, "model": "qwen2.5-coder:14b"},
            {"name": "builtin", "type": "builtin"},
        ]
        assert written["schedule"]["draft"] == ["ollama", "builtin"]
        assert written["schedule"]["repair"] == ["ollama-2", "ollama", "builtin"]
        before = files(folder)
        again = await intent(folder, "init")
        assert (again.status, files(folder)) == (0, before), "although nothing is found any more"
        assert "kept" in again.out
        done = await intent(folder, "transpile", ".")
        assert done.status == 0, done.out + done.err


@pytest.mark.slow
@pytest.mark.parametrize("names", [(), ("nomic-embed-text:latest",)], ids=["no model", "only an embedding model"])
async def test_ollama_without_a_model_for_code(folder: Path, names: tuple[str, ...]) -> None:
    async with fake(having(*names)) as server:
        env = {"OLLAMA_HOST": f"127.0.0.1:{server.port}"}
        done = await intent(folder, "transpile", ".", **env)
        doctor = await intent(folder, "doctor", **env)
        init = await intent(folder, "init", **env)
    assert done.status == 3
    assert "Run: ollama pull qwen2.5-coder:7b" in done.out
    assert "has no model that writes code" in done.out
    assert "→ run: ollama pull qwen2.5-coder:7b" in doctor.out
    assert "install Ollama" not in doctor.out
    assert "no model that writes code (see: intent doctor)" in init.out
    assert json.loads((folder / ".promirror" / "intent.config.json").read_text())["providers"][0]["type"] == "ollama"


@pytest.mark.slow
async def test_doctor_fits_into_eighty_columns(folder: Path) -> None:
    async def loading(request: Request, wire: Wire) -> None:
        await wire.whole(*LLAMACPP.loading())

    async def page(request: Request, wire: Wire) -> None:
        await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n<hi>")

    many = [f"llama-3-{number}b-instruct-with-a-rather-long-name" for number in range(9)]
    with black_hole() as hole:
        async with fake(having(MODEL, *many)) as good, fake(loading) as slow, fake(page) as web:
            configure(folder, providers=[
                {"name": "good", "type": "ollama", "host": good.root},
                {"name": "cloudy", "type": "ollama", "host": good.root, "model": "gpt-oss:120b-cloud"},
                {"name": "gone", "type": "openai_compat", "preset": "lmstudio", "baseUrl": f"http://127.0.0.1:{free_port()}/v1"},
                {"name": "slow", "type": "openai_compat", "preset": "llamacpp", "baseUrl": f"{slow.root}/v1"},
                {"name": "page", "type": "openai_compat", "baseUrl": f"{web.root}/v1", "model": "m"},
                {"name": "hole", "type": "openai_compat", "preset": "vllm", "baseUrl": f"http://127.0.0.1:{hole}/v1"},
                {"name": "gguf", "type": "llama_cpp", "path": "models/none.gguf"},
            ], schedule={"draft": ["good", "slow", "builtin"]})  # fmt: skip
            mine = {"INTENT_ALLOW_MODELS": str(folder / "models")}
            people = await intent(folder, "doctor", COLUMNS="80", **mine)
            data = json.loads((await intent(folder, "doctor", "--json", **mine)).out)
    states = {one["name"]: one["state"] for one in data["models"]["providers"]}
    assert states == {"good": "ready", "cloudy": "refused", "gone": "down", "slow": "loading", "page": "trouble",
                      "hole": "trouble", "gguf": "no model", "builtin": "ready"}  # fmt: skip
    assert all(one["fix"] for one in data["models"]["providers"] if one["state"] != "ready")
    lines = people.out.splitlines()
    models = lines[lines.index("Models") : lines.index("Sandbox")]
    long = [line.strip() for line in models if len(line) > 80]
    assert [line for line in long if line != str(folder / "models/none.gguf")] == [], "only a path may be longer"
    for name in states:
        (start,) = [number for number, line in enumerate(models) if line[4:].startswith(f"{name} ")]
        if states[name] != "ready":
            assert models[start].startswith("  ✗ ")
            below = models[start + 1 : start + 8]
            fix = next(number for number, line in enumerate(below) if line.startswith(" " * 15 + "→ "))
            assert all(line.startswith(" " * 17) for line in below[:fix]), "what is wrong, then what to do"
    assert "and 4 more" in people.out


WRONG: dict[str, tuple[str, str]] = {
    "no JSON": (
        '{"rounds": 3,\n "providers": [\n  {"type": "ollama" "model": "x"}\n ]\n}',
        "3:21: is not JSON: expected",
    ),
    "an unknown key": ('{\n  "rouns": 3\n}', '2:12: rouns: is not a setting; did you mean "rounds"?'),
    "a wrong type": ('{\n  "rounds": "three"\n}', '2:13: rounds: must be a whole number, not "three"'),
    "a name twice": (
        '{"providers": [\n {"type": "ollama", "name": "a"},\n {"type": "ollama", "name": "a"}\n]}',
        '3:29: providers[1].name: "a" is taken by another provider; choose another name',
    ),
    "not UTF-8": ('{\n "cacheDir": "caf\udce9"}', "2:1: is not UTF-8 here; save it as UTF-8"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRONG)
async def test_a_wrong_configuration_is_named_by_every_command(folder: Path, kind: str) -> None:
    text, words = WRONG[kind]
    file = folder / ".promirror" / "intent.config.json"
    file.parent.mkdir()
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    commands: tuple[Any, ...] = (("transpile", "."), ("check", "."), ("cache", "stats"), ("doctor",))
    for command in commands:
        done = await intent(folder, *command)
        assert done.status == 2, command
        assert f".promirror/intent.config.json:{words}" in done.out + done.err, command
        assert "Traceback" not in done.err
    assert not (folder / "src").exists()
