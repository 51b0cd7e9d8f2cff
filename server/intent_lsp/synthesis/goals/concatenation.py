"""A string goal as pieces one after another: the cheapest path through the positions of all targets at once."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from itertools import islice
from operator import contains

from intent_lsp.synthesis.bank import Bank
from intent_lsp.synthesis.search_values import FAILED, Value, leaves
from intent_lsp.synthesis.terms import Const, Joined, Term, text
from intent_lsp.synthesis.types import STRING

_SCANNED = 12_000
_POOL = 2000
_PER_START = 60
_STATES = 2500
_PIECE_COST = 13

Piece = tuple[int, tuple[str, ...], Term]


def concatenations(bank: Bank, target: Sequence[object], indices: Sequence[int]) -> list[tuple[int, Joined]]:
    """Ways to build the target on the given examples from two or more pieces, cheapest first: (cost, term).

    At the top of a search up to three ways are listed, so that there are alternatives; below, one.
    """
    wanted = [target[i] for i in indices]
    texts = [w for w in wanted if isinstance(w, str)]
    if not texts or len(texts) < len(wanted):
        return []
    ways = 1 if bank.depth else 3
    pieces = _pieces(bank, texts, indices)
    goal = tuple(len(t) for t in texts)
    heap: list[tuple[int, int, tuple[int, ...], tuple[Term, ...]]] = [(0, 0, (0,) * len(texts), ())]
    visits: dict[tuple[int, ...], int] = {}
    found: list[tuple[int, Joined]] = []
    order = 0
    while heap and len(visits) <= _STATES and not bank.allowance.over:
        cost, _, state, path = heapq.heappop(heap)
        if visits.get(state, 0) >= ways:
            continue
        visits[state] = visits.get(state, 0) + 1
        if state == goal:
            if len(path) > 1:
                found.append((cost, Joined(path)))
            if visits[state] >= ways:
                break
            continue
        for step, length, term in _steps(bank, texts, state, pieces, path):
            if visits.get(length, 0) < ways:
                order += 1
                heapq.heappush(heap, (cost + step, order, length, (*path, term)))
    return found


def _pieces(bank: Bank, texts: list[str], indices: Sequence[int]) -> dict[str, list[Piece]]:
    """Terms whose values occur in the targets, by their value on the first example."""
    found: dict[str, list[Piece]] = {}
    count = 0
    given = [
        leaf.lower()
        for i in indices
        for value in bank.inputs.envs[i].values()
        for leaf in leaves(value)
        if isinstance(leaf, str)
    ]
    bank.allowance.spend(min(_SCANNED, sum(map(len, bank.levels.get(STRING, {}).values()))) // 8)
    for entry in islice(bank.entries(STRING, _PIECE_COST), _SCANNED):
        start = entry.vector[indices[0]]
        if start is FAILED or start is None or start not in texts[0] or isinstance(entry.term, Const):
            continue
        values = [entry.vector[i] for i in indices]
        if entry.clean or not (FAILED in values or None in values):
            if not any(values) or not all(map(contains, texts, values)) or _only_says(values, given):
                continue
            count += 1
            same_start = found.setdefault(start, [])
            if len(same_start) < _PER_START:
                same_start.append((entry.cost, tuple(values), entry.term))
        if count > _POOL:
            break
    return found


def _only_says(values: Sequence[Value], given: Sequence[str]) -> bool:
    """Whether a term has one word or nothing for all examples, and the word comes from none: a constant does that
    simply, and with a condition it does it openly."""
    said = {value for value in values if value}
    word = said.pop().lower() if len(said) == 1 and len(values) > 1 else ""
    return sum(map(str.isalpha, word)) > 1 and not any(word in text for text in given)


def _steps(
    bank: Bank, texts: list[str], state: tuple[int, ...], pieces: dict[str, list[Piece]], path: tuple[Term, ...]
) -> list[tuple[int, tuple[int, ...], Term]]:
    """What can stand next: terms that fit all targets here, or a constant that all targets share here."""
    steps: list[tuple[int, tuple[int, ...], Term]] = []
    start, first = state[0], texts[0]
    checked = 0
    for length in range(len(first) - start + 1):
        candidates = pieces.get(first[start : start + length], ())
        checked += len(candidates)
        for cost, values, term in candidates:
            if all(t.startswith(v, p) for t, p, v in zip(texts, state, values, strict=True)):
                after = tuple(p + len(v) for p, v in zip(state, values, strict=True))
                if after != state:
                    steps.append((cost + 1, after, term))
    bank.allowance.spend(8 + checked // 4)
    if path and isinstance(path[-1], Const):
        return steps
    shared = _shared_length(texts, state)
    for length in range(1, shared + 1):
        piece = first[start : start + length]
        letters = sum(c.isalnum() for c in piece)
        named = _without_signs(piece) in bank.words.lowered
        word = letters and named and not any(map(str.isdigit, piece))  # what has digits is an instance in the text
        recited = 3 if len(texts) == 1 and not word else 0
        cost = 2 + (0 if not letters else 1 if named else min(letters, 6)) + recited
        steps.append((cost, tuple(p + length for p in state), text(piece)))
    return steps


def _without_signs(piece: str) -> str:
    """A constant's words as the text would name them: without the signs and blanks around them, in lower case."""
    first = next((at for at, c in enumerate(piece) if c.isalnum()), 0)
    last = next((at for at, c in enumerate(reversed(piece)) if c.isalnum()), 0)
    return piece[first : len(piece) - last].lower()


def _shared_length(texts: list[str], state: tuple[int, ...]) -> int:
    """How many characters all targets share from here on, at most 24."""
    limit = min(24, *(len(t) - p for t, p in zip(texts, state, strict=True)))
    first, start = texts[0], state[0]
    for offset in range(limit):
        if any(t[p + offset] != first[start + offset] for t, p in zip(texts, state, strict=True)):
            return offset
    return limit
