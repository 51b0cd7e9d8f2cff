"""Nothing leads from a candidate to the stages that make its answer, by whatever it may follow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import reach

GUEST = Path(__file__).parents[3] / "server" / "intent_lsp" / "sandbox" / "guest_py"


@pytest.mark.parametrize("entry", ["f", "g"])
def test_no_way_leads_to_the_stages(entry: str) -> None:
    said = subprocess.run(
        [sys.executable, "-I", "-B", reach.__file__, str(GUEST), entry],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    objects, found = json.loads(said.stdout)["v"]
    assert objects > 10_000
    assert found == []
