"""One program as a filter: text in, text out, under a limit of time and size."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from intent_lsp.errors import FormatterFailed
from intent_lsp.sandbox import launch

SECONDS = 15.0
"""How long one file may take. Node starts slowly on a busy machine."""
_MOST_SAID = 1 << 16
"""Bytes that are kept of what goes to standard error."""


async def run_formatter(command: Sequence[str], data: bytes, environment: Mapping[str, str], seconds: float) -> bytes:
    """What the program makes of ``data``. Raises :class:`~intent_lsp.errors.FormatterFailed`."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=environment, cwd=launch.working_folder(), start_new_session=os.name == "posix",
        )  # fmt: skip
    except OSError as error:
        raise FormatterFailed(f"it cannot be started ({error.strerror})") from error
    try:
        async with asyncio.timeout(seconds):
            made, said = await _exchanged(process, data, (len(data) << 4) + (1 << 16))
            status = await process.wait()
    except TimeoutError as error:
        raise FormatterFailed(f"it took more than {seconds:g} s") from error
    finally:
        if process.returncode is None:
            _kill(process)
        launch.close_pipes(process)
        await process.wait()
    if status:
        raise FormatterFailed(_first_line(said) or f"it ended with status {status}")
    return made


def _kill(process: asyncio.subprocess.Process) -> None:
    """With what it started: a formatter may be a script around another program."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform != "win32":
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        process.kill()


async def _exchanged(process: asyncio.subprocess.Process, data: bytes, most: int) -> tuple[bytes, bytes]:
    """Standard output, of which more than ``most`` bytes are a failure, and the beginning of standard error."""
    assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018  made with pipes

    async def send(pipe: asyncio.StreamWriter) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # it ended early: its status tells
            pipe.write(data)
            await pipe.drain()
            pipe.close()

    said = asyncio.create_task(_read(process.stderr, _MOST_SAID))
    sent = asyncio.create_task(send(process.stdin))
    try:
        made = await _read(process.stdout, most + 1)
        if len(made) > most:
            raise FormatterFailed("its output is far longer than its input")
        return made, await said
    finally:
        said.cancel()
        sent.cancel()


async def _read(pipe: asyncio.StreamReader, most: int) -> bytes:
    """Up to ``most`` bytes, before the end or not."""
    found = bytearray()
    while len(found) < most and (piece := await pipe.read(most - len(found))):
        found += piece
    return bytes(found)


def _first_line(said: bytes) -> str:
    lines = (line.strip() for line in said.decode("utf-8", "replace").splitlines())
    return next(filter(None, lines), "")[:200]
