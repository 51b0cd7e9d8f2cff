"""The real llama.cpp server in the hands of a user who is unlucky: the wrong preset, a broken file, no extra."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from intent_lsp import __version__
from intent_lsp.config import Config, ProviderConfig, Timeouts
from intent_lsp.errors import ModelMissing, NoProvider, ProviderDown
from intent_lsp.models.inspect_servers import inspect
from intent_lsp.models.providers.llama_cpp import LlamaCpp
from intent_lsp.models.providers.llama_process import LlamaProcess
from tests.models.asking import asking, prompt
from tests.servers.gguf_maker import scripted

pytest.importorskip("xllamacpp", reason="the extra 'llama' is not installed")

JS = "export function f(x, y) {\n  return x + y;\n}\n"
RIGHT = f"```javascript\n{JS}```"
PATIENT = Timeouts(20, 60, 30, 120)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers in JSON where it is told to, and in a fenced block else."""
    folder = tmp_path_factory.mktemp("models")
    return scripted(folder / "scripted.gguf", {"in JSON": json.dumps({"code": JS}), "": RIGHT})


@pytest.mark.parametrize("preset", ["", "lmstudio", "llamacpp", "vllm", "tgi"])
async def test_the_wrong_preset_still_answers(tmp_path: Path, model: Path, preset: Any) -> None:
    """Its lock may be refused or ignored, its connections may be closed: no call is lost, nothing is asked for ever."""
    child = await LlamaProcess.start({"model": str(model), "n_ctx": 4096, "threads": 1})
    try:
        config = ProviderConfig("openai_compat", "llama", url=child.url, preset=preset, model="any", timeouts=PATIENT)
        async with asking(tmp_path, config) as ask:
            for number in range(12):
                reply = await ask(
                    prompt(f"in JSON, please, number {number}" if preset in {"lmstudio", "vllm"} else str(number))
                )
                assert reply.provider == "llama"
                assert "return x + y;" in reply.text
            assert "nothing answers" not in ask.reasons
    finally:
        await child.close()


@pytest.mark.parametrize("kind", ["ollama", "openai_compat"])
async def test_the_wrong_type_or_path_is_named(tmp_path: Path, model: Path, kind: Any) -> None:
    child = await LlamaProcess.start({"model": str(model), "n_ctx": 4096, "threads": 1})
    try:
        url = f"http://127.0.0.1:{child.port}" + ("" if kind == "ollama" else "/v2")
        config = ProviderConfig(kind, "wrong", url=url, model="any", timeouts=PATIENT)
        found = await inspect(Config(providers=(config,)), tmp_path)
        assert found.providers[0].state in {"trouble", "no model"}
        assert found.providers[0].fix
        async with asking(tmp_path, config) as ask:
            with pytest.raises(NoProvider) as error:
                await ask()
            assert error.value.hint
    finally:
        await child.close()


# --- embedded --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a GGUF file"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is not a GGUF file"),
        (b"<html>404</html>", "is not a GGUF file"),
        (b"GGUF", "is not a GGUF file"),
        (b"GGUF\x03\x00\x00\x00" + b"\x00" * 100, "could not load"),
    ],
    ids=["empty", "git lfs", "a web page", "cut after four bytes", "nothing in it"],
)
async def test_a_broken_file_says_what_is_wrong_with_it(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "model.gguf").write_bytes(content)
    config = ProviderConfig("llama_cpp", "embedded", path="model.gguf")
    async with asking(tmp_path, config) as ask:
        with pytest.raises(NoProvider, match=words) as error:
            await ask()
    assert "GGUF" in error.value.hint
    found = await inspect(Config(providers=(config,)), tmp_path)
    assert found.providers[0].state == ("no model" if "GGUF" in words else "ready")
    assert found.providers[0].url == "model.gguf", "a port of 0 tells nobody anything"


async def test_half_a_download(tmp_path: Path, model: Path) -> None:
    whole = model.read_bytes()
    (tmp_path / "half.gguf").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ProviderDown, match="incomplete") as error:
        await LlamaProcess.start({"model": str(tmp_path / "half.gguf")})
    assert "complete GGUF file" in error.value.hint


@pytest.mark.parametrize("path", ["nowhere.gguf", "../outside.gguf", "~/of-the-user.gguf", "."])
async def test_a_path_is_shown_as_it_was_understood(tmp_path: Path, path: str) -> None:
    async with asking(tmp_path, ProviderConfig("llama_cpp", "embedded", path=path)) as ask:
        with pytest.raises(NoProvider) as error:
            await ask()
    understood = Path(path).expanduser() if path.startswith("~") else (tmp_path / path).resolve()
    assert str(understood) in str(error.value)
    assert "path" in error.value.hint


async def test_without_the_extra_it_says_what_to_install(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)  # as Python has it for what cannot be imported
    config = ProviderConfig("llama_cpp", "embedded", path=str(model))
    found = await inspect(Config(providers=(config,)), tmp_path)
    assert (found.providers[0].state, found.draft) == ("no model", ())
    assert "pip install" in found.providers[0].fix
    with pytest.raises(ModelMissing, match="not installed") as error:
        await LlamaProcess.start({"model": str(model)})
    assert f"intent_lsp-{__version__}-py3-none-any.whl[llama]" in error.value.hint


async def test_only_this_program_may_ask_the_embedded_server(tmp_path: Path, model: Path) -> None:
    """Its port is open to every user and every web page of the machine, and its slots hold prompts."""
    config = ProviderConfig(
        "llama_cpp", "embedded", path=str(model), lock="none", concurrency=2, options={"n_ctx": 2048}
    )

    def asked(port: int, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    async with asking(tmp_path, config) as ask:
        assert (await ask()).text == RIGHT
        (embedded,) = await ask.router.providers("draft")
        assert isinstance(embedded, LlamaCpp)
        await embedded.probe()
        assert embedded.context == 2048, "for each call, although there are two at once"
        process = embedded._process
        assert process is not None
        for path in ("/slots", "/props", "/v1/models", "/metrics"):
            assert await asyncio.to_thread(asked, process.port, path) == 401
        command = await asyncio.to_thread(
            subprocess.run,
            ["ps", "-ww", "-o", "args=", "-p", str(process.pid)],  # -ww: whole, however narrow the terminal
            capture_output=True,
            text=True,
            check=True,
        )
        assert "llama_child" in command.stdout
        assert embedded._channel._key not in command.stdout
