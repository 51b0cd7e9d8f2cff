"""The page on adopting existing code, followed step by step."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.support.command import environment
from tests.support.prose import ROOT
from tests.support.walk import blocks, matches, save

PAGE = ROOT / "docs" / "adopting.md"


async def run(script: str, folder: Path) -> tuple[int, str]:
    """What a shell prints, and its status."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", script, cwd=folder, env=environment(folder, PATH=path, LC_ALL="C.UTF-8"),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode is not None
    return process.returncode, out.decode()


@pytest.mark.slow
async def test_the_page_does_what_it_says(tmp_path: Path) -> None:
    output, shown = "", 0
    for block in blocks(PAGE):
        if block.language == "py":
            save(block, tmp_path, "")
        elif "src/py/auto" in block.text and block.language == "sh":
            generated = tmp_path / "src/py/auto/initials.py"
            generated.write_text(
                generated.read_text("utf-8").replace("return acronym(name)", "return acronym(name)[:2]")
            )
            status, output = await run(block.text, tmp_path)
            assert status == 1
            assert 'contradicts initials("grace brewster murray hopper")' in output
        elif block.language == "sh":
            status, output = await run(block.text, tmp_path)
            assert status == int("transpile" in block.text), output  # there the page shows where the two differ
        elif block.language == "md":
            assert (tmp_path / "initials.intent.md").read_text("utf-8") == block.text
            shown += 1
        elif "orders.py" not in block.text:
            assert matches(block.text, output), f"shown\n{block.text}\nprinted\n{output}"
            shown += 1
    assert shown == 3
