"""The module that holds many variants of a JavaScript program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from intent_lsp.nearmiss.batch import ENTRY
from intent_lsp.syntax import javascript as js
from intent_lsp.syntax.edits import Edit, apply_edits

if TYPE_CHECKING:
    from tree_sitter import Node

_RUNNER = """
let $left = 0, $number = -1, $made;
const $turn = () => { if (--$left < 0) throw new Error("too many turns"); };
export function ENTRY(number, args) {
  $left = MOST;
  if (number < 0) {
    try { $variants[0]()(...args); } catch {}
    return MOST - $left;
  }
  if (number !== $number) { $made = $variants[number](); $number = number; }
  return $made(...args);
}
"""


def module(variants: Sequence[str], name: str, turns: int) -> str:
    """Implements :class:`intent_lsp.nearmiss.batch.ModuleBuilder`."""
    imports, bodies = "", []
    for variant in variants:
        root = js.parse(variant)
        if root.has_error:
            bodies.append("() => undefined")
            continue
        imports = imports or "\n".join(js.text(n) for n in js.statements(root) if n.type == "import_statement")
        bodies.append(f"() => {{\n{apply_edits(variant, _edits(root, variant))}\nreturn {name};\n}}")
    runner = _RUNNER.replace("ENTRY", ENTRY).replace("MOST", str(turns))
    return f"{imports}\nconst $variants = [\n" + ",\n".join(bodies) + f"\n];{runner}"


def _edits(root: Node, code: str) -> list[Edit]:
    """What makes a module's text the body of a function whose loops are counted."""
    edits = []
    for node in js.statements(root):
        if node.type == "import_statement":
            edits.append(Edit(node.start_byte, node.end_byte, ""))
        elif node.type == "export_statement":
            inner = js.field(node, "declaration")
            end = inner.start_byte if inner is not None else node.end_byte
            edits.append(Edit(node.start_byte, end, ""))
    for node in js.walk(root):
        body = js.field(node, "body") if node.type in js.LOOPS or node.type in js.FUNCTIONS else None
        if body is None:
            continue
        if body.type == "statement_block":
            edits.append(Edit(body.start_byte + 1, body.start_byte + 1, "$turn();"))
        elif node.type in js.LOOPS:
            edits += [Edit(body.start_byte, body.start_byte, "{$turn();"), Edit(body.end_byte, body.end_byte, "}")]
    return edits
