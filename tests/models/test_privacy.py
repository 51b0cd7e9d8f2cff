"""Nothing leaves the machine: judged at the sockets, not by what the code says of itself."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intent_lsp.config import ProviderConfig
from intent_lsp.errors import ConfigError, EndpointRefused, NoProvider
from intent_lsp.models.discovery import ServerPlace
from intent_lsp.models.transport.endpoints import check
from tests.models.asking import asking, prompt
from tests.servers.dialects import CODE, DIALECTS
from tests.servers.fake import Request, Wire, fake, free_port

LMSTUDIO = DIALECTS[1]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1", "http://localhost:1", "http://LOCALHOST.:1/v1", "http://[::1]:1/v1/", "127.0.0.1:11434",
     "http://127.8.9.1", "http://0.0.0.0:11434", "http://[::ffff:127.0.0.1]:1", "https://localhost"],
)  # fmt: skip
def test_loopback_is_allowed(url: str) -> None:
    assert check(url).loopback


@pytest.mark.parametrize(
    "url",
    ["http://192.168.1.5:11434", "http://10.0.0.1", "https://api.openai.com/v1", "http://localhost.example.org",
     "http://127.0.0.1.example.org", "http://2130706433", "http://0x7f.1", "http://127.1", "http://[::2]", "http://[fe80::1]",
     "http://[::ffff:8.8.8.8]", "http://localhost%2eexample.org", "http://ⓛocalhost", "http://evil.org#@127.0.0.1",
     "http://evil.org\\@127.0.0.1", "http://evil.org/127.0.0.1", "http://[fe80::1%25lo]"],
)  # fmt: skip
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises((EndpointRefused, ConfigError)) as error:
        check(url)
    assert error.value.hint


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1", "file:///etc/passwd", "http://", "http://127.0.0.1:99999", "", "http://[::1"]
)
def test_what_is_no_address_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigError):
        check(url)


def test_keys_in_addresses_are_refused_without_repeating_them() -> None:
    with pytest.raises(ConfigError) as error:
        check("http://me:sesame@127.0.0.1:1")
    assert "sesame" not in f"{error.value} {error.value.hint}"


def test_the_user_can_allow_a_host_and_only_that() -> None:
    allowed = check("http://gpu.lan:8000/v1", allow_hosts=["GPU.lan"])
    assert not allowed.loopback
    assert check("http://[fe80::2]:1", allow_hosts=["fe80::2"]).hosts == ("[fe80::2]",)
    assert check("http://gpu.lan:8000", allow_hosts=["gpu.lan:8000"]).port == 8000
    with pytest.raises(EndpointRefused):
        check("http://gpu.lan:8001", allow_hosts=["gpu.lan:8000"])
    with pytest.raises(EndpointRefused):
        check("http://x.gpu.lan", allow_hosts=["gpu.lan"])


@given(st.text())
def test_any_text_is_loopback_or_an_error(text: str) -> None:
    try:
        found = check(text)
    except (ConfigError, EndpointRefused):
        return
    assert all(host == "[::1]" or host.startswith("127.") for host in found.hosts)


class Watched:
    """Every connection and every name that this process asks for, seen below all libraries."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.peers: set[str] = set()
        self.names: list[Any] = []
        connect, resolve = socket.socket.connect, socket.getaddrinfo

        def connecting(this: socket.socket, address: Any) -> None:
            if this.family in (socket.AF_INET, socket.AF_INET6):
                self.peers.add(str(address[0]))
            connect(this, address)

        def resolving(host: Any, *rest: Any, **more: Any) -> Any:
            self.names.append(host)
            return resolve(host, *rest, **more)

        patch.setattr(socket.socket, "connect", connecting)
        patch.setattr(socket, "getaddrinfo", resolving)


async def test_only_loopback_is_contacted_and_no_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE])

    async with fake(LMSTUDIO.serving(chat)) as server, fake(chat) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.root)
        watched = Watched(monkeypatch)
        away = ProviderConfig("openai_compat", "away", url="https://api.example.org/v1", model="m")
        near = LMSTUDIO.config(f"http://localhost:{server.port}", lock="none")
        async with asking(tmp_path, away, near) as ask:
            assert (await ask()).provider == "lmstudio"
            assert "not this machine" in ask.reasons
        async with asking(tmp_path, places=[ServerPlace("vllm", "http://api.example.org/v1")]) as ask:
            assert [p.name for p in await ask.router.providers("draft")] == ["builtin"]
        assert watched.peers <= {"127.0.0.1", "::1"}
        assert set(watched.names) <= {"127.0.0.1", "::1", b"127.0.0.1", b"::1"}, "and nobody was asked for a name"
        assert not proxy.requests


async def test_localhost_reaches_servers_that_listen_on_ipv6_only(tmp_path: Path) -> None:
    async def chat(request: Request, wire: Wire) -> None:
        await LMSTUDIO.say(wire, [CODE])

    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    async with (
        fake(LMSTUDIO.serving(chat), host="::1") as server,
        asking(tmp_path, LMSTUDIO.config(f"http://localhost:{server.port}", lock="none")) as ask,
    ):
        assert (await ask()).text == CODE


async def test_keys_and_prompts_are_not_logged_or_cached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MY_KEY", "sesame-4711")
    caplog.set_level(logging.DEBUG)
    statuses = [401, 500, 200]

    async def chat(request: Request, wire: Wire) -> None:
        status = statuses.pop(0)
        if status == 200:
            await LMSTUDIO.say(wire, [CODE])
        else:
            await wire.whole(status, LMSTUDIO.error(f"no: {request.headers['authorization']}"))  # as some servers do

    async with fake(LMSTUDIO.serving(chat)) as server:
        async with asking(tmp_path, LMSTUDIO.config(server.root, lock="none", api_key_env="MY_KEY")) as ask:
            for number in range(3):
                try:
                    await ask(prompt(f"a private thought {number}"))
                except NoProvider as error:
                    assert "sesame" not in f"{error} {error.hint} {error.causes}"  # noqa: PT017 - either outcome is fine
        assert all(call.headers["authorization"] == "Bearer sesame-4711" for call in server.calls)
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert CODE.splitlines()[1].encode() in kept
    for secret in ("sesame", "private thought"):
        assert secret not in caplog.text
        assert secret.encode() not in kept


def test_no_http_library_before_the_first_call() -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom intent_lsp.config import Config, ProviderConfig\n"
        "from intent_lsp.models import create_models\n"
        "create_models(Config(providers=(ProviderConfig('ollama', 'o'),)), workspace=Path('.'))\n"
        "bad = {'httpx', 'httpcore', 'anyio', 'h11', 'ssl', 'xllamacpp'} & set(sys.modules)\nprint(sorted(bad))"
    )
    root = Path(__file__).parents[2] / "server"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{code}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() in {"[]", "['ssl']"}, "asyncio itself brings ssl"


def test_a_free_port_is_refused_at_once() -> None:
    with pytest.raises(ConnectionRefusedError), socket.socket() as one:
        one.connect(("127.0.0.1", free_port()))
