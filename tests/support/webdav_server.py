"""A real WebDAV server (wsgidav on cheroot) over a folder, on a loopback port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wsgidav.wsgidav_app import WsgiDAVApp

from tests.support.wsgi_server import Served, served


class WebDav(Served):
    """What it was asked, and whether it takes anything more."""

    @property
    def url(self) -> str:
        return f"dav://127.0.0.1:{self.port}/team"


@contextmanager
def webdav(folder: Path, password: str = "") -> Iterator[WebDav]:
    """Serve until the block is left. ``password``: of the one user, ``me``; empty: everybody may."""
    settings: dict[str, Any] = {
        "provider_mapping": {"/": {"root": str(folder), "readonly": False}},
        "simple_dc": {"user_mapping": {"*": {"me": {"password": password}} if password else True}},
        "logging": {"enable": False},
        "verbose": 0,
    }
    it = WebDav()
    with served(WsgiDAVApp(settings), it):
        yield it
