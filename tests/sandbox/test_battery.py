"""Everyday JavaScript on the guest and on real Nodes: every difference is gone or refused by name.

The Node on PATH is always compared with. Further versions, for those who change the guest, from the npm packages whose
platform packages hold the binary: ``npm install --no-save --prefix build/node-24 node@24`` (``build/`` is ignored).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from intent_lsp.sandbox.node_versions import SINCE
from intent_lsp.sandbox.wasm import WasmSandbox
from tests.sandbox.battery import compare, expressions, on_node

ROOT = Path(__file__).parents[2]
KNOWN = {'({ ...{ a: 1 }, b: 2, ..."hi" })'}
"""A mistake of the guest's engine, which nothing can hide: the confirmation finds it."""
HAS = """
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([].values()));
const has = name => {
  let path = name.split("."), place = globalThis;
  if (path[0] === "Iterator" && path[1] === "prototype") { place = iterator; path = path.slice(2); }
  for (const [at, step] of path.entries()) {
    const key = step.startsWith("@@") ? Symbol[step.slice(2)] : step;
    if (!Object.hasOwn(place, key)) return false;
    if (at < path.length - 1) place = place[key];
  }
  return true;
};
console.log(JSON.stringify(JSON.parse(process.argv[1]).filter(has)));
"""


def nodes() -> list[Path]:
    """The Node on PATH and those in ``build/``."""
    found = shutil.which("node")
    return [*([Path(found)] if found else []), *sorted(ROOT.glob("build/node-*/node_modules/node/bin/node"))]


def major(node: Path) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=20)
    return int(done.stdout.strip().removeprefix("v").partition(".")[0])


NODES = nodes()


@pytest.mark.slow
@pytest.mark.parametrize("node", NODES or [None], ids=str)
async def test_every_difference_is_gone_or_refused_by_name(sandbox: WasmSandbox, node: Path | None) -> None:
    if node is None:
        pytest.skip("no node on PATH to compare with")
    battery = expressions()
    assert len(battery) >= 500
    version = major(node)
    compared = await compare(sandbox, battery, on_node(node, [item.module for item in battery]), version)
    table = Counter((c.expression.group, c.answer) for c in compared)
    for (group, answer), count in sorted(table.items()):
        print(f"Node {version}: {group}: {count} {answer}")
    different = {c.expression.text: (c.guest, c.node) for c in compared if c.answer == "different"}
    assert {text: pair for text, pair in different.items() if text not in KNOWN} == {}
    assert sum(c.answer == "the same" for c in compared) >= 470


@pytest.mark.parametrize("node", NODES or [None], ids=str)
def test_the_table_of_versions_is_right(node: Path | None) -> None:
    if node is None:
        pytest.skip("no node on PATH to compare with")
    done = subprocess.run([node, "-e", HAS, json.dumps(list(SINCE))], capture_output=True, text=True, timeout=20)
    version = major(node)
    assert set(json.loads(done.stdout)) == {name for name, since in SINCE.items() if since <= version}
