"""Twelve documents that end in every way, and a model server whose answers depend on nothing but what it is asked."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.support.chat_server import ChatServer, Say
from tests.support.command import NORMALIZE, configure

RIGHT_AT_ONCE = tuple(f"add{number}" for number in range(1, 6))
REPAIRED = "odd6"
HELD = "pair7"
NEVER = "never8"
USER = "twice9"
TIE = "odd10"
_ODD = [("abcdef", "eca"), ("xyz", "zx"), ("q", "q"), ("hello", "olh")]
_ODD_CODE = {"js": "[...s].filter((_, i) => i % 2 === 0).reverse().join('')", "py": "s[::2][::-1]"}
_UPPER = {"js": "s.toUpperCase()", "py": "s.upper()"}


def write_documents(folder: Path, server: ChatServer) -> None:
    """Into an empty workspace, with its configuration."""
    provider = {"name": "draft", "type": "openai_compat", "baseUrl": server.url, "model": "scripted", "lock": "none"}
    configure(folder, providers=[provider, {"type": "builtin"}], rounds=2, schedule={"draft": ["draft", "builtin"]})
    texts = {name: _adding(name) for name in RIGHT_AT_ONCE}
    texts[REPAIRED] = _text(REPAIRED, "Every other character, backwards.", "s: string", "string", _ODD)
    texts[HELD] = _text(HELD, "Add 7.", "x: number", "number", [(1, 8), (2, 9), (10, 17)])
    texts[NEVER] = _text(NEVER, "Nobody knows.", "s: string", "string", [("abc", "q8"), ("xyz!", "77Zs"), ("hi", "-_")])
    texts[USER] = _text(
        USER, "Add 1 twice.", "x: number", "number", [(1, 3), (5, 7), (-4, -2)], uses="add1 from ./add1.intent.md"
    )
    texts[TIE] = _text(TIE, "Every other character, backwards.", "s: string", "string", _ODD)
    texts |= {"normalize2d": NORMALIZE, "empty": "# name: empty\n# description:\nNo example.\n# examples:\n"}
    for name, text in texts.items():
        (folder / f"{name}.intent.md").write_text(text)


def answer(request: dict[str, Any]) -> Say:
    """What the model says: decided by the prompt alone."""
    prompt = request["messages"][-1]["content"]
    target = "js" if "in JavaScript" in prompt else "py"
    name = re.search(r"`(\w+)[`(]", prompt)
    return _say(name[1] if name else "", target, prompt)


def _say(name: str, target: str, prompt: str) -> Say:
    if name == TIE:  # the two differ for long texts, and every further opinion is one of them
        return Say(_code(target, name, "s", _ODD_CODE[target] + (" if len(s) < 7 else s" if target == "py" else "")))
    if name == "normalize2d":
        return Say("no vectors", "refused")
    if name.startswith("add"):
        return Say(_code(target, name, "x", f"x + {name[3:]}"))
    if name == USER:
        imported = {"js": "import { add1 } from './add1.js';\n", "py": "from .add1 import add1\n"}[target]
        return Say(_code(target, name, "x", "add1(add1(x))", imported))
    if name == REPAIRED:
        return Say(_code(target, name, "s", (_ODD_CODE if "got this wrong" in prompt else _UPPER)[target]))
    if name == HELD:
        return Say(_code(target, name, "x", "(void 0, x + 7)" if target == "js" else "unknown(x)"))  # no rule ports it
    return Say(_code(target, name, "s", "s"))


def _code(target: str, name: str, parameter: str, body: str, before: str = "") -> str:
    if target == "js":
        return f"```js\n{before}export function {name}({parameter}) {{\n  return {body};\n}}\n```"
    return f"```python\n{before}def {name}({parameter}):\n    return {body}\n```"


def _adding(name: str) -> str:
    number = int(name[3:])
    return _text(name, f"Add {number}.", "x: number", "number", [(1, 1 + number), (2, 2 + number), (-5, number - 5)])


def _text(
    name: str, description: str, parameters: str, returns: str, examples: list[tuple[Any, Any]], uses: str = ""
) -> str:
    shown = "".join(f"- {name}({json.dumps(given)}) -> {json.dumps(wanted)}\n" for given, wanted in examples)
    used = f"# uses:\n- {uses}\n" if uses else ""
    return (
        f"# name: {name}\n# target: js,py\n# description:\n{description}\n# signature:\n({parameters}) -> {returns}\n"
        f"{used}# examples:\n{shown}"
    )
