"""A candidate of our own for an instance of the Python guest that waits for its first real one.

It uses what candidates use, so that the memory they need (of the compiler, of the library, of the interpreter's own
code) has been touched before their time is taken: that is a third of what a small candidate costs.
"""

from __future__ import annotations

import json

_CODE = '''
import math, re
from collections import Counter

class Pair:
    def __init__(self, left, right=None):
        self.left, self.right = left, right

def count(words, start=0, *rest, **named):
    """How many."""
    total = start
    for index, word in enumerate(words):
        if not word or word in "abc" and index > 2:
            continue
        elif word == "x":
            break
        try:
            total += int(word) ** 2 % 7
        except (ValueError, TypeError) as error:
            raise ValueError(f"bad {word!r}") from error
        while total > 10:
            total -= 3
    return total

def f(points):
    print(points)
    words = sorted({str(point["name"]).upper() for point in points}, key=lambda word: (len(word), word))
    total = sum(point["x"] * point["y"] for point in points)
    pairs = [[word, times] for word, times in Counter(words).items() if times]
    text = re.sub("a", "b", "abc")
    return {"total": min(total, 30), "pairs": pairs[::-1], "floor": math.floor(2.5), "text": text, "count": count("")}
'''
LOAD = json.dumps({"code": _CODE, "name": "c", "entry": "f", "modules": {}, "repeat": False, "seed": 0, "zone": 0})
CALL = json.dumps([[{"name": "a", "x": 1, "y": 2}, {"name": "b", "x": 3, "y": 4.5}]])
EXPECTED = '{"v":{"o":[["total",15.5],["pairs",[["B",1],["A",1]]],["floor",2],["text","bbc"],["count",0]]}}'
"""The answer to the call: an instance that says anything else is broken."""
