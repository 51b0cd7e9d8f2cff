"""Run as a program: does anything lead from a candidate to the stages that make its answer? Prints the ways it finds.

``python reach.py FOLDER ENTRY``: the folder of the guest's package, and ``f`` or the coroutine function ``g``. What
``gc`` says to be referred to counts, and so does every subclass and every frame below: more than a candidate of the
sandbox can follow.
"""

from __future__ import annotations

import json
import sys

CODE = """
import gc, sys, types

NAMES = set('''
    _prepare _execute _find _given _run _settle _unpack _changed _say _render _rendered _tell _told _json _answers
    render weave opaque class_name parts with_message _walk _put _grow _later _filled _sequence _mapping _places _place
'''.split())

def leads(item):
    yield from gc.get_referents(item)
    if isinstance(item, type):
        yield from type.__subclasses__(item)
    if isinstance(item, types.FrameType):
        yield from (item.f_back, item.f_locals, item.f_globals, item.f_builtins)
    if isinstance(item, types.CodeType):
        yield item.co_consts

def f(x):
    kept, todo, found = {}, [(sys._getframe(), ""), (sys.modules, "modules"), (object, "object")], []
    while todo:
        item, way = todo.pop()
        if id(item) in kept:
            continue
        kept[id(item)] = item
        ours = isinstance(item, types.FunctionType) and "intent_guest" in item.__code__.co_filename
        if ours and item.__name__ in NAMES:
            found.append(way + " > " + item.__name__)
            continue
        name = getattr(item, "__name__", None)
        way = (way + " > " + (name if isinstance(name, str) else type(item).__name__))[-300:]
        todo += [(following, way) for following in leads(item)]
    return [len(kept), found]

async def g(x):
    return f(x)
"""


def main() -> None:
    """Load the candidate as the guest does, call it once, and print its answer."""
    sys.path.insert(0, sys.argv[1])
    from intent_guest import runner  # type: ignore[import-not-found]

    job = {"code": CODE, "name": "c", "entry": sys.argv[2], "modules": {}, "repeat": False, "seed": 0, "zone": 0}
    give, load, call = runner.make(lambda _text: None)
    answers = [call]
    give(json.dumps(job))
    load()
    give("[1]")
    for name in [name for name in sys.modules if name.startswith("intent_guest")]:
        del sys.modules[name]
    del runner, give, load, call
    print(answers.pop()(), file=sys.__stdout__)


if __name__ == "__main__":
    main()
