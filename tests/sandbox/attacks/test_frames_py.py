"""Attacks on what makes the answer: a candidate reaches the frames below it, and changes no result by changing them.

Each ``f`` is called with 1 and with 2 and returns its argument; ``forge`` stands for everything that would answer
otherwise. ``SHOWN`` returns a value that is shown by code of the candidate's own, which attacks from there.
"""
# ruff: noqa: E501 (an attack is easiest to read on a line of its own)

from __future__ import annotations

import pytest

from intent_lsp.sandbox.contract import Returned
from intent_lsp.values import Opaque
from tests.sandbox.attacks.conftest import Attack

PRELUDE = '''
import builtins, gc, sys, types
def forge(*args, **kwargs):
    return '{"v":"pwned"}'
def frames():
    frame = sys._getframe(2)
    while frame:
        if frame.f_globals is not globals():
            yield frame
        frame = frame.f_back
def rebind():
    for frame in frames():
        for name in list(frame.f_locals):
            try:
                frame.f_locals[name] = forge
            except Exception:
                pass
def spoil(value, depth=0):
    """Change a function, list, module or dictionary of the harness, and what it leads to."""
    if depth > 3 or value is forge:
        return
    if isinstance(value, types.FunctionType) and value.__code__.co_filename != __file__:
        value.__code__ = forge.__code__
        value.__defaults__ = value.__kwdefaults__ = None
    elif isinstance(value, types.ModuleType) and value is not sys and 'intent' in value.__name__:
        for inner in list(vars(value).values()):
            spoil(inner, depth + 1)
    elif isinstance(value, types.SimpleNamespace):
        for name in list(vars(value)):
            setattr(value, name, forge)
    elif isinstance(value, list):
        value[:] = ['pwned' if isinstance(item, (str, type(None))) else item for item in value]
'''
RUN = {
    "rebind every name of every frame": "def f(x):\n    rebind()\n    return x",
    "rebind in a generator": "def g(x):\n    rebind()\n    yield x\ndef f(x):\n    return next(g(x))",
    "the encoder by its name": "def f(x):\n    for frame in frames():\n        if 'encoded' in frame.f_locals:\n            frame.f_locals['encoded'] = lambda v: '\"pwned\"'\n    return x",
    "globals of every frame": "def f(x):\n    for frame in frames():\n        if frame.f_globals is not globals():\n            for value in list(frame.f_globals.values()):\n                spoil(value)\n    return x",
    "built-ins of every frame": "def f(x):\n    for frame in frames():\n        for name in ('map', 'tuple', 'list', 'dict', 'type', 'id', 'iter', 'next', 'BaseException'):\n            frame.f_builtins[name] = forge\n    return x",
    "the built-ins' module": "def f(x):\n    for name in ('callable', 'tuple', 'enumerate', 'iter', 'next', 'frozenset'):\n        setattr(builtins, name, forge)\n    return x",
    "the class of the exports": "def f(x):\n    for each in object.__subclasses__():\n        if 'Wit' in each.__name__ or each.__module__.startswith(('intent', 'wit')):\n            each.call = forge\n    return x",
    "the exports' module": "def f(x):\n    module = sys.modules.get('intent_app')\n    world = getattr(module, 'WitWorld', None)\n    for value in (module, world, *(getattr(world, '__defaults__', None) or ())):\n        spoil(value)\n    if isinstance(world, type):\n        world.call = forge\n    return x",
    "referrers of a frame's code": "def f(x):\n    for frame in list(frames()):\n        for each in getattr(gc, 'get_referrers', lambda code: [])(frame.f_code):\n            spoil(each)\n    return x",
}
SHOWN = {
    "lists of the encoder": "class A:\n    def __repr__(self):\n        for frame in frames():\n            for value in list(frame.f_locals.values()):\n                if isinstance(value, list):\n                    spoil(value)\n        return 'A'\ndef f(x):\n    return A()",
    "globals of the encoder in __repr__": "class A:\n    def __repr__(self):\n        for frame in frames():\n            if frame.f_globals is not globals():\n                for name in list(frame.f_globals):\n                    if name in ('_DICTS', '_KINDS', '_text', 'opaque'):\n                        frame.f_globals[name] = (A,)\n        return 'A'\ndef f(x):\n    return A()",
    "a metaclass that equals dict": "class M(type):\n    def __eq__(self, other): return True\n    def __hash__(self): return hash(dict)\nclass A(dict, metaclass=M):\n    def __repr__(self): return 'A'\ndef f(x):\n    return A(a='pwned')",
}
SELF_HARM = {
    "rebind while loading": "rebind()\ndef f(x):\n    return x",
    "rebind in __repr__": "class A:\n    def __repr__(self):\n        rebind()\n        return 'A'\ndef f(x):\n    return A()",
}
"""The frames that they change are those that run them: no result, or the right one."""


@pytest.mark.parametrize("name", RUN)
async def test_no_frame_changes_a_result(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + RUN[name])
    assert found.outcomes == (Returned(1), Returned(2))


@pytest.mark.parametrize("name", SHOWN)
async def test_what_shows_itself_cannot_become_a_value(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + SHOWN[name])
    assert found.outcomes == (Returned(Opaque("A", "A")),) * 2


@pytest.mark.parametrize("name", SELF_HARM)
async def test_who_changes_what_runs_him_forges_no_result(attack: Attack, name: str) -> None:
    found = await attack("py", PRELUDE + SELF_HARM[name])
    right = (Returned(1), Returned(2), Returned(Opaque("A", "A")))
    assert found.load_error is not None or found.outcomes
    assert all(outcome in right for outcome in found.outcomes if isinstance(outcome, Returned))


async def test_integers_are_as_large_as_on_the_user_s_machine(attack: Attack) -> None:
    found = await attack("py", "import sys\ndef f(x):\n    return [sys.maxsize, min(sys.maxsize, 2 ** 40)]")
    assert found.outcomes == (Returned([2**63 - 1, 2**40]),) * 2
