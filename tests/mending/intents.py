"""Small intents whose code is broken and mended in both languages."""

from __future__ import annotations

TEXTS = """
# name: words
# signature:
(text: string) -> string[]
# examples:
- in: {"text": "a  b"} out: ["a", "b"]
- in: {"text": "one two three"} out: ["one", "two", "three"]
"""
TOTAL = """
# name: total_price
# signature:
(prices: number[], count: integer) -> number
# examples:
- in: {"prices": [1, 2, 3], "count": 2} out: 3
- in: {"prices": [], "count": 1} out: 0
"""
UNIQUE = """
# name: unique
# signature:
(items: integer[]) -> integer[]
# examples:
- in: {"items": [3, 1, 3]} out: [1, 3]
- in: {"items": []} out: []
"""
TALLY = """
# name: tally
# signature:
(items: integer[]) -> any
# examples:
- in: {"items": [3, 1, 3]} out: {"3": 2, "1": 1}
- in: {"items": []} out: {}
"""
EVENS = """
# name: evens
# signature:
(items: integer[]) -> integer[]
# examples:
- in: {"items": [3, 2, 4]} out: [2, 4]
- in: {"items": []} out: []
"""
LARGEST = """
# name: largest
# signature:
(items: integer[]) -> any
# examples:
- in: {"items": [3, 2, 4]} out: 4
- in: {"items": []} out: null
"""
GREET = """
# name: greet
# signature:
(name: string, mark: string = "!") -> string
# examples:
- in: {"name": "Ada"} out: "Ada!"
- in: {"name": "Bob", "mark": "?"} out: "Bob?"
"""
