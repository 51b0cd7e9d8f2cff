"""Which formats are f-strings by another name, and which stay what they are."""

from __future__ import annotations

import ast

import pytest

from intent_lsp.translation.python_to_javascript.older_formats import with_f_strings


def written(code: str) -> str:
    return ast.unparse(with_f_strings(ast.parse(code)))


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("'{}-{}'.format(a, f(b))", "f'{a}-{f(b)}'"),
        ("'{1}{0}{1}'.format(a, b)", "f'{b}{a}{b}'"),
        ("'{x!s} {{}} {y:>5}'.format(y=1, x=a)", "f'{a!s} {{}} {1:>5}'"),
        ("'%s: %d%%' % (a, g())", "f'{a!s}: {g():d}%'"),
        ("'%.2f %03d' % (a, b)", "f'{a:.2f} {b:03d}'"),
        ("'%r|%s' % (a, b)", "f'{a!r}|{b!s}'"),
        ("'{}'.format('{}'.format(a))", "f'{f\"{a}\"}'"),
    ],
)
def test_they_mean_the_same(code: str, meant: str) -> None:
    assert ast.dump(ast.parse(written(code))) == ast.dump(ast.parse(meant))
    names = {"a": 3, "b": -4, "f": abs, "g": lambda: 7}
    assert eval(written(code), names) == eval(code, names)


@pytest.mark.parametrize(
    "code",
    [
        "'{} {}'.format(a)",
        "'{0} {}'.format(a, b)",
        "'{a.b}'.format(a=a)",
        "'{:{}}'.format(a, b)",
        "'{1}{0}'.format(f(a), g())",
        "'{0}{0}'.format(g())",
        "'{}'.format(*a)",
        "'{x}'.format(**a)",
        "'{'.format(a)",
        "a.format(b)",
        "'%s' % a",
        "'%5s %r' % (a, b)",
        "'%(a)s' % (a,)",
        "'%s %s' % (a,)",
        "a % (b,)",
    ],
)
def test_what_does_more_stays(code: str) -> None:
    assert written(code) == ast.unparse(ast.parse(code))
