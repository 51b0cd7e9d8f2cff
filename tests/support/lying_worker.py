"""A preload script of Dask workers (``dask worker --preload``): the worker answers pieces as ``$LIE`` says."""

from __future__ import annotations

import json
import os
import pickle
import time
from typing import Any

from intent_lsp.cluster import worker as honest
from intent_lsp.cluster.piece_format import VERSION

_work = honest.do_piece
_ERRORS = {"js": "\nthrow new Error();\n", "py": "\nraise ValueError\n"}


def garbage(_: bytes) -> bytes:
    return b"\x00{ not JSON"


def version(_: bytes) -> bytes:
    return json.dumps({"version": "0.0.0/1"}).encode()


def wrong_code(data: bytes) -> bytes:
    """Says of code that it passes, which it does not, whatever the piece: it ends with an error when it is loaded."""
    answer = json.loads(_work(data))
    for target, told in answer["outcome"]["targets"].items():
        told["passed"] = told["passed"] or told["best"]
        told["passed"]["code"] += _ERRORS[target]
    return json.dumps(answer).encode()


def wrong_failure(data: bytes) -> bytes:
    """Says of code that it fails as it does not, whatever the piece: some example fails, and none does."""
    answer = json.loads(_work(data))
    for told in answer["outcome"]["targets"].values():
        code = told["passed"] or told["best"]
        told["best"] = {**code, "verdict": {"gate": "examples", "examples": [], "failures": []}}
        told["passed"] = None
    return json.dumps(answer).encode()


def nothing(data: bytes) -> bytes:
    """An outcome with no target in it."""
    answer = json.loads(_work(data))
    answer["outcome"]["targets"] = {}
    return json.dumps(answer).encode()


def no_models(_: bytes) -> bytes:
    return json.dumps({"version": VERSION, "refused": "no provider could answer"}).encode()


def huge(_: bytes) -> bytes:
    return b" " * (40 << 20)


def no_bytes(_: bytes) -> Any:
    return {"version": VERSION}


def error(_: bytes) -> bytes:
    raise pickle.PicklingError("on purpose")


def exits(_: bytes) -> bytes:
    """Sends an exception that would end who raises it."""
    raise Quit


class Quit(Exception):
    """Becomes another one on the other side."""

    def __reduce__(self) -> Any:
        return (SystemExit, (7,))


def hang(_: bytes) -> bytes:
    time.sleep(3600)
    return b""


def dask_setup(_: Any) -> None:
    """Dask calls this when the worker starts."""
    honest.do_piece = globals()[os.environ["LIE"]]
