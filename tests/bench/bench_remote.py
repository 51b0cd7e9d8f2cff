"""What a shared cache costs a run of `intent transpile` that finds nothing in it.

    python tests/bench/bench_remote.py [PAIRS]

Whole processes, each in a workspace of its own with no cache: without a store and with one, in turn. The stores: an
empty folder, a real WebDAV server and a real S3 server (both empty), a port at which nobody listens, and a server that
takes connections and never answers. The built-in provider serves. The median of the differences is what one run pays.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from tests.support.s3_server import s3  # noqa: E402
from tests.support.webdav_server import webdav  # noqa: E402

DOCUMENTS = ("clamp", "slugify", "total-price")
MOST_MS = 100
"""What a run may lose to a store that answers nothing."""


def main() -> int:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    missed = []
    print(f"{'store':<10} {'without':>9} {'with':>9} {'more':>9}   ms, medians of {pairs} pairs")
    with tempfile.TemporaryDirectory() as scratch:
        run(Path(scratch), {})  # compiles the sandbox's guests
        for name, environment in stores(Path(scratch)):
            without, beside = [], []
            for _ in range(pairs):
                without.append(run(Path(scratch), {}))
                beside.append(run(Path(scratch), environment))
            more = statistics.median(b - a for a, b in zip(without, beside, strict=True))
            medians = f"{statistics.median(without):9.0f} {statistics.median(beside):9.0f}"
            print(f"{name:<10} {medians} {more:+9.0f}", flush=True)
            if more > MOST_MS:
                missed.append(name)
    if missed:
        print(f"more than {MOST_MS} ms: {', '.join(missed)}")
    return 1 if missed else 0


def stores(scratch: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each by its name with the environment that leads to it, open as long as it is measured."""
    (scratch / "store").mkdir()
    yield "folder", {"INTENT_CACHE_REMOTE": str(scratch / "store")}
    with ExitStack() as stack:
        served = stack.enter_context(webdav(scratch / "store"))
        yield "WebDAV", {"INTENT_CACHE_REMOTE": served.url}
    with s3() as it:
        yield "S3", {"INTENT_CACHE_REMOTE": it.url}
    with listening(backlog=None) as port:
        yield "nobody", {"INTENT_CACHE_REMOTE": f"dav://127.0.0.1:{port}/team"}
    with listening(backlog=64) as port:
        yield "hangs", {"INTENT_CACHE_REMOTE": f"dav://127.0.0.1:{port}/team"}


@contextmanager
def listening(*, backlog: int | None) -> Iterator[int]:
    """A port that the kernel takes connections for (``backlog``), and nobody reads; or one that refuses them."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        if backlog is not None:
            one.listen(backlog)
        yield one.getsockname()[1]


def run(scratch: Path, environment: Mapping[str, str]) -> float:
    """Milliseconds of one run, from start to exit."""
    workspace = scratch / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    workspace.mkdir()
    for name in DOCUMENTS:
        shutil.copy(ROOT / f"examples/{name}.intent.md", workspace)
    home = {"XDG_CACHE_HOME": str(scratch / "cache"), "XDG_CONFIG_HOME": str(scratch / "config")}
    command = [sys.executable, "-m", "intent_lsp", "transpile", "--no-input", str(workspace)]
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=workspace, env={**os.environ, **home, **environment}, capture_output=True, text=True, check=False
    )
    took = (time.perf_counter() - started) * 1000
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return took


if __name__ == "__main__":
    sys.exit(main())
