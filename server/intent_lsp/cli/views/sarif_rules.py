"""What a SARIF log says of each kind of finding: the documentation's own words."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from typing import Any

from intent_lsp.documentation_pages import FENCED, PAGES, explanations

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z*`])")


def rule(code: str) -> dict[str, Any]:
    """The ``reportingDescriptor`` of a code (SARIF 2.1.0, 3.49)."""
    for page in PAGES:
        markdown = explanations(page).get(code)
        if markdown is not None:
            return _explained(code, page, _LINK.sub(r"\1", markdown))
    return {"id": code, "shortDescription": {"text": f"{code.replace('-', ' ').capitalize()}."}}


def _explained(code: str, page: str, markdown: str) -> dict[str, Any]:
    """Links within the documentation lead nowhere on a code host, so ``markdown`` comes without."""
    text = FENCED.sub("", markdown).replace("`", "").replace("*", "")
    first = " ".join(text.split("\n\n")[0].split())
    found: dict[str, Any] = {
        "id": code,
        "shortDescription": {"text": _SENTENCE.split(first)[0]},
        "fullDescription": {"text": first},
        "help": {"text": text.strip(), "markdown": markdown},
    }
    address = _documentation()
    return found | ({"helpUri": f"{address}/{page}#{code}"} if address else {})


@cache
def _documentation() -> str:
    """Where the package says that its documentation is on the web; empty if it says nothing of it."""
    try:
        said: list[str] = metadata.metadata("intent-lsp").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    for item in said:
        name, _, url = item.partition(",")
        if name.strip().lower() == "documentation":
            return url.strip().rstrip("/")
    return ""
