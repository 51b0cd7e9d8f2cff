"""A real WebDAV server (wsgidav on cheroot) over a folder, on a loopback port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cheroot.wsgi import Server
from wsgidav.wsgidav_app import WsgiDAVApp


@dataclass
class WebDav:
    """What it was asked, and whether it takes anything more."""

    port: int = 0
    full: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"dav://127.0.0.1:{self.port}/team"

    def puts(self) -> list[str]:
        return [path for method, path in self.requests if method == "PUT"]


@contextmanager
def webdav(folder: Path, password: str = "") -> Iterator[WebDav]:
    """Serve until the block is left. ``password``: of the one user, ``me``; empty: everybody may."""
    it = WebDav()
    settings: dict[str, Any] = {
        "provider_mapping": {"/": {"root": str(folder), "readonly": False}},
        "simple_dc": {"user_mapping": {"*": {"me": {"password": password}} if password else True}},
        "logging": {"enable": False},
        "verbose": 0,
    }
    app = WsgiDAVApp(settings)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        it.requests.append((method, environ["PATH_INFO"]))
        if it.full and method in ("PUT", "MKCOL"):
            start("507 Insufficient Storage", [("Content-Length", "0")])
            return [b""]
        found: Iterable[bytes] = app(environ, start)
        return found

    server = Server(("127.0.0.1", 0), answer, numthreads=4)
    server.prepare()
    it.port = server.bind_addr[1]
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield it
    finally:
        server.stop()
        thread.join()
