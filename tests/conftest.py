"""For all tests: no check of Hypothesis depends on how fast the machine is (what is slow belongs to ``bench``), and
nothing that tests do is learnt on this machine, by the programs that they start neither. What one test has checked, no
other one has."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from pytest_asyncio import is_async_test

from intent_lsp.models.learning import learnt_file
from intent_lsp.sandbox import create_sandbox, guests
from intent_lsp.sandbox.wasm import WasmSandbox
from intent_lsp.transpile import checked_here
from tests.support.fuzzing import FEW, QUICK, THOROUGH

gc.disable()  # until all tests are collected: they live to the end, and no collection need look at them
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(THOROUGH, settings.get_profile("any machine"))
settings.register_profile(QUICK, settings.get_profile("any machine"), max_examples=FEW)
settings.load_profile("any machine")
os.environ.setdefault("INTENT_LEARN", "false")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as shells have it for what they start in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)

_PROCESSES = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.exec"})
_GUESTS = str(guests.FOLDER / guests.MANIFEST)
_LEFT_OUT = ("slow", "search")
"""Marks of tests that the quick ones leave out, although they may start no process."""
NEEDS_A_PROCESS = "starts a process (sandbox, Node, command line): ./dev test runs it"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--real-server", metavar="URL", help="a model server for tests/models/test_real_server.py")
    parser.addoption("--real-preset", metavar="NAME", default="", help="its preset, as in docs/models.md")
    parser.addoption("--real-model", metavar="NAME", default="", help="the model to ask for; default: one of its list")
    parser.addoption(
        "--quick", action="store_true", help="leave out what starts a process, and what is marked slow or search"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--quick"):
        settings.load_profile(QUICK)  # before the tests are imported, which say how much of it they draw
        quick = _Quick()
        config.pluginmanager.register(quick)
        sys.addaudithook(quick.audit)
        # What was cut off leaves sockets and coroutines behind, which are found during other tests.
        config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox() -> AsyncIterator[WasmSandbox]:
    """The real sandbox, one for all tests of a session: WebAssembly workers, as the product uses them.

    It starts with the first job.
    """
    made = create_sandbox()
    yield made
    await made.close()


_OF_THE_SESSION = frozenset({"sandbox", "runtimes"})
"""Fixtures that belong to the loop in which they were started: tests that have them run there as well."""


def _comes_first(item: pytest.Item) -> tuple[bool, bool]:
    """The longest tests: in real editors, VS Code before the others. Short ones fill what time is left beside them."""
    return "editors" in item.path.parts, "vscode" in item.path.parts


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if is_async_test(item) and _OF_THE_SESSION & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
    items.sort(key=_comes_first, reverse=True)
    gc.freeze()
    gc.enable()
    if config.getoption("--quick"):
        left_out = [item for item in items if any(map(item.get_closest_marker, _LEFT_OUT))]
        items[:] = [item for item in items if not any(map(item.get_closest_marker, _LEFT_OUT))]
        config.hook.pytest_deselected(items=left_out)


class _Quick:
    """Ends a test at the moment in which it starts a process: no list of such tests has to be kept."""

    def __init__(self) -> None:
        self._testing = False
        self._ended = False
        """Whether the test that runs has started a process."""

    def audit(self, event: str, args: tuple[Any, ...]) -> None:
        """The interpreter's audit hook; there is no way to take it out again. Raises pytest's own Skipped.

        Who looks for the sandbox's guests is about to start it, whether the build has made them here or not.
        """
        if self._testing and (event in _PROCESSES or (event == "open" and args[0] == _GUESTS)):
            self._ended = True
            _cancel_others()
            pytest.skip(NEEDS_A_PROCESS)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Any:
        """However a test ends that has started a process in a task of its own: it is one of those that need one."""
        self._ended = False
        try:
            return (yield)
        except (Exception, asyncio.CancelledError, pytest.fail.Exception, pytest.skip.Exception):
            if self._ended:
                pytest.skip(NEEDS_A_PROCESS)
            raise

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """One count for all of them, not a line each."""
        if report.skipped and NEEDS_A_PROCESS in str(report.longrepr):
            return "need a process, left to ./dev test", "-", "LEFT"
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Any:
        """Only tests and their fixtures are watched, not the workers of pytest-xdist."""
        self._testing = True
        try:
            return (yield)
        finally:
            self._testing = False


def _cancel_others() -> None:
    """Cancel the tasks that would wait for what this one does not start, and listen to how all of them end: an error
    that nobody heard of is otherwise told during whatever test is running when the task is collected."""
    with suppress(RuntimeError):  # no loop runs
        for task in asyncio.all_tasks():
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            if task is not asyncio.current_task():
                task.cancel()


@pytest.fixture(autouse=True)
def learnt(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process keeps what it learns in a test; it is made by who writes it."""
    folder = tmp_path_factory.getbasetemp() / "learnt" / os.urandom(8).hex()
    monkeypatch.setattr(learnt_file, "learnt_folder", lambda: folder)
    return folder


@pytest.fixture(autouse=True)
def checked(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process keeps what it has checked in a test; it is made by who writes it."""
    folder = tmp_path_factory.getbasetemp() / "checked" / os.urandom(8).hex() / "checked"
    monkeypatch.setattr(checked_here, "checked_folder", lambda: folder)
    return folder
