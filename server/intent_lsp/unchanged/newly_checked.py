"""Documents that were looked at in this run and need no other look: there may be very many, and all that is said of one
at the end is packed until then."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from itertools import compress
from pathlib import Path

from intent_lsp.files.paths import Numbers
from intent_lsp.unchanged.packed_findings import TargetFinding
from intent_lsp.unchanged.row_format import UnchangedDocument


class NewlyChecked:
    """Unchanged documents, by path. One that is in doubt is taken out again, and its claims stay."""

    def __init__(self) -> None:
        self._numbers = Numbers()
        self._packed: list[bytes] = []
        """By number; empty: it is in doubt."""
        self._counts = array("I")
        self._claims = array("Q")
        self._claim_owners = array("I")

    def add(self, unchanged: UnchangedDocument) -> None:
        """One more document, or the same once more."""
        number = self._numbers.of(unchanged.document)
        if number == len(self._packed):
            self._packed.append(b"")
            self._counts.append(0)
            self._claims.extend(unchanged.claims)
            self._claim_owners.extend([number] * len(unchanged.claims))
        rest = (
            [list(map(str, unchanged.proofs)), list(map(str, unchanged.companions))]
            if unchanged.proofs or unchanged.companions
            else []
        )
        self._packed[number] = json.dumps([unchanged.made, unchanged.claims, *rest]).encode()
        self._counts[number] = len(unchanged.made)

    def discard(self, document: Path) -> None:
        """It is in doubt."""
        number = self._numbers.known(document)
        if number is not None:
            self._packed[number], self._counts[number] = b"", 0

    def __contains__(self, document: Path) -> bool:
        number = self._numbers.known(document)
        return number is not None and bool(self._packed[number])

    def __getitem__(self, document: Path) -> UnchangedDocument:
        """What was found. Raises ``KeyError``."""
        number = self._numbers.known(document)
        if number is None or not self._packed[number]:
            raise KeyError(document)
        return self._document(number)

    def __iter__(self) -> Iterator[UnchangedDocument]:
        return map(self._document, compress(range(len(self._packed)), self._packed))

    def __bool__(self) -> bool:
        return any(self._packed)

    def count(self) -> int:
        """How many intents and targets they have."""
        return sum(self._counts)

    def folders(self) -> dict[Path, list[int]]:
        """The documents by folder, as numbers for :meth:`documents`."""
        found: dict[Path, list[int]] = {}
        for number in compress(range(len(self._packed)), self._packed):
            found.setdefault(self._numbers.folder(number), []).append(number)
        return found

    def documents(self, numbers: Iterable[int]) -> Iterator[UnchangedDocument]:
        """What was found of these."""
        return map(self._document, numbers)

    def claimed(self) -> tuple[set[int], set[int]]:
        """What is claimed (:func:`~intent_lsp.unchanged.packed_folder.claim`), and what several documents claim."""
        first: dict[int, int] = {}
        several: set[int] = set()
        for number, owner in zip(self._claims, self._claim_owners, strict=True):
            if first.setdefault(number, owner) != owner:
                several.add(number)
        return set(first), several

    def claimants(self, numbers: set[int]) -> set[Path]:
        """Who claims any of these."""
        claims = zip(self._claims, self._claim_owners, strict=True)
        return {self._numbers.path(owner) for number, owner in claims if number in numbers}

    def _document(self, number: int) -> UnchangedDocument:
        made, claims, *rest = json.loads(self._packed[number])
        proofs, companions = rest or ((), ())
        return UnchangedDocument(
            self._numbers.path(number),
            tuple(map(TargetFinding._make, made)),
            tuple(claims),
            tuple(map(Path, proofs)),
            tuple(map(Path, companions)),
        )
