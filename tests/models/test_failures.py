"""What goes wrong is told apart, and every failure says what to do: the servers' own words become our errors."""

from __future__ import annotations

import ast
import email.utils
import json
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import intent_lsp
from intent_lsp import errors
from intent_lsp.config import ProviderConfig
from intent_lsp.errors import (
    BadReply,
    ContextOverflow,
    ModelError,
    ModelMissing,
    NoProvider,
    ProviderBusy,
    ProviderDown,
    RequestRejected,
)
from intent_lsp.models.transport import faults
from tests.models.asking import asking, prompt, provider
from tests.servers.dialects import CODE, DIALECTS, QUICK
from tests.servers.fake import Request, Wire, fake

OLLAMA, LMSTUDIO, LLAMACPP, VLLM, TGI = DIALECTS


def quiet(text: str) -> None:
    """Tokens are of no interest here."""


WORDS: list[tuple[int, Any, type[ModelError], str]] = [
    # Ollama
    (404, {"error": "model 'qwen3:8b' not found"}, ModelMissing, "fix it"),
    (404, {"error": 'model "qwen3:8b" not found, try pulling it first'}, ModelMissing, "fix it"),
    (404, b"404 page not found", RequestRejected, "/v1"),
    (400, {"error": "the input length exceeds the context length"}, ContextOverflow, "context"),
    (503, {"error": "server busy, please try again.  maximum pending requests exceeded"}, ProviderBusy, "wait"),
    (
        500,
        {"error": "model requires more system memory (9.3 GiB) than is available (4.1 GiB)"},
        RequestRejected,
        "smaller",
    ),
    (
        500,
        {"error": "llama runner process has terminated: cudaMalloc failed: out of memory"},
        RequestRejected,
        "smaller",
    ),
    (500, {"error": "llama runner process has terminated: exit status 2"}, ProviderDown, "log"),
    (500, {"error": 'Post "http://127.0.0.1:41/completion": EOF'}, ProviderDown, "log"),
    # llama.cpp
    (503, {"error": {"message": "Loading model", "type": "unavailable_error", "code": 503}}, ProviderBusy, "wait"),
    (
        400,
        {
            "error": {
                "type": "exceed_context_size_error",
                "message": "request (9 tokens) exceeds the available context size",
            }
        },
        ContextOverflow,
        "context",
    ),
    (400, {"error": {"message": "failed to parse grammar", "type": "invalid_request_error"}}, RequestRejected, "log"),
    (401, {"error": {"message": "Invalid API Key", "type": "authentication_error"}}, RequestRejected, "apiKeyEnv"),
    # LM Studio
    (
        404,
        {"error": {"message": "No models loaded. Please load a model in the developer page."}},
        ModelMissing,
        "fix it",
    ),
    (400, {"error": 'Failed to load model "qwen". Error: insufficient system resources.'}, ModelMissing, "fix it"),
    (200, {"error": "Unexpected endpoint or method. (POST /api/chat)"}, RequestRejected, "/v1"),
    # vLLM
    (
        404,
        {"error": {"message": "The model `q` does not exist.", "type": "NotFoundError", "code": 404}},
        ModelMissing,
        "fix it",
    ),
    (
        400,
        {"object": "error", "message": "This model's maximum context length is 4096 tokens.", "code": 400},
        ContextOverflow,
        "context",
    ),
    # TGI
    (
        422,
        {"error": "Input validation error: `inputs` must have less than 1024 tokens. Given: 3000"},
        ContextOverflow,
        "context",
    ),
    (
        424,
        {"error": "Request failed during generation: Server error: CUDA", "error_type": "generation"},
        RequestRejected,
        "log",
    ),
    (429, {"error": "Model is overloaded", "error_type": "overloaded"}, ProviderBusy, "wait"),
    (503, {"error": "Model is still starting", "error_type": "unhealthy"}, ProviderBusy, "wait"),
    # whoever stands in between
    (502, b"<html><head><title>502 Bad Gateway</title></head></html>", ProviderBusy, "wait"),
    (403, b"", RequestRejected, "apiKeyEnv"),
    (301, b"", RequestRejected, "address"),
    (418, b"\xff\x00", RequestRejected, "log"),
    (500, b"[" * 200_000, RequestRejected, "log"),
]


