"""Classes and methods are seen, and not adopted: which a file has, and what is said of one that is named."""

from __future__ import annotations

import pytest

from intent_lsp.adoption import sources

PYTHON = """
class Cart:
    def add(self, item): ...
    async def pay(self): ...
    @staticmethod
    def cheapest(prices): ...

class Order:
    def add(self, item): ...

class Missing(Exception):
    pass

def total(prices):
    class Inner:
        def hidden(self): ...
"""
TYPESCRIPT = """
export class Money {
  constructor(public amount: number) {}
  add(other: Money): Money { return other; }
  static zero(): Money { return new Money(0); }
}
export abstract class Shape { area(): number { return 0; } }
const Box = class { open() {} };
module.exports = class { close() {} };
class Data { size = 1; }
const object = { act() {} };
function f() { class Inner { hidden() {} } }
"""


def test_the_classes_of_python_that_have_methods_are_known_by_how_many() -> None:
    assert sources.methods("a.py", PYTHON) == {"Cart": 3, "Order": 1}


def test_the_classes_of_typescript_that_have_methods_are_known_by_how_many() -> None:
    assert sources.methods("a.ts", TYPESCRIPT) == {"Money": 3, "Shape": 1, "Box": 1, "an unnamed class": 1}


@pytest.mark.parametrize("text", ["", "def f(:", "x = 1\n"])
def test_a_file_without_classes_has_no_methods(text: str) -> None:
    assert sources.methods("a.py", text) == {}


@pytest.mark.parametrize(
    ("file", "text", "name", "said"),
    [
        ("a.py", PYTHON, "Cart", "is a class, not a function"),
        ("a.py", PYTHON, "Cart.add", "is a method of Cart, which depends on an object"),
        ("a.py", PYTHON, "Order.add", "is a method of Order, which depends on an object"),
        ("a.py", PYTHON, "pay", "is a method of Cart, which depends on an object"),
        ("a.py", PYTHON, "Cart.cheapest", "is a static method of Cart"),
        ("a.ts", TYPESCRIPT, "Money", "is a class, not a function"),
        ("a.ts", TYPESCRIPT, "Money.add", "is a method, which depends on an object"),
        ("a.ts", TYPESCRIPT, "Box.open", "is a method, which depends on an object"),
        ("a.ts", TYPESCRIPT, "object.act", "is a method, which depends on an object"),
        ("a.ts", TYPESCRIPT, "Money.zero", "is a static method"),
    ],
)
def test_one_that_is_named_is_there_and_says_why_it_cannot_be_adopted(
    file: str, text: str, name: str, said: str
) -> None:
    found = sources.read(file, text, name)
    assert found is not None
    assert (found.name, [note.message for note in found.obstacles]) == (name, [said])


@pytest.mark.parametrize("name", ["Cart.refund", "Nothing.add", "Missing.args"])
def test_a_method_that_a_class_does_not_have_is_not_found(name: str) -> None:
    assert sources.read("a.py", PYTHON, name) is None
