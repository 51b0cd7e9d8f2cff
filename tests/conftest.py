"""For all tests: no check of Hypothesis depends on how fast the machine is (what is slow belongs to ``bench``), and
nothing that tests do is learnt on this machine, by the programs that they start neither. What one test has checked, no
other one has."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from intent_lsp.models.learning import learnt_file
from intent_lsp.transpile import checked_here

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
os.environ.setdefault("INTENT_LEARN", "false")

_PROCESSES = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "os.forkpty", "os.exec"})
NEEDS_A_PROCESS = "starts a process (sandbox, Node, command line): ./dev test runs it"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out what starts a process, and what is marked slow")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--quick"):
        quick = _Quick()
        config.pluginmanager.register(quick)
        sys.addaudithook(quick.audit)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--quick"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)


class _Quick:
    """Ends a test at the moment in which it starts a process: no list of such tests has to be kept."""

    def __init__(self) -> None:
        self._testing = False

    def audit(self, event: str, _: tuple[Any, ...]) -> None:
        """The interpreter's audit hook; there is no way to take it out again. Raises pytest's own Skipped."""
        if self._testing and event in _PROCESSES:
            pytest.skip(NEEDS_A_PROCESS)

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