@pytest.mark.parametrize(("status", "body", "kind", "hint"), WORDS, ids=lambda value: str(value)[:60])
def test_the_servers_words(status: int, body: Any, kind: type[ModelError], hint: str) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    if status == 200:
        error = faults.from_object(body, provider="p", model="qwen3:8b", fix="fix it")
    else:
        error = faults.from_response(status, {}, data, provider="p", model="qwen3:8b", fix="fix it")
    assert type(error) is kind
    assert hint in error.hint
    assert error.provider == "p"
    assert str(error)[-1] not in ".:; ", "another sentence follows"
    assert len(str(error)) < 400


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("1.5", 1.5),
        ("-3", 0),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Sun, 99 Nov 2026", None),
    ],
    ids=["120", "0", "1.5", "-3", "nan", "soon", "empty", "no date"],
)
def test_retry_after_is_seconds(written: str, seconds: float | None) -> None:
    assert faults.retry_after(written) == seconds


def test_retry_after_is_a_date() -> None:
    ahead, ago = (datetime.now(UTC) + timedelta(hours=hours) for hours in (1, -1))
    told = faults.retry_after(email.utils.format_datetime(ahead, usegmt=True))
    assert told is not None
    assert 3300 < told <= 3600
    assert faults.retry_after(email.utils.format_datetime(ago, usegmt=True)) == 0


async def test_a_date_to_try_again_is_kept_by_the_router(tmp_path: Path) -> None:
    """One that is over means now; one that is far away means the next provider."""
    dates = [
        email.utils.formatdate(time.time() - 60, usegmt=True),
        email.utils.formatdate(time.time() + 900, usegmt=True),
    ]

    async def chat(request: Request, wire: Wire) -> None:
        if dates:
            await wire.whole(429, LMSTUDIO.error("later"), Retry_After=dates.pop(0))
        else:
            await LMSTUDIO.say(wire, [CODE])

    async def good(request: Request, wire: Wire) -> None:
        await OLLAMA.say(wire, [CODE])

    async with fake(LMSTUDIO.serving(chat)) as busy, fake(OLLAMA.serving(good)) as other:
        configs = LMSTUDIO.config(busy.root, lock="none"), OLLAMA.config(other.root, lock="none")
        async with asking(tmp_path, *configs) as ask:
            assert (await ask()).provider == "ollama"
            assert len(busy.calls) == 2
            assert (await ask(prompt("later"))).provider == "lmstudio"


async def test_an_impatient_retry_after_does_not_hammer(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(503, VLLM.error("later"), Retry_After="0")

    async with fake(VLLM.serving(chat)) as server:
        async with asking(tmp_path, VLLM.config(server.root, lock="none")) as ask:
            with pytest.raises(NoProvider):
                await ask()
        assert 2 <= len(server.calls) <= 8, "0.3 seconds of patience, at least 0.05 counted for each"


def test_every_error_is_raised_with_advice() -> None:
    """Whoever writes a new ``raise`` in this package must say what to do next."""
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, ModelError)}
    found = 0
    for file in (Path(intent_lsp.__file__).parent / "models").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds:
                found += 1
                assert any(word.arg == "hint" for word in node.keywords), f"{file.name}:{node.lineno}"
    assert found > 30


# --- what listens there is something else ----------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
async def test_a_web_page_is_called_one(dialect: Any) -> None:
    async def page(request: Request, wire: Wire) -> None:
        data = b"<!doctype html><title>Vite App</title>"
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
        await wire.raw(head % len(data) + data)

    async with fake(page) as server:
        made = provider(dialect.config(server.root, lock="none"))
        for act in (made.generate(prompt(), on_token=quiet), made.models()):
            with pytest.raises(BadReply, match="a web page is at http://127") as error:
                await act
            assert "address" in error.value.hint
            assert error.value.provider == dialect.name
        await made.close()


