"""A WSGI application behind a real server (cheroot), which notes what it is asked, and may be full."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cheroot.wsgi import Server

Application: TypeAlias = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
FULL = "507 Insufficient Storage"


@dataclass
class Served:
    """What was asked, and whether anything more is taken."""

    port: int = 0
    full: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)

    def puts(self) -> list[str]:
        return [path for method, path in self.requests if method == "PUT"]


@contextmanager
def served(app: Application, it: Served) -> Iterator[None]:
    """Serve until the block is left."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        it.requests.append((method, environ["PATH_INFO"]))
        if it.full and method in ("PUT", "MKCOL"):
            start(FULL, [("Content-Length", "0")])
            return [b""]
        return app(environ, start)

    server = Server(("127.0.0.1", 0), answer, numthreads=4)
    server.expiration_interval = 0.05  # it looks that often whether it is to end
    server.prepare()
    it.port = server.bind_addr[1]
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield
    finally:
        server.stop()
        thread.join()
