"""The tutorial, followed step by step: each file saved, each command run, each output compared.

Ollama is one that speaks its protocol from a script: its first answer fails the fifth example, and later ones pass all
that can be passed. `ollama pull` is a stand-in; everything else is real.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers.dialects import DIALECTS, MODEL
from tests.servers.fake import Behaviour, Request, Wire, fake, free_port
from tests.support.prose import ROOT
from tests.support.walk import blocks, matches, save

PAGE = ROOT / "docs" / "tutorial.md"
OLLAMA = DIALECTS[0]
JAVASCRIPT = """\
```javascript
export function slugify(title) {
  const plain = title.normalize("NFD").replace(/[\\u0300-\\u036f]/g, "");
  return (plain.toLowerCase().match(/[a-z0-9]+/g) ?? []).join("-");
}
```"""
PYTHON = """\
```python
import re
import unicodedata


def slugify(title):
    plain = "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c))
    return "-".join(re.findall("[a-z0-9]+", plain.lower()))
```"""


def answering(said: list[str]) -> Behaviour:
    """A model that forgets the accents once in each language; ``said`` collects what it was asked."""

    async def chat(request: Request, wire: Wire) -> None:
        asked = "\n".join(message["content"] for message in request.body["messages"])
        reply = PYTHON if re.search(r"\bdef slugify\b|write.*Python", asked, re.I) else JAVASCRIPT
        forgetful = re.sub(r"plain = .*", "plain = title", reply)
        await OLLAMA.say(wire, [reply if reply in said else forgetful])
        said.append(reply)

    return OLLAMA.serving(chat)


async def run(script: str, folder: Path, env: dict[str, str]) -> str:
    """What a shell prints; it may fail only where the script itself says so."""
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", script, cwd=folder, env=env, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode == 0, f"{script}\n{out.decode()}"
    return out.decode()


def surroundings(tmp_path: Path) -> dict[str, Any]:
    """A home of its own, programs of this environment, and an `ollama` that only knows how to pull."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "ollama").write_text(f'#!/bin/sh\n[ "$*" = "pull {MODEL}" ] || exit 2\n')
    (programs / "ollama").chmod(0o755)
    path = os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]])
    home = tmp_path / "home"
    home.mkdir()
    kept = {"XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))}
    return {"PATH": path, "HOME": str(home), "LC_ALL": "C.UTF-8", "INTENT_LEARN": "false", **kept}


@pytest.mark.slow
async def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    env, folder, last, output = surroundings(tmp_path), tmp_path, "", ""
    env["OLLAMA_HOST"] = f"127.0.0.1:{free_port()}"
    said: list[str] = []
    counts = {"sh": 0, "md": 0, "text": 0}
    calls = 0
    async with fake(answering(said)) as server:
        for block in blocks(PAGE):
            counts[block.language] += 1
            if "no model was asked:" in block.before:
                assert calls == 0
            if "ollama pull" in block.text:
                env["OLLAMA_HOST"] = f"127.0.0.1:{server.port}"
            if block.language == "md":
                last = save(block, folder, last)
            elif block.language == "sh":
                before = len(said)
                output = await run(block.text, folder, env)
                calls = len(said) - before
                if "cd ten-minutes" in block.text:
                    folder = tmp_path / "ten-minutes"
            else:
                assert matches(block.text, output), f"{PAGE.name}:{block.line}: shown\n{block.text}\nprinted\n{output}"
    assert counts == {"sh": 12, "md": 4, "text": 9}
    assert said
