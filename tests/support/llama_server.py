"""The real llama.cpp server in a child process, over a GGUF file that a test has made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intent_lsp.models.providers import llama_child


@contextmanager
def llama_server(model: Path, *, n_ctx: int = 4096, parallel: int = 2) -> Iterator[str]:
    """Serve the model on a free loopback port; yields the base URL, and ends the process."""
    settings = {"model": str(model), "n_ctx": n_ctx, "parallel": parallel, "warmup": False}
    process = subprocess.Popen(
        [sys.executable, "-I", llama_child.__file__, json.dumps(settings)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LLAMA_ARG_THREADS": "2"},
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
