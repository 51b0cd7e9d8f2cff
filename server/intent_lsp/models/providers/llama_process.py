"""Supervises the child process that runs llama.cpp's server."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import re
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intent_lsp import __version__, child_environment
from intent_lsp.errors import ModelError, ModelMissing, ProviderDown
from intent_lsp.files import single_file as files

_CHILD = Path(__file__).with_name("llama_child.py")
KEY = "INTENT_LLAMA_KEY"
"""The variable that hands the key to the child."""
_GRACE = 2.0
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")
_OF_PROCESSORS = (
    "CUDA_",
    "NVIDIA_",
    "HIP_",
    "ROCR_",
    "HSA_",
    "GGML_",
    "LLAMA_",
    "VK_",
    "ONEAPI_",
    "SYCL_",
    "OMP_",
    "XDG_",
)
_LOGGED = re.compile(r"[\d.]+ E .*?: (.*)")
"""An error in llama.cpp's log: time, level, function, message."""
_MAGIC = b"GGUF"
_VERSIONS = 99
"""How every GGUF file begins: this, and a version, which is 3 today (ggml documentation, "GGUF", "File structure")."""


class LlamaProcess:
    """One child process, from :meth:`start` to :meth:`close`."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: asyncio.Task[None]) -> None:
        self._process = process
        self._log = log
        self.port = port

    @property
    def url(self) -> str:
        """The base URL of its OpenAI-compatible interface."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child is still running."""
        return self._process.returncode is None

    @classmethod
    async def start(
        cls, settings: Mapping[str, Any], *, provider: str = "", seconds: float = 300.0, key: str = ""
    ) -> LlamaProcess:
        """Start a child and wait until its model is loaded. ``settings``: ``model`` (path), ``n_ctx``, ``parallel``.

        With a ``key`` the server answers only to those who know it; other users do not see it in the list of processes.

        Raises :class:`~intent_lsp.errors.ModelMissing` without the extra or the file, and
        :class:`~intent_lsp.errors.ProviderDown` when the model cannot be loaded. Cancelling ends the child.
        """
        path = str(settings["model"])
        await asyncio.to_thread(look_at, path, provider)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(_CHILD), json.dumps(dict(settings)),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True, env=_environment(key),
        )  # fmt: skip
        said: deque[str] = deque(maxlen=20)
        log = asyncio.create_task(_drain(process, said))
        try:
            assert process.stdout is not None  # noqa: S101 - asked for above
            async with asyncio.timeout(seconds):
                line = await process.stdout.readline()
            answer = json.loads(line) if line else {}
            if "port" in answer:
                return cls(process, answer["port"], log)
            await _end(process, log)  # what it logged has then come
            raise _failed(answer, said, path, provider)
        except TimeoutError:
            await _end(process, log)
            raise ProviderDown(
                f"llama.cpp did not load {path} within {seconds:g} s", provider=provider, hint="choose a smaller model"
            ) from None
        except BaseException:
            await _end(process, log)
            raise

    async def close(self) -> None:
        """End the child: it goes when its standard input ends, or is killed."""
        await _end(self._process, self._log)


_SET_PATH = "set path to a GGUF file on this machine"


def look_at(path: str, provider: str = "") -> None:
    """Whether a file can be run at all, as far as it can be told without running it. Raises ``ModelMissing``."""
    if importlib.util.find_spec("xllamacpp") is None:
        raise _not_installed(provider)
    try:
        head = files.read_linked(Path(path), len(_MAGIC) + 4)
    except OSError as error:
        raise ModelMissing(f"{path} cannot be read: {error.strerror}", provider=provider, hint=_SET_PATH) from None
    if head is None:
        raise ModelMissing(f"there is no file {path}", provider=provider, hint=_SET_PATH)
    if not head.startswith(_MAGIC) or not 1 <= int.from_bytes(head[len(_MAGIC) :], "little") <= _VERSIONS:
        raise ModelMissing(
            f"{path} is not a GGUF file",
            provider=provider,
            hint="set path to a GGUF file; an interrupted download or a Git LFS pointer is not one",
        )


def _environment(key: str) -> dict[str, str]:
    """What finds and steers the processors of the machine, and the key that was made for the child."""
    kept = child_environment.select_variables(_NEEDED, _OF_PROCESSORS)
    return kept | {KEY: key} if key else kept


def _not_installed(provider: str) -> ModelError:
    return ModelMissing(
        "the embedded llama.cpp is not installed",
        provider=provider,
        hint=f'install it with: pip install "intent_lsp-{__version__}-py3-none-any.whl[llama]"',
    )


def _failed(answer: Mapping[str, str], said: deque[str], path: str, provider: str) -> ModelError:
    why = answer.get("error", "")
    if why == "missing":
        return _not_installed(provider)
    # What llama.cpp logged says more than the exception, which only says that there was an error.
    logged = [match[1] for line in said if (match := _LOGGED.match(line))]
    detail = (logged[0] if logged else why or (said[-1] if said else "the process ended")).rstrip(". ")
    return ProviderDown(
        f"llama.cpp could not load {path}: {detail}",
        provider=provider,
        hint="check that the file is a complete GGUF file that fits into memory",
    )


async def _drain(process: asyncio.subprocess.Process, said: deque[str]) -> None:
    assert process.stderr is not None  # noqa: S101 - asked for at the start
    with contextlib.suppress(ValueError):  # an endless line
        while line := await process.stderr.readline():
            said.append(line.decode("utf-8", "replace").strip())


async def _end(process: asyncio.subprocess.Process, log: asyncio.Task[None]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(_GRACE):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    await asyncio.wait({log}, timeout=_GRACE)  # its last words; a grandchild may hold the pipe open
    log.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await log
    transport = getattr(process, "_transport", None)  # closes its pipes now, not when it is collected
    if transport is not None:
        transport.close()
