"""The story of a repair that the real llama.cpp server tells: a wrong draft, then the right code."""

from __future__ import annotations

import json
from pathlib import Path

from tests.servers.gguf_maker import scripted
from tests.support.intents import CLAMP, CLAMP_JS, CLAMP_JS_WRONG

DOCUMENT = CLAMP.lstrip("\n").replace("# target: js,py", "# target: js")
TOLD = "An earlier attempt got this wrong"
"""What a later question says, to people and to the scripted weights."""
FAILING = '- in: {"x": 42, "lo": 0, "hi": 10} out: 10'
FAILING_LINE = DOCUMENT.split("\n").index(FAILING)
"""From 0."""


def scripted_weights(folder: Path, *, right: bool = True, locked: bool = False) -> Path:
    """A model that drafts wrongly and, told what did not pass, repairs (or, with ``right`` false, never does).

    ``locked``: it says one fenced block and nothing else, as every model does under the grammar; else prose around it.
    """
    wrong = f"Here is the function:\n\n```js\n{CLAMP_JS_WRONG}```\n"
    good = f"The upper limit was missing.\n\n```javascript\n{CLAMP_JS}```\nNow it clamps."
    if locked:
        wrong, good = (f"```javascript\n{code}```" for code in (CLAMP_JS_WRONG, CLAMP_JS))
    return scripted(folder / "scripted.gguf", {"": wrong, TOLD: good if right else wrong})


def workspace(folder: Path, url: str, *, lock: str = "none") -> Path:
    """A workspace whose only provider is that server; returns the document."""
    home = folder / ".promirror"
    home.mkdir(parents=True)
    provider = {"name": "llama", "type": "openai_compat", "preset": "llamacpp", "baseUrl": url, "model": "scripted"}
    provider["lock"] = lock
    (home / "intent.config.json").write_text(json.dumps({"providers": [provider]}), encoding="utf-8")
    document = folder / "clamp.intent.md"
    document.write_text(DOCUMENT, encoding="utf-8")
    return document
