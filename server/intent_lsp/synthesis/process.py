"""The synthesiser as the server sees it: searches run in a child process, can be cancelled, and report progress."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, TypeAlias

import intent_lsp
from intent_lsp import child_environment
from intent_lsp.errors import ModelError
from intent_lsp.synthesis.contract import OnFit, Progress, Synthesis, Task

_Process: TypeAlias = asyncio.subprocess.Process
_LONGEST_LINE = 16 * 1024 * 1024
_CHILD = ("-c", "import sys; sys.path.insert(0, sys.argv.pop(1)); from intent_lsp.synthesis.child import main; main()")


class Synthesiser:
    """Runs one search at a time in a child process that is started on first use and kept for the next search.

    Cancelling :meth:`solve` kills the child at once; the next search starts another. :meth:`close` ends it; a child
    whose parent dies ends by itself.
    """

    def __init__(self) -> None:
        self._child: _Process | None = None
        self._turn = asyncio.Lock()

    async def solve(self, task: Task, on_progress: Progress | None = None, on_fit: OnFit | None = None) -> Synthesis:
        """Search for a program. Called on the event loop: ``on_progress`` with (evaluations used, budget), ``on_fit``
        with the first program that fits, on one line.

        Raises :class:`ModelError` when the child process cannot be started or breaks.
        """
        from intent_lsp.synthesis import wire

        line = json.dumps(wire.task_to_json(task)).encode() + b"\n"
        async with self._turn:
            child = await self._started()
            done = False
            try:
                result = await self._ask(child, line, on_progress, on_fit)
                done = True
                return wire.synthesis_from_json(result)
            finally:
                if not done:
                    await self._end()

    async def close(self) -> None:
        """End the child process, also in the middle of a search."""
        await self._end()

    async def _started(self) -> _Process:
        if self._child is None or self._child.returncode is not None:
            package = Path(intent_lsp.__file__).parents[1]
            try:
                self._child = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-I",
                    *_CHILD,
                    os.fspath(package),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.DEVNULL,
                    env=child_environment.select_variables(),
                    limit=_LONGEST_LINE,
                )
            except OSError as error:
                raise ModelError(
                    f"the built-in synthesiser cannot start: {error}",
                    hint="check that the Python that runs intent-lsp can start processes",
                    provider="builtin",
                ) from error
        return self._child

    async def _ask(
        self, child: _Process, line: bytes, on_progress: Progress | None, on_fit: OnFit | None
    ) -> dict[str, Any]:
        if child.stdin is None or child.stdout is None:
            raise _broken("its process has no pipes")
        with contextlib.suppress(ConnectionError):
            child.stdin.write(line)
            await child.stdin.drain()
        while True:
            answer = await child.stdout.readline()
            if not answer.endswith(b"\n"):
                raise _broken("its process ended in the middle of a search")
            message = json.loads(answer)
            if "progress" in message:
                if on_progress is not None:
                    on_progress(*message["progress"])
            elif "fit" in message:
                if on_fit is not None:
                    on_fit(message["fit"])
            elif "result" in message:
                result: dict[str, Any] = message["result"]
                return result
            else:
                raise _broken(str(message.get("error", "")).strip().rpartition("\n")[2])

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await asyncio.shield(child.wait())
        if child.stdin is not None:
            child.stdin.close()
            with contextlib.suppress(ConnectionError):
                await child.stdin.wait_closed()


def _broken(why: str) -> ModelError:
    return ModelError(
        f"the built-in synthesiser broke: {why}",
        hint="try again; if it happens again for the same document, report it with the document",
        provider="builtin",
    )
