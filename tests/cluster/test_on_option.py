"""What `--on` may be, and where nothing is sent without permission."""

from __future__ import annotations

from pathlib import Path

import pytest

from intent_lsp import __version__
from intent_lsp.cluster.on_option import ClusterTarget, demand_permission, parse_place, trusts_workers
from intent_lsp.config import Config
from intent_lsp.errors import ClusterError
from tests.servers.fake import free_port
from tests.support.command import DOUBLE, SERVER, files, intent


@pytest.mark.parametrize(
    ("text", "place", "address"),
    [
        ("local:4", ClusterTarget(4), None),
        ("dask://127.0.0.1:9000", ClusterTarget(0, "127.0.0.1", 9000), "tcp://127.0.0.1:9000"),
        ("tcp://localhost", ClusterTarget(0, "localhost", 8786), "tcp://localhost:8786"),
        ("tls://[::1]:1", ClusterTarget(0, "[::1]", 1, True), "tls://[::1]:1"),
        ("tls://gpu.lan:8786/", ClusterTarget(0, "gpu.lan", 8786, True), "tls://gpu.lan:8786"),
    ],
)
def test_the_forms(text: str, place: ClusterTarget, address: str | None) -> None:
    assert parse_place(text) == place
    assert address in (None, place.address)


@pytest.mark.parametrize(
    "text",
    ["", "local", "local:0", "local:65", "local:-1", "dask:8786", "dask://", "dask://h:0", "dask://h:99999",
     "http://h:1", "dask://user:secret@h:1", "dask://h:1/path", "dask://h:1?x", "dask://h\n:1", "inproc://h"],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    with pytest.raises(ClusterError) as error:
        parse_place(text)
    assert "local:4" in error.value.hint


def test_without_tls_only_this_machine_or_an_allowed_host_is_contacted() -> None:
    for text in ("local:2", "dask://127.0.0.1:1", "dask://[::1]:1", "dask://localhost:1", "tls://gpu.lan:1"):
        demand_permission(parse_place(text), ())
    for text in ("dask://gpu.lan:1", "dask://10.0.0.1:1", "tcp://127.0.0.1.evil.example:1"):
        with pytest.raises(ClusterError) as error:
            demand_permission(parse_place(text), ("other.lan",))
        assert "use tls://" in error.value.hint
        assert "allowHosts" in error.value.hint
    demand_permission(parse_place("dask://gpu.lan:1"), ("gpu.lan",))


def test_only_own_processes_are_believed_unless_the_user_says_so() -> None:
    assert trusts_workers(parse_place("local:2"), Config())
    assert not trusts_workers(parse_place("tls://h:1"), Config())
    assert trusts_workers(parse_place("tls://h:1"), Config(trust_workers=True))


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("nowhere", "'nowhere' is not a cluster. Write local:4, dask://127.0.0.1:8786 or tls://host:8786"),
        ("dask://10.1.2.3:8786", "10.1.2.3 is not this machine, and is not contacted"),
        pytest.param("dask://127.0.0.1:PORT", "cannot be used", marks=pytest.mark.slow),
    ],
)
async def test_what_cannot_be_used_is_said_before_anything_is_done(tmp_path: Path, where: str, said: str) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    before = files(tmp_path)
    done = await intent(tmp_path, "transpile", "--on", where.replace("PORT", str(free_port())))
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err
    assert files(tmp_path) == before


async def test_without_dask_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "double.intent.md").write_text(DOUBLE)
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, importlib.machinery as m\n"
        "class Without(m.PathFinder):\n"
        "    @classmethod\n"
        "    def find_spec(cls, name, path=None, target=None):\n"
        "        return None if name == 'distributed' else super().find_spec(name, path, target)\n"
        "sys.meta_path[:] = [Without if f is m.PathFinder else f for f in sys.meta_path]\n"
    )
    done = await intent(tmp_path, "transpile", "--on", "local:2", PYTHONPATH=f"{tmp_path}:{SERVER}")
    assert done.status == 2
    assert "--on needs Dask, which is not installed" in done.err
    assert f'pip install "intent_lsp-{__version__}-py3-none-any.whl[cluster]"' in done.err.lower()
