"""Runs emitted sources in both languages, each batch in one process. For tests of this package only: these sources
come from the emitters, not from a model."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from intent_lsp.synthesis.search_values import Undefined, freeze, same
from intent_lsp.values import JsonValue

NODE = shutil.which("node")

_JS = """
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const plain = (value) => {
  if (value === undefined || (typeof value === "number" && !Number.isFinite(value))) return { "<none>": 1 };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};
console.log(JSON.stringify(cases.map(({ name, source, calls }) => {
  let run;
  try {
    run = new Function(source.replace("export function", "function") + "\\nreturn " + name + ";")();
  } catch (error) {
    return calls.map(() => ({ error: String(error) }));
  }
  return calls.map((args) => {
    try { return { value: plain(run(...args)) }; } catch (error) { return { error: String(error) }; }
  });
})));
"""
_PY = """
import json, sys
out = []
for case in json.load(sys.stdin):
    results = []
    scope = {}
    try:
        exec(case["source"], scope)
    except Exception as error:
        out.append([{"error": repr(error)}] * len(case["calls"]))
        continue
    for args in case["calls"]:
        try:
            value = scope[case["name"]](*args)
            json.dumps(value)
            results.append({"value": value})
        except Exception as error:
            results.append({"error": repr(error)})
    out.append(results)
json.dump(out, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A function by its source in one language, and the arguments to call it with."""

    name: str
    source: str
    calls: tuple[tuple[JsonValue, ...], ...]


def run(target: str, cases: list[Case]) -> list[list[dict[str, Any]]]:
    """What came back from each call: ``{"value": …}`` or ``{"error": text}``."""
    command = [NODE or "node", "-e", _JS] if target == "js" else [sys.executable, "-I", "-c", _PY]
    given = json.dumps([{"name": c.name, "source": c.source, "calls": c.calls} for c in cases])
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return answers


def right(answer: dict[str, Any], wanted: JsonValue) -> bool:
    """Whether an answer equals the wanted value as docs/format.md defines equality."""
    try:
        return "value" in answer and same(freeze(answer["value"]), freeze(wanted))
    except Undefined:
        return False
