"""The real llama.cpp server in a child process, over a GGUF file that a test has made."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intent_lsp.models.providers import llama_child


@contextmanager
def llama_server(model: Path, *, n_ctx: int = 4096, parallel: int = 2) -> Iterator[str]:
    """Serve the model on a free loopback port; yields the base URL, and ends the process.

    One thread is enough for a tiny model: two would wait for each other, busily, on a machine that runs other tests.
    """
    settings = {"model": str(model), "n_ctx": n_ctx, "parallel": parallel, "warmup": False, "threads": 1}
    process = subprocess.Popen(
        [sys.executable, "-I", llama_child.__file__, json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        answer = json.loads(process.stdout.readline() or b"{}")
        assert "port" in answer, answer
        yield f"http://127.0.0.1:{answer['port']}/v1"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(20)
