"""Parts of the JavaScript guest's library that are only loaded for code that names them; elsewhere they are refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_GUEST = Path(__file__).parent.parent / "guest_js"
_URL_MODULES = _GUEST.with_name("guests") / "url_modules.js"
_FILES = {
    "locale": (_GUEST / "locale.js",),
    "web": (_GUEST / "web.js",),
    "url": (_URL_MODULES, _GUEST / "url.js"),
}
_NAMED = {
    "locale": re.compile(r"ocale|\bIntl\b"),
    "web": re.compile(r"\bText(?:En|De)coder\b|\bcrypto\b|\bURL"),
    "url": re.compile(r"\bURL(?:SearchParams)?\b"),
}


class Extras:
    """The scripts of the parts, read before the worker gives up its right to read."""

    def __init__(self) -> None:
        self.scripts = {
            name: [path.read_text("utf-8") for path in paths]
            for name, paths in _FILES.items()
            if all(path.is_file() for path in paths)  # a source tree that was built before has no ``URL``
        }
        """By the part's name; the last script is a function of what the others give."""

    def wanted(self, request: dict[str, Any]) -> tuple[str, ...]:
        """The parts that a request's code or modules name, in the order in which they are loaded."""
        sources = (request["code"], *request["modules"].values())
        return tuple(name for name in self.scripts if any(map(_NAMED[name].search, sources)))
