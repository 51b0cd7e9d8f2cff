"""The scripted language server on a slow disk: reading ``slow.intent.md`` waits until ``arrived`` lies beside it.

That it has begun to read is shown by a file ``reading``.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from intent_lsp.files import single_file
from intent_lsp.lsp.start import main
from tests.support.scripted_server import open_scripted

_read = single_file.read_linked


def read_slowly(path: Path, limit: int, *, within: Path | None = None) -> bytes | None:
    """What a disk does that has gone to sleep."""
    if path.name == "slow.intent.md":
        (path.parent / "reading").touch()
        while not (path.parent / "arrived").exists():
            time.sleep(0.005)
    return _read(path, limit, within=within)


if __name__ == "__main__":
    single_file.read_linked = read_slowly
    sys.exit(main(sys.argv[1:], open_workbench=open_scripted))