async def test_another_kind_of_server_is_called_by_its_name() -> None:
    """Ollama's type on LM Studio (which answers everything with 200), and the other way round."""

    async def lmstudio(request: Request, wire: Wire) -> None:
        await wire.whole(200, {"error": f"Unexpected endpoint or method. ({request.method} {request.path})"})

    async def ollama(request: Request, wire: Wire) -> None:
        await wire.whole(404, b"404 page not found")

    async with fake(lmstudio) as studio, fake(ollama) as real:
        for config, words in (
            (ProviderConfig("ollama", "a", url=studio.root, model="m", timeouts=QUICK), "no such address"),
            (ProviderConfig("openai_compat", "b", url=real.root, model="m", timeouts=QUICK), "no such address"),
        ):
            made = provider(config)
            with pytest.raises(RequestRejected, match=words) as error:
                await made.generate(prompt(), on_token=quiet)
            assert "/v1" in error.value.hint
            await made.close()
        made = provider(ProviderConfig("ollama", "a", url=studio.root, timeouts=QUICK))
        with pytest.raises(BadReply, match="is not Ollama") as wrong:
            await made.models()
        assert "openai_compat" in wrong.value.hint
        await made.close()


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(made),
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"openssl, which makes the certificate, cannot be used: {error}")
    return made, key


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_self_signed_certificate(
    certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    async def chat(request: Request, wire: Wire) -> None:
        await VLLM.say(wire, [CODE])

    async with fake(VLLM.serving(chat), tls=context) as server:
        config = VLLM.config(f"https://{host}:{server.port}", lock="none")
        made = provider(config)
        with pytest.raises(RequestRejected, match="not trusted: self-signed") as error:
            await made.generate(prompt(), on_token=quiet)
        assert "SSL_CERT_FILE" in error.value.hint
        await made.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        made = provider(config)
        assert (await made.generate(prompt(), on_token=quiet)).text == CODE, "the hint helps"
        await made.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0].with_name("gone.pem")))
        made = provider(config)
        with pytest.raises(RequestRejected, match="SSL_CERT_FILE"):
            await made.generate(prompt(), on_token=quiet)
        await made.close()


async def test_https_where_nobody_speaks_tls() -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await VLLM.say(wire, [CODE])

    async with fake(VLLM.serving(chat), greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as server:
        made = provider(VLLM.config(f"https://127.0.0.1:{server.port}", lock="none"))
        with pytest.raises(RequestRejected, match="does not speak TLS") as error:
            await made.generate(prompt(), on_token=quiet)
        assert "http://" in error.value.hint
        await made.close()


# --- keys ------------------------------------------------------------------------------------------------------------


async def _told(config: ProviderConfig) -> str:
    made = provider(config)
    try:
        with pytest.raises(ModelError) as error:
            await made.generate(prompt(), on_token=quiet)
        return f"{error.value}. {error.value.hint}"
    finally:
        await made.close()


@pytest.mark.parametrize("how", ["error", "in the stream", "plain text", "garbage in the stream", "no HTTP"])
async def test_a_key_that_the_server_repeats_is_taken_out(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sesame-4711")

    async def chat(request: Request, wire: Wire) -> None:
        sent = request.headers["authorization"]
        if how == "error":
            await wire.whole(401, VLLM.error(f"Incorrect API key provided: {sent}"))
        elif how == "in the stream":
            await VLLM.begin(wire)
            await wire.chunk(VLLM.error_in_stream().replace(b"something broke inside", sent.encode()))
            await wire.end()
        elif how == "plain text":
            await wire.whole(400, f"you sent {sent}".encode())
        elif how == "garbage in the stream":
            await VLLM.begin(wire)
            await wire.chunk(f"authorization {sent}\n\n".encode())
            await wire.end()
        else:
            await wire.raw(f"{sent}\r\n\r\n".encode())

    async with fake(VLLM.serving(chat)) as server:
        told = await _told(VLLM.config(server.root, lock="none", api_key_env="MY_KEY"))
    assert "sesame" not in told
    assert "…" in told


async def test_a_key_that_no_header_can_hold_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await VLLM.say(wire, [CODE])

    async with fake(VLLM.serving(chat)) as server:
        for key in ("sesame\n4711", "sesame 4711", "sésame"):
            monkeypatch.setenv("MY_KEY", key)
            told = await _told(VLLM.config(server.root, lock="none", api_key_env="MY_KEY"))
            assert "MY_KEY cannot be sent" in told
            assert "same" not in told.replace("the same", "")
        assert not server.calls
        monkeypatch.setenv("MY_KEY", " sesame\n")
        made = provider(VLLM.config(server.root, lock="none", api_key_env="MY_KEY"))
        assert (await made.generate(prompt(), on_token=quiet)).text == CODE, "white space around it does no harm"
        await made.close()


async def test_a_key_that_is_not_set_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_KEY", raising=False)

    async def chat(request: Request, wire: Wire) -> None:
        await wire.whole(401, VLLM.error("no"))

    async with fake(VLLM.serving(chat)) as server:
        unset = await _told(VLLM.config(server.root, lock="none", api_key_env="MY_KEY"))
        monkeypatch.setenv("MY_KEY", "wrong")
        wrong = await _told(VLLM.config(server.root, lock="none", api_key_env="MY_KEY"))
        none = await _told(VLLM.config(server.root, lock="none"))
    assert "the environment variable MY_KEY is not set" in unset
    assert "does not accept the key in MY_KEY" in wrong
    assert "set apiKeyEnv" in none
