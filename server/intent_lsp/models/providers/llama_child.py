"""The program of the child process that serves one GGUF file with llama.cpp's own server on loopback.

Run as a script: ``python -I llama_child.py '{"model": "FILE", "n_ctx": 8192}'``. Prints one line of JSON,
``{"port": N}`` or ``{"error": "…"}``, and ends when its standard input ends: so it never outlives the process that
started it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def serve(settings: dict[str, Any]) -> None:
    """Load the model, say the port, and serve until the parent is gone."""
    answers = os.dup(1)
    os.dup2(2, 1)  # llama.cpp prints where it likes; the answer must stay one line
    try:
        import xllamacpp  # type: ignore[import-untyped]

        params = xllamacpp.CommonParams()
        params.model.path = settings["model"]
        params.hostnames = ["127.0.0.1"]
        params.port = settings.get("port", 0)
        params.n_ctx = settings.get("n_ctx", 8192)
        params.n_parallel = settings.get("parallel", 1)
        if threads := settings.get("threads"):
            params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
        params.n_gpu_layers = settings.get("n_gpu_layers", -1)
        params.warmup = settings.get("warmup", True)
        if key := os.environ.pop("INTENT_LLAMA_KEY", ""):
            params.api_keys = [key]
            params.ui = False
        server = xllamacpp.Server(params)
        port = int(str(server.listening_address).rpartition(":")[2])
        answer: dict[str, Any] = {"port": port}
    except ImportError:
        answer = {"error": "missing"}
    except Exception as error:
        answer = {"error": str(error) or type(error).__name__}
    os.write(answers, json.dumps(answer).encode() + b"\n")
    os.close(answers)
    if "port" not in answer:
        sys.exit(1)  # an ordinary exit: a thread of llama.cpp still writes the log, whose last lines tell what is wrong
    while os.read(0, 4096):
        pass
    os._exit(0)  # the server's threads would keep an ordinary exit waiting


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
