"""JSON from elsewhere."""

from __future__ import annotations

import json
from typing import Any


def loads(data: str | bytes) -> Any:
    """The value of a JSON text. Raises ``ValueError`` for anything else, and for what is nested too deeply to read."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None
