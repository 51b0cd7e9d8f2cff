"""The CEL library as it is loaded here, and what its package does when it is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SERVER = Path(__file__).parents[2] / "server"


def imported(code: str) -> set[str]:
    """The modules of a new process after that code."""
    code = f"import sys; sys.path.insert(0, {str(SERVER)!r}); {code}; print(*sys.modules)"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


def test_a_check_does_not_import_the_library_s_command_line() -> None:
    assert not {"cel.cli", "prompt_toolkit", "rich", "typer"} & imported(
        "from intent_lsp.checks import cel_library; assert cel_library.compiled('1 + x').execute({'x': 2}) == 3"
    )


def test_the_package_still_imports_it() -> None:
    """When this fails, ``checks/cel_library.py`` can be ``import cel``."""
    assert "prompt_toolkit" in imported("import cel")


def test_who_imports_the_package_afterwards_gets_the_same_extension() -> None:
    imported(
        "from intent_lsp.checks import cel_library; program = cel_library.compiled('1'); "
        "import cel; assert cel.Program is type(program)"
    )
