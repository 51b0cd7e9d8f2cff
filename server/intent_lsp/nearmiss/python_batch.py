"""The module that holds many variants of a Python program."""

from __future__ import annotations

from collections.abc import Sequence

from intent_lsp.nearmiss.batch import ENTRY

_RUNNER = """
import ast as _ast
import sys as _sys
_made, _left = {}, [0]
class _TooManyTurns(BaseException):
    pass
def _turn():
    _left[0] -= 1
    if _left[0] < 0:
        raise _TooManyTurns
    return True
def _call(node):
    return _ast.copy_location(_ast.Call(_ast.Name("_turn", _ast.Load()), [], []), node)
class _Counted(_ast.NodeTransformer):
    def visit_For(self, node):
        self.generic_visit(node)
        node.body.insert(0, _ast.copy_location(_ast.Expr(_call(node)), node))
        return node
    visit_While = visit_FunctionDef = visit_For
    def visit_comprehension(self, node):
        self.generic_visit(node)
        node.ifs.insert(0, _call(node.iter))
        return node
def _make(number):
    tree = _ast.fix_missing_locations(_Counted().visit(_ast.parse(_VARIANTS[number])))
    space = {"__name__": "variant", "__package__": __package__, "_turn": _turn}
    exec(compile(tree, "variant.py", "exec"), space)
    return space[_NAME]
_sys.setrecursionlimit(400)
def ENTRY(number, arguments):
    _left[0] = MOST
    if number < 0:
        try:
            _make(0)(*arguments)
        except Exception:
            pass
        return MOST - _left[0]
    try:
        if number not in _made:
            _made.clear()
            _made[number] = _make(number)
        return _made[number](*arguments)
    except BaseException as error:
        error.__traceback__ = error.__context__ = error.__cause__ = None  # hundreds of frames that nobody reads
        raise
"""


def module(variants: Sequence[str], name: str, turns: int) -> str:
    """Implements :class:`intent_lsp.nearmiss.batch.ModuleBuilder`."""
    runner = _RUNNER.replace("ENTRY", ENTRY).replace("MOST", str(turns))
    return f"_VARIANTS = {list(variants)!r}\n_NAME = {name!r}{runner}"
