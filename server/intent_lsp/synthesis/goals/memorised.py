"""Conditionals that compute most results and recite a number for one example: learnt by heart, not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intent_lsp.synthesis.prose_hints import Words
from intent_lsp.synthesis.terms import Apply, Const, Env, If, Term, compile_term, evaluate, walk
from intent_lsp.synthesis.types import NUMBER

_EQUALITIES = ("equalNumbers", "equalText", "isEmpty")


def recites_a_number(term: If, envs: Sequence[Env], words: Words) -> bool:
    """Whether a branch that a single example reaches returns a number that nothing but this example tells.

    ``envs`` are the examples' inputs. A scale (all results are constants), a special case (``n == 0``), a cap (its
    number is compared as well) and a number that the prose names may stand for one example.
    """
    branches = list(_branches(term, envs, None))
    if all(isinstance(end, Const) for end, _, _ in branches):
        return False
    compared = {part.value for test in _tests(term) for part in walk(test) if isinstance(part, Const)}
    return any(
        isinstance(end, Const)
        and end.type is NUMBER
        and len(reached) == 1
        and not _singles_out(test)
        and end.value not in compared
        and not words.speaks_of(end.value)
        for end, reached, test in branches
    )


def _branches(term: Term, envs: Sequence[Env], test: Term | None) -> Iterator[tuple[Term, list[Env], Term | None]]:
    """Each result with the inputs that reach it and the test right above it."""
    if not isinstance(term, If):
        yield term, list(envs), test
        return
    run = compile_term(term.condition)
    yes = [env for env in envs if evaluate(run, env) is True]
    no = [env for env in envs if evaluate(run, env) is not True]
    yield from _branches(term.then, yes, term.condition)
    yield from _branches(term.otherwise, no, term.condition)


def _tests(term: Term) -> Iterator[Term]:
    if isinstance(term, If):
        yield term.condition
        yield from _tests(term.then)
        yield from _tests(term.otherwise)


def _singles_out(test: Term | None) -> bool:
    """Whether the test names one value: then its result may well be one as well."""
    return isinstance(test, Apply) and test.op.name in _EQUALITIES
