"""A document as an editor holds it."""

from __future__ import annotations

import re

from lsprotocol import types

from intent_lsp.text.positions import Encoding

UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


class Mirror:
    """What an editor holds: the text as bytes of its encoding, positions as lines and units."""

    def __init__(self, text: str, encoding: Encoding) -> None:
        self.codec, self.width = UNITS[encoding]
        self.text = text

    def places(self) -> list[tuple[int, types.Position]]:
        """Every place between two characters, as an offset and as a position."""
        found, line, start = [], 0, 0
        ends = {match.end(): match.start() for match in re.finditer("\r\n|\r|\n", self.text)}
        inside = {end - 1 for end, begin in ends.items() if end - begin == 2}
        for offset in range(len(self.text) + 1):
            if offset in ends:
                line, start = line + 1, offset
            if offset not in inside:  # between "\r" and "\n" there is no place
                units = len(self.text[start:offset].encode(self.codec)) // self.width
                found.append((offset, types.Position(line, units)))
        return found

    def replace(self, start: int, end: int, text: str) -> None:
        self.text = self.text[:start] + text + self.text[end:]
