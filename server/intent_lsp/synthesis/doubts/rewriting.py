"""Programs with one of their parts exchanged."""

from __future__ import annotations

from dataclasses import replace

from intent_lsp.synthesis.terms import Apply, Build, Each, Groups, If, IsNull, Joined, Member, Pairs, Term, children


def with_child(term: Term, index: int, child: Term) -> Term:
    """The term with another subterm in the place that it has in :func:`~intent_lsp.synthesis.terms.children`."""
    parts = [*children(term)]
    parts[index] = child
    match term:
        case Apply():
            return replace(term, args=tuple(parts))
        case Joined():
            return Joined(tuple(parts))
        case Member() | IsNull():
            return replace(term, of=child)
        case If():
            return If(*parts)
        case Each():
            return replace(term, over=parts[0], body=parts[1])
        case Pairs() | Groups():
            return replace(term, over=parts[0], key=parts[1], value=parts[2])
        case Build(fields):
            return replace(term, fields=tuple((name, part) for (name, _), part in zip(fields, parts, strict=True)))
        case _:
            raise ValueError("the term has no subterms")
