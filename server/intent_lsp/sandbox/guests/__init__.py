"""The WebAssembly guests that the package's build puts beside this file, and their hashes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from intent_lsp.errors import SandboxError

FOLDER = Path(__file__).parent
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Guest:
    """One guest: ``name`` is ``python`` or ``quickjs``."""

    name: str
    path: Path
    sha256: str


def find(folder: Path = FOLDER) -> tuple[Guest, Guest]:
    """The Python guest and the JavaScript guest. Raises SandboxError when the build has not made them."""
    try:
        hashes: dict[str, str] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["sha256"]
        python, quickjs = (Guest(name, folder / f"{name}.wasm", hashes[name]) for name in ("python", "quickjs"))
        missing = next((guest.path for guest in (python, quickjs) if not guest.path.is_file()), None)
    except (OSError, ValueError, KeyError, TypeError):
        missing = folder / MANIFEST
    if missing is not None:
        raise SandboxError(
            f"the sandbox's WebAssembly guests are missing ({missing.name})",
            hint="install the package again (`pip install .`): its build makes them",
        )
    return python, quickjs
